"""Where missions stand: in folders, at the front of the hub, and under the words of their titles."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from foundation.folding import search_words
from missions.models import Folder, Mission, TitleWord


class FolderExists(Exception):
    """There is a folder of this name."""


class FolderNotEmpty(Exception):
    """A folder with missions in it is not removed."""


@transaction.atomic
def keep_title_words(*, mission: Mission, title: str) -> None:
    """Have the mission found by the words of this title and by no others."""
    wanted = search_words(title)
    rows = TitleWord.objects.filter(mission=mission)
    present = set(rows.values_list("word", flat=True))
    if stale := present - wanted:
        rows.filter(word__in=stale).delete()
    fresh = [TitleWord(mission=mission, word=word) for word in sorted(wanted - present)]
    TitleWord.objects.bulk_create(fresh, ignore_conflicts=True)


@transaction.atomic
def create_folder(*, name: str, by: User, now: datetime) -> Folder:
    """A new folder. Raises FolderExists."""
    folder = Folder(name=name, created_at=now)
    _save(folder)
    record("folder.created", about=f"folder:{folder.pk}", by_staff_id=by.pk, at=now)
    return folder


@transaction.atomic
def rename_folder(*, folder: Folder, name: str, by: User, now: datetime) -> None:
    """Call it otherwise. Raises FolderExists, and changes nothing then."""
    folder.name = name
    _save(folder)
    record("folder.renamed", about=f"folder:{folder.pk}", by_staff_id=by.pk, at=now)


def _save(folder: Folder) -> None:
    try:
        with transaction.atomic():
            folder.save()
    except IntegrityError as taken:
        raise FolderExists(_("There is a folder called “%(name)s” already.") % {"name": folder.name}) from taken


@transaction.atomic
def remove_folder(*, folder: Folder, by: User, now: datetime) -> None:
    """Remove an empty folder. Raises FolderNotEmpty, also when a mission is put into it at the same moment."""
    row = Folder.objects.select_for_update(of=("self",)).get(pk=folder.pk)
    if Mission.objects.filter(folder=row).exists():
        raise FolderNotEmpty(_("Only an empty folder can be removed. Move its missions first."))
    record("folder.removed", about=f"folder:{row.pk}", by_staff_id=by.pk, at=now)
    row.delete()


@transaction.atomic
def move_to_folder(*, mission: Mission, folder: Folder | None, by: User, now: datetime) -> bool:
    """Put the mission into this folder, or into none. Advocates see nothing of it. False when it was there already."""
    moved = Mission.objects.filter(pk=mission.pk).exclude(folder=folder).update(folder=folder)
    if moved:
        record("mission.filed", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now)
    mission.folder = folder
    return bool(moved)


@transaction.atomic
def feature_mission(*, mission: Mission, featured: bool, by: User, now: datetime) -> None:
    """Put the mission at the front of the hub, before those featured earlier, or back into its place (S3-105)."""
    mission.featured_at = now if featured else None
    Mission.objects.filter(pk=mission.pk).update(featured_at=mission.featured_at)
    record(
        "mission.featured" if featured else "mission.unfeatured",
        about=f"mission:{mission.pk}",
        by_staff_id=by.pk,
        at=now,
    )
