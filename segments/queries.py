"""Reads of segments used by more than one caller; what other apps ask of segments is here."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from events.models import Event
from foundation.plugs import USES, Thing
from programs.facts import zone_of_workspace
from programs.models import Advocate
from segments.compiling import Moment, those_meant
from segments.language import Facts, Rule, known_facts, parse
from segments.models import Folder, Segment, Stay, Touch


def segments() -> QuerySet[Segment]:
    """Those in use, by name."""
    return Segment.objects.filter(archived_at=None).order_by("name", "pk")


def rule_of(segment: Segment, facts: Facts | None = None) -> Rule:
    """The rule in force. Raises language.Wrong when something it is about is not there any more."""
    return parse(segment.rule, known_facts() if facts is None else facts, is_kept=True)


def members_of(segment: Segment | int) -> QuerySet[Advocate]:
    """The people in a segment now, to be narrowed further; a static one may have people who cannot take part."""
    return Advocate.objects.filter(is_in([segment.pk if isinstance(segment, Segment) else segment]))


def is_in(segments_: Collection[int] | QuerySet[Any, int]) -> Exists:
    """A condition on advocates: that they are in one of these segments now."""
    return Exists(Stay.objects.filter(segment__in=segments_, left_at=None, advocate=OuterRef("pk")))


def segments_of(advocate: Any) -> QuerySet[Stay, int]:
    """The ids of the segments a person is in now, to be used in other queries; also for a Slot or an OuterRef."""
    return Stay.objects.filter(advocate=advocate, left_at=None).values_list("segment_id", flat=True)


def stays_of(advocate: Advocate) -> QuerySet[Stay]:
    """All stays of one person in segments in use: those that last first, then the latest."""
    rows = Stay.objects.filter(advocate=advocate, segment__archived_at=None).select_related("segment")
    return rows.order_by(F("left_at").desc(nulls_first=True), "-entered_at", "-pk")


def who_crossed(event: Event) -> QuerySet[Stay]:
    """The stays that began with a `segment.entered`, or ended with a `segment.left`: exactly those of this event.

    Whoever does something for each keys it by the stay, or by segment, person and `number`, and so does it once.
    """
    if event.name == "segment.entered":
        return Stay.objects.filter(entered_event=event)
    return Stay.objects.filter(left_event=event, left_at__isnull=False)  # as the index of leaving says it


def count_of(segment: Segment) -> int:
    """How many people are in it now, counted."""
    return Stay.objects.filter(segment=segment, left_at=None).count()


def meant_now(segment: Segment, *, now: datetime, ids: Collection[int] | None = None) -> QuerySet[Advocate]:
    """Whom the rule means at this moment, whatever is written down: to be asked just before something is sent."""
    if segment.is_static:
        return members_of(segment) if ids is None else members_of(segment).filter(pk__in=ids)
    return those_meant(rule_of(segment), Moment(now, zone_of_workspace(), None if ids is None else list(ids)))


def waiting() -> dict[str, datetime]:
    """Since when the oldest change of each kind waits that people were not asked about yet."""
    return dict(Touch.objects.values_list("word").annotate(since=Min("at")))


def lag_of(segment: Segment, waits: Mapping[str, datetime]) -> datetime | None:
    """Since when a change waits that this segment hears of; None when it is up to date."""
    return min((waits[word] for word in segment.hears if word in waits), default=None)


def is_heard(word: str) -> bool:
    """Whether a segment in use asks people anew after this word."""
    return Segment.objects.filter(archived_at=None, hears__contains=[word]).exists()


def everybody() -> QuerySet[Advocate]:
    """All contacts: everybody known, but those erased and test people (S3-27)."""
    return Advocate.objects.filter(erased_at=None, is_test=False)


def folders() -> list[Folder]:
    """Those that hold a segment in use, by name, each with how many as `count`."""
    held = Count("segments", filter=Q(segments__archived_at=None))
    return list(Folder.objects.annotate(count=held).filter(count__gt=0).order_by("name"))


def segments_in(folder: Folder | int) -> QuerySet[Segment]:
    """The segments in use of a folder: who is meant by a folder is who is in any of them (S3-25)."""
    return segments().filter(folder=folder)


def used_by(segment: Segment) -> list[Thing]:
    """What asks about this segment: other segments' rules, and whatever apps above say."""
    words = {f"segment:{segment.pk}", f"folder:{segment.folder_id}"}
    others = [
        Thing(other.name, reverse("console:segment", args=[other.pk]))
        for other in segments()
        if words.intersection(other.hears)
    ]
    return [*others, *(thing for uses in USES.get("segment", ()) for thing in uses(segment.pk))]
