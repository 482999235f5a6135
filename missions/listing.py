"""The console's list of missions: which, in which order, a page by key. Each page costs the same, however deep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from accounts.models import User
from foundation.folding import SORT_NAME_LENGTH, fold, search_terms
from missions.approving import open_requests
from missions.audience import with_names
from missions.budgets import spent
from missions.models import END, Folder, Mission, Participation, SavedView, TitleWord
from missions.states import MissionState
from programs.queries import Slice, StartsWith

PAGE = 50
EXPIRED = "expired"  # live, and over: nothing that is stored (D-08)
FULL = "full"  # live, and all completions taken
SPENT = "spent"  # live, and its budget is used up
ASKED = "asked"  # waits for approval before launch

# What a list is sorted by; the newest first is by the id alone.
ORDERS: dict[str, Combinable | None] = {"created": None, "title": F("sort_title"), "points": F("points"), "ends": END}
SORTS = [sign + name for name in ORDERS for sign in ("", "-")]
NEWEST = "-created"


@dataclass(frozen=True)
class MissionsWanted:
    """Which missions, in which order. `folder` is its id, or 0 for those in none; archived ones only when asked for."""

    words: str = ""
    state: str = ""
    type_key: str = ""
    folder: int | None = None
    featured: bool = False
    sort: str = NEWEST

    @property
    def narrows(self) -> bool:
        """Whether it leaves any out that the list shows at first."""
        return bool(self.words or self.state or self.type_key or self.folder is not None or self.featured)


def sort_title(title: str) -> str:
    """A title as it stands in the order of the list."""
    return fold(title)[:SORT_NAME_LENGTH]


def titled(rows: QuerySet[Mission], words: str) -> QuerySet[Mission]:
    """Those of these missions whose title has words that begin with each of these, by an index of such words."""
    for term in search_terms(words):
        found = TitleWord.objects.filter(StartsWith(F("word"), Value(term)))
        rows = rows.filter(pk__in=found.values("mission"))
    return rows


def missions_wanted(wanted: MissionsWanted, *, now: datetime) -> QuerySet[Mission]:
    """All of them, in the order wanted."""
    rows = Mission.objects.exclude(state=MissionState.ARCHIVED)
    if wanted.state == EXPIRED:
        rows = rows.filter(state=MissionState.LIVE, ends_at__lte=now)
    elif wanted.state == FULL:
        rows = rows.filter(state=MissionState.LIVE, quota__isnull=False, quota_used__gte=F("quota"))
    elif wanted.state == SPENT:
        rows = rows.filter(spent(), state=MissionState.LIVE)
    elif wanted.state == ASKED:
        rows = rows.filter(pk__in=open_requests().values("mission"))
    elif wanted.state:
        rows = Mission.objects.filter(state=wanted.state)
    if wanted.type_key:
        rows = rows.filter(activity__type=wanted.type_key)
    if wanted.folder is not None:
        rows = rows.filter(folder=wanted.folder or None)
    if wanted.featured:
        rows = rows.filter(featured_at__isnull=False)
    rows = titled(rows, wanted.words)
    key, backwards = _order(wanted.sort)
    if key is None:
        return rows.order_by("-pk" if backwards else "pk")
    return rows.order_by(_by(key, backwards), "-pk" if backwards else "pk")


def page_of_missions(
    wanted: MissionsWanted, *, now: datetime, after: int | None = None, before: int | None = None, size: int = PAGE
) -> Slice[Mission]:
    """The missions after, or before, one in the list; the first page when that one is gone."""
    key, backwards = _order(wanted.sort)
    rows = missions_wanted(wanted, now=now)
    anchor = _anchor(key, after or before)
    upwards = anchor is not None and not after
    if anchor is not None:
        rows = rows.filter(_beyond(key, anchor, less=backwards != upwards))
    if upwards:
        rows = rows.reverse()
    rows = rows.annotate(asked=Exists(open_requests().filter(mission=OuterRef("pk"))))
    rows = rows.select_related("activity", "draft", "folder", "created_by", "budget", "reward").prefetch_related(
        Prefetch("audience_rules", with_names())
    )
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if upwards:
        found.reverse()
    has_before, has_after = (more, True) if upwards else (anchor is not None, more)
    return Slice(
        found,
        before=found[0].pk if found and has_before else None,
        after=found[-1].pk if found and has_after else None,
    )


def _order(sort: str) -> tuple[Combinable | None, bool]:
    return ORDERS[sort.removeprefix("-")], sort.startswith("-")


def _by(key: Combinable, backwards: bool) -> Any:
    return key.desc() if backwards else key.asc()  # type: ignore[attr-defined]  # a column or a function


def _anchor(key: Combinable | None, pk: int | None) -> tuple[Any, ...] | None:
    """Where the mission of this id stands in the order; None when there is none."""
    if not pk:
        return None
    rows = Mission.objects.filter(pk=pk)
    return (rows.values_list("pk") if key is None else rows.values_list(key, "pk")).first()


def _beyond(key: Combinable | None, anchor: tuple[Any, ...], *, less: bool) -> Any:
    if key is None:
        return Q(pk__lt=anchor[0]) if less else Q(pk__gt=anchor[0])
    return (TupleLessThan if less else TupleGreaterThan)((key, F("pk")), anchor)


@dataclass(frozen=True)
class Taken:
    """How many people began a mission, and how many of them completed it."""

    started: int = 0
    completed: int = 0


def taken_part(missions: Iterable[Mission]) -> dict[int, Taken]:
    """For each of these missions somebody began, by one query; test people are left out."""
    rows = Participation.objects.filter(
        mission__in=[mission.pk for mission in missions], advocate__is_test=False
    ).values_list("mission")
    counted = rows.annotate(
        started=Count("advocate", distinct=True, filter=Q(started_at__isnull=False) | Q(completed_at__isnull=False)),
        completed=Count("advocate", distinct=True, filter=Q(completed_at__isnull=False)),
    )
    return {pk: Taken(started, completed) for pk, started, completed in counted}


def folders() -> QuerySet[Folder]:
    """All folders by name, each with the number of its missions."""
    return Folder.objects.annotate(count=Count("missions")).order_by("name")


def views_of(staff: User) -> list[SavedView]:
    """What a staff member keeps, by name."""
    return list(SavedView.objects.filter(staff=staff).order_by("name"))
