"""Making segments, changing their rules, putting people in by hand, and putting segments away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from events.operations import record
from programs.facts import zone_of_workspace
from segments.compiling import Moment
from segments.facts import FOLDER
from segments.language import Rule, as_json, asked_about, hears, is_timed
from segments.models import Folder, FormerRule, Segment, SegmentKind
from segments.operations.asking import wind_clock
from segments.operations.crossing import Crossed, Look, set_in
from segments.operations.touching import touch
from segments.operations.whole import ask_everybody
from segments.queries import is_heard, used_by
from segments.rules import circle


class NameTaken(Exception):
    """Another segment in use has this name."""


class AsksItself(Exception):
    """The rule would ask about its own segment, directly or through others."""


class InUse(Exception):
    """Something still asks about this segment."""


class NotByHand(Exception):
    """People are in this segment by its rule, or it is archived."""


@dataclass(frozen=True)
class Named:
    """What a segment is called, and the folder it is put in, "" for none; folders are made where first needed."""

    name: str
    description: str = ""
    folder: str = ""


@transaction.atomic
def create_segment(*, named: Named, rule: Rule | None, by: User, now: datetime) -> Segment:
    """Make a segment, of a rule or (None) filled by hand; everybody is asked in the background, which sets nothing off.

    Raises NameTaken.
    """
    kind = SegmentKind.STATIC if rule is None else SegmentKind.DYNAMIC
    segment = Segment(name=named.name, description=named.description, kind=kind, created_by=by, created_at=now)
    if rule is None:
        segment.folder = _folder(named.folder)
    else:
        _lock(_asked(rule))
        _take(segment, rule, now)
    _save(segment)
    record("segment.created", about=f"segment:{segment.pk}", by_staff_id=by.pk, at=now)
    if rule is not None:
        ask_everybody(segment=segment, fires=False, by=by, now=now)
    return segment


@transaction.atomic
def rename_segment(*, segment: Segment, named: Named, by: User, now: datetime) -> None:
    """Call it otherwise; a static one, put it into another folder. Raises NameTaken."""
    row = _locked(segment)
    folder = _folder(named.folder) if row.is_static else None
    if (row.name, row.description, row.folder) == (named.name, named.description, folder):
        return
    former, row.folder = row.folder, folder
    row.name, row.description = named.name, named.description
    _save(row, "name", "description", "folder")
    if former != folder:
        _tell_folders(row, former)
    record("segment.renamed", about=f"segment:{row.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def change_rule(*, segment: Segment, rule: Rule, fires: bool, by: User, now: datetime) -> bool:
    """Put another rule in force and have everybody asked in the background; False when it is the same rule.

    The former rule is kept. `fires`: whether those who cross because of the change set things off. Raises AsksItself.
    """
    row = _locked(segment, *_asked(rule))
    if row.is_static:
        raise NotByHand
    if as_json(rule) == row.rule:
        return False
    FormerRule.objects.create(segment=row, version=row.version, rule=row.rule, replaced_at=now, by=by)
    row.version += 1
    _take(row, rule, now)
    if circle(row):
        raise AsksItself
    row.save(update_fields=["version", "rule", "hears", "is_timed", "ticked_at"])
    record("segment.changed", about=f"segment:{row.pk}", by_staff_id=by.pk, at=now, version=row.version)
    ask_everybody(segment=row, fires=fires, by=by, now=now)
    return True


@transaction.atomic
def put_in(*, segment: Segment, advocates: Sequence[int], by: User, cause: str = "hand", now: datetime) -> Crossed:
    """Put people into a static segment; they enter, which sets off what waits for it. Raises NotByHand."""
    return _by_hand(segment, advocates, True, cause, now)


@transaction.atomic
def take_out(*, segment: Segment, advocates: Sequence[int], by: User, now: datetime) -> Crossed:
    """Take people out of a static segment. Raises NotByHand."""
    return _by_hand(segment, advocates, False, "hand", now)


@transaction.atomic
def let_in(*, segment: Segment, advocates: Sequence[int], cause: str, now: datetime) -> Crossed:
    """People enter a static segment by an act of their own. Raises NotByHand."""
    return _by_hand(segment, advocates, True, cause, now)


@transaction.atomic
def let_out(*, segment: Segment, advocates: Sequence[int], cause: str, now: datetime) -> Crossed:
    """People leave a static segment by an act of their own. Raises NotByHand."""
    return _by_hand(segment, advocates, False, cause, now)


@transaction.atomic
def archive_segment(*, segment: Segment, by: User, now: datetime) -> None:
    """Put it out of sight: nobody enters or leaves any more. Nothing is deleted. Raises InUse."""
    row = _locked(segment)
    if used_by(row):
        raise InUse
    if row.archived_at is None:
        row.archived_at = now
        row.save(update_fields=["archived_at"])
        record("segment.archived", about=f"segment:{row.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def restore_segment(*, segment: Segment, by: User, now: datetime) -> None:
    """Take it out of the archive; everybody is asked anew, which sets nothing off. Raises NameTaken."""
    row = _locked(segment)
    if row.archived_at is None:
        return
    row.archived_at = None
    _save(row, "archived_at")
    record("segment.restored", about=f"segment:{row.pk}", by_staff_id=by.pk, at=now)
    if not row.is_static:
        ask_everybody(segment=row, fires=False, by=by, now=now)


def _folder(name: str) -> Folder | None:
    """The folder of this name, whatever its case."""
    if not name:
        return None
    found = Folder.objects.filter(name__iexact=name).first()
    return found or Folder.objects.get_or_create(name=name)[0]


def _tell_folders(segment: Segment, former: Folder | None) -> None:
    """Whoever is in the segment is in another folder now; one that holds nothing goes."""
    people = list(segment.stays.filter(left_at=None).values_list("advocate_id", flat=True))
    for folder in filter(None, (former, segment.folder)):
        if is_heard(f"folder:{folder.pk}"):
            touch(advocates=people, word=f"folder:{folder.pk}")
        elif not folder.segments.exists():
            folder.delete()


def _asked(rule: Rule) -> list[int]:
    """The segments that a rule asks about, by themselves or by their folder."""
    inside = Segment.objects.filter(folder__in=asked_about(rule, fact=FOLDER)).values_list("pk", flat=True)
    return sorted({*asked_about(rule), *inside})


def _locked(segment: Segment, *others: int) -> Segment:
    """The segment as it is now, locked; with others that its rule asks about, so that nobody crosses them meanwhile."""
    return _lock([segment.pk, *others])[segment.pk]


def _lock(pks: Sequence[int]) -> dict[int, Segment]:
    rows = Segment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows}


def _take(segment: Segment, rule: Rule, now: datetime) -> None:
    segment.rule, segment.hears, segment.is_timed = as_json(rule), hears(rule), is_timed(rule)
    segment.ticked_at = now
    if segment.is_timed:
        wind_clock(now=now)


def _save(segment: Segment, *fields: str) -> None:
    try:
        with transaction.atomic():
            segment.save(update_fields=fields or None)
    except IntegrityError as error:
        raise NameTaken from error


def _by_hand(segment: Segment, advocates: Sequence[int], is_in: bool, cause: str, now: datetime) -> Crossed:
    row = _locked(segment)
    if not row.is_static or row.archived_at:
        raise NotByHand
    look = Look(Moment(now, zone_of_workspace()), cause)
    return set_in(segment=row, ids=advocates, is_in=is_in, look=look)
