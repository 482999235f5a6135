"""Reads of the leaderboard: who stands where in a month, as members and as staff see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from foundation.spreadsheets import csv_file
from programs.models import Advocate, AdvocateStatus
from rewards.models import Appearance, How, Leaderboard, Shown, Standing

NEAR, FIRST, MONTHS = 2, 10, 12
# One look into the index for each month, however many people stand in it.
KEPT = """
SELECT month FROM unnest(%s::date[]) AS month
WHERE EXISTS (
    SELECT FROM rewards_standing
    WHERE workspace_id = current_setting('app.workspace_id')::bigint AND begins_on = month
)
ORDER BY month DESC
"""


@dataclass(frozen=True)
class Place:
    """A line of the leaderboard. `rank` counts from 1; who has as many points has the same. `name` is "" for somebody
    who stands there without it."""

    rank: int
    name: str
    points: int
    is_own: bool


@dataclass(frozen=True)
class Board:
    """A month as one member sees it. Without `own` they do not stand on it."""

    total: int
    own: Place | None = None
    first: Sequence[Place] = field(default_factory=tuple)
    near: Sequence[Place] = field(default_factory=tuple)


def leaderboard() -> Leaderboard | None:
    """The workspace's leaderboard while it is on."""
    return Leaderboard.objects.filter(is_on=True).first()


def appearance_of(advocate: Advocate) -> How:
    """How a person wishes to stand there."""
    return How(Appearance.objects.filter(advocate=advocate).values_list("how", flat=True).first() or How.NAMED)


def months_kept(*, until: date) -> list[date]:
    """The first days of those of the last twelve months in which somebody stands, the newest first."""
    months = [until.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [months])
        return [row[0] for row in cursor.fetchall()]


def standings(month: date) -> QuerySet[Standing]:
    """Active members who earned in a month, the most first; each with `how` they wish to stand."""
    how = Appearance.objects.filter(advocate=OuterRef("advocate")).values("how")
    rows = Standing.objects.filter(begins_on=month, advocate__status=AdvocateStatus.ACTIVE)
    return rows.select_related("advocate").annotate(how=Subquery(how)).order_by("-points", "advocate")


def seen_by_members(month: date) -> QuerySet[Standing]:
    """Those of them who wish to stand there."""
    hidden = Appearance.objects.filter(advocate=OuterRef("advocate"), how=How.HIDDEN)
    return standings(month).exclude(Exists(hidden))


def board_of(advocate: Advocate, *, month: date, board: Leaderboard) -> Board:
    """A month as this person sees it: their place, and who is next to it; the first ten where that is shown, and alone
    when they are one of them."""
    rows = seen_by_members(month)
    total = rows.count()
    first = _ranked(rows[:FIRST], reader=advocate) if board.shows == Shown.FIRST else []
    own = rows.filter(advocate=advocate).first()
    if own is None:
        return Board(total, first=first)
    near: list[Standing] = [
        *reversed(rows.filter(_is_before(own)).reverse()[:NEAR]),
        own,
        *rows.filter(_is_after(own))[:NEAR],
    ]
    more = Q(points__gt=near[0].points)
    before = rows.aggregate(more=Count("pk", filter=more), all=Count("pk", filter=_is_before(near[0])))
    places = _ranked(near, reader=advocate, ahead=before["all"], rank=before["more"] + 1)
    place = next(place for place in places if place.is_own)
    return Board(total, place, first, [] if place in first else places)


def first_of(month: date, *, most: int) -> list[tuple[Place, Standing, How]]:
    """The first of a month as staff see them: all of them, with their names, and how they wish to stand there."""
    return [(place, row, how_of(row)) for place, row in _with_places(standings(month)[:most])]


def standing_lines(month: date) -> Iterator[bytes]:
    """A whole month as a CSV."""
    head = [_("Place"), _("Name"), _("E-mail"), _("Points"), _("On the leaderboard")]
    rows = standings(month).iterator(chunk_size=500)
    return csv_file(head, (_line(place, row) for place, row in _with_places(rows)))


def _line(place: Place, row: Standing) -> list[str]:
    return [str(place.rank), place.name, row.advocate.email or "", str(place.points), how_of(row).for_staff]


def how_of(row: Standing) -> How:
    """How the person of this row wishes to stand there."""
    return How(row.how or How.NAMED)  # type: ignore[attr-defined]  # annotated


def _is_before(row: Standing) -> Q:
    return Q(points__gt=row.points) | Q(points=row.points, advocate__lt=row.advocate_id)


def _is_after(row: Standing) -> Q:
    return Q(points__lt=row.points) | Q(points=row.points, advocate__gt=row.advocate_id)


def _ranked(rows: Iterable[Standing], *, reader: Advocate, ahead: int = 0, rank: int = 1) -> list[Place]:
    """Lines that follow each other; so many stand before the first, whose rank is given."""
    return [place for place, _row in _with_places(rows, reader=reader, ahead=ahead, rank=rank)]


def _with_places(
    rows: Iterable[Standing], *, reader: Advocate | None = None, ahead: int = 0, rank: int = 1
) -> Iterator[tuple[Place, Standing]]:
    points = None
    for number, row in enumerate(rows, ahead + 1):
        rank = rank if points in (None, row.points) else number
        points = row.points
        unnamed = reader is not None and how_of(row) == How.UNNAMED
        is_own = reader is not None and row.advocate_id == reader.pk
        yield Place(rank, "" if unnamed else row.advocate.name, row.points, is_own), row
