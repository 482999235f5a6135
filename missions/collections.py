"""Reads of collections: as staff keep them, and what of them is open to one person in the hub."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet

from missions.listed import Listed, columns, dismissed_by
from missions.models import Collected, Collection, Mission
from missions.open_missions import open_to
from missions.recurring import clock_at
from missions.states import MissionState
from missions.texts import reading_of
from programs.models import Advocate

ON_A_SHELF, SHELVES = 6, 8
AT_MOST = 200  # missions of one collection, and those one can choose from


@dataclass(frozen=True)
class Shown:
    """A collection as a person sees it: the first of its missions that are open to them, and how many there are."""

    collection: Collection
    count: int
    rows: list[Listed] = field(default_factory=list)


def collections() -> QuerySet[Collection]:
    """All of them in their order, each with the number of its missions."""
    return Collection.objects.annotate(count=Count("collected")).order_by("position", "pk")


def collected_in(collection: Collection) -> QuerySet[Collected]:
    """The missions of a collection in their order."""
    rows = Collected.objects.filter(collection=collection).select_related("mission__activity")
    return rows.order_by("position", "pk")


def not_yet_in(collection: Collection) -> QuerySet[Mission]:
    """What can be put into it: the newest missions that are not over."""
    rows = Mission.objects.exclude(state__in=[MissionState.ENDED, MissionState.ARCHIVED]).exclude(title="")
    return rows.exclude(pk__in=Collected.objects.filter(collection=collection).values("mission")).order_by("-pk")


def collections_for(advocate: Advocate, *, now: datetime, clock: datetime | None = None) -> list[Shown]:
    """The first collections in which something is open to this person, each with its first missions; two queries.

    `clock` as in `missions.open_missions.open_to`.
    """
    clock = clock or clock_at(now)
    pairs = Collected.objects.filter(mission__in=_listed(advocate, now, clock)).select_related("collection")
    found: dict[int, tuple[Collection, list[int]]] = {}
    for pair in pairs.order_by("collection__position", "collection", "position", "pk"):
        found.setdefault(pair.collection_id, (pair.collection, []))[1].append(pair.mission_id)
    shelves = list(found.values())[:SHELVES]
    wanted = {pk for _collection, missions in shelves for pk in missions[:ON_A_SHELF]}
    rows = _rows(advocate, wanted, clock) if wanted else {}
    return [
        Shown(collection, len(missions), [rows[pk] for pk in missions[:ON_A_SHELF]]) for collection, missions in shelves
    ]


def open_in(collection: Collection, advocate: Advocate, *, now: datetime) -> list[Listed]:
    """What of a collection is open to this person, in its order."""
    clock = clock_at(now)
    pairs = Collected.objects.filter(collection=collection, mission__in=_listed(advocate, now, clock))
    order = list(pairs.order_by("position", "pk").values_list("mission_id", flat=True)[:AT_MOST])
    rows = _rows(advocate, order, clock)
    return [rows[pk] for pk in order]


def _listed(advocate: Advocate, now: datetime, clock: datetime) -> QuerySet[Mission, int]:
    """Open by the one rule, listed, and not put away."""
    rows = open_to(advocate, now=now, clock=clock).filter(listed=True).exclude(pk__in=dismissed_by(advocate.pk))
    return rows.values_list("pk", flat=True)


def _rows(advocate: Advocate, wanted: Sequence[int] | set[int], clock: datetime) -> dict[int, Listed]:
    rows = Mission.objects.filter(pk__in=wanted).values_list(*columns(advocate.pk, clock, reading_of(advocate)))
    return {row[0]: Listed(*row) for row in rows}
