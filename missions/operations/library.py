"""The workspace's own mission templates: kept, called otherwise, removed, taken from a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from missions.models import Mission, MissionTemplate

MOST_KEPT = 500
TIMES = ("starts_local", "ends_local")  # of one mission, and soon over


class TemplateExists(Exception):
    """The workspace keeps a template of this name."""


class LibraryFull(Exception):
    """The workspace keeps as many templates as it may."""

    def __init__(self) -> None:
        super().__init__(_("At most %(most)s templates can be kept. Remove some first.") % {"most": MOST_KEPT})


@transaction.atomic
def keep_template(*, mission: Mission, name: str, about: str, by: User, now: datetime) -> MissionTemplate:
    """Keep what is typed in a mission as a template of its own, without its start and deadline.

    Later changes do not follow. Raises TemplateExists, LibraryFull.
    """
    _refuse_too_many(1)
    source = mission.draft or mission.live
    raw = {part: value for part, value in (source.raw if source else {}).items() if part not in TIMES}
    row = MissionTemplate(name=name, about=about, type=mission.activity.type, raw=raw, created_by=by, created_at=now)
    _save(row)
    record("mission_template.kept", about=f"mission_template:{row.pk}", by_staff_id=by.pk, at=now, mission=mission.pk)
    return row


@transaction.atomic
def change_template(*, template: MissionTemplate, name: str, about: str, by: User, now: datetime) -> None:
    """Call and describe it otherwise. Raises TemplateExists, and changes nothing then."""
    template.name, template.about = name, about
    _save(template)
    record("mission_template.changed", about=f"mission_template:{template.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def remove_template(*, template: MissionTemplate, by: User, now: datetime) -> None:
    """Remove it; missions made with it stay as they are."""
    record("mission_template.removed", about=f"mission_template:{template.pk}", by_staff_id=by.pk, at=now)
    template.delete()


@transaction.atomic
def take_templates(
    *, templates: Sequence[tuple[str, str, str, Mapping[str, Any]]], by: User, now: datetime
) -> list[MissionTemplate]:
    """Keep templates read from a file: name, line about it, type, fields; all of them or none.

    Raises TemplateExists, LibraryFull.
    """
    _refuse_too_many(len(templates))
    rows = [
        MissionTemplate(name=name, about=about, type=key, raw=dict(raw), created_by=by, created_at=now)
        for name, about, key, raw in templates
    ]
    for row in rows:
        _save(row)
    record("mission_templates.imported", by_staff_id=by.pk, at=now, count=len(rows))
    return rows


def _refuse_too_many(more: int) -> None:
    if MissionTemplate.objects.count() + more > MOST_KEPT:
        raise LibraryFull


def _save(row: MissionTemplate) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise TemplateExists(_("There is a template called “%(name)s” already.") % {"name": row.name}) from taken
