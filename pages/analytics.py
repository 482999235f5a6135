"""Figures over all missions: how far people come, and how many of those who joined in a month go on completing them.

People are counted, each once, never what they did; test people, guests and the erased are left out (B-23).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from missions.models import Participation
from programs.models import GUESTS, Advocate, AdvocateStatus

MONTHS = 12


@dataclass(frozen=True)
class Step:
    """How many people came as far, and what that means. `percent` is of those who saw a mission."""

    name: str
    what: str
    people: int
    percent: int | None = None


@dataclass(frozen=True)
class Cohort:
    """Those who joined in one month, and what share of them completed a mission in each month since.

    `shares[0]` is the month of joining itself; months that have not begun are not there.
    """

    month: date
    people: int
    shares: Sequence[int]

    @property
    def name(self) -> str:
        """The month in words."""
        return date_format(self.month, "M Y")


def funnel(*, since: datetime, until: datetime) -> list[Step]:
    """Who saw, began and completed missions first seen from `since` until before `until`; two queries."""
    rows = Participation.objects.filter(seen_at__gte=since, seen_at__lt=until, **_counted("advocate__"))
    completed = Q(completed_at__isnull=False)
    found = rows.exclude(advocate__status__in=GUESTS).aggregate(
        seen=Count("advocate", distinct=True),
        started=Count("advocate", distinct=True, filter=completed | Q(started_at__isnull=False)),
        completed=Count("advocate", distinct=True, filter=completed),
    )
    members = Advocate.objects.filter(status=AdvocateStatus.ACTIVE, joined_at__lt=until, **_counted()).count()
    what = {
        "seen": (_("Saw a mission"), _("Opened at least one mission for the first time in these days.")),
        "started": (_("Began one"), _("Of those, wrote, chose or sent something for such a mission, until today.")),
        "completed": (_("Completed one"), _("Of those, handed in all that such a mission asks, until today.")),
    }
    steps = [Step(_("Members"), _("Registered and active today, joined before the end of these days."), members)]
    seen = found["seen"]
    for key, (name, words) in what.items():
        steps.append(Step(name, words, found[key], round(100 * found[key] / seen) if seen else None))
    return steps


def cohorts(*, zone: str, now: datetime) -> list[Cohort]:
    """The last twelve months of joining, the latest first; two queries, whatever the number of people."""
    home = ZoneInfo(zone)
    first, *_later = months = _months(localtime(now, home).date().replace(day=1))
    since = datetime(first.year, first.month, 1, tzinfo=home)
    people = Advocate.objects.filter(joined_at__gte=since, **_counted()).exclude(status__in=GUESTS)
    joined = people.values_list(TruncMonth("joined_at", tzinfo=home)).annotate(n=Count("pk")).order_by()
    sizes = {month.date(): count for month, count in joined}
    rows = Participation.objects.filter(
        completed_at__gte=since, advocate__joined_at__gte=since, **_counted("advocate__")
    ).exclude(advocate__status__in=GUESTS)
    months_of = (TruncMonth("advocate__joined_at", tzinfo=home), TruncMonth("completed_at", tzinfo=home))
    active: dict[date, dict[date, int]] = defaultdict(dict)
    for month, done, count in rows.values_list(*months_of).annotate(n=Count("advocate", distinct=True)).order_by():
        active[month.date()][done.date()] = count
    return [
        Cohort(month, size, [round(100 * active[month].get(later, 0) / size) for later in months[at:]])
        for at, month in reversed(list(enumerate(months)))
        if (size := sizes.get(month, 0))
    ]


def funnel_rows(steps: Sequence[Step]) -> Iterator[list[str | int | None]]:
    """The funnel as cells."""
    return ([step.name, step.people, step.percent, step.what] for step in steps)


def cohort_rows(found: Sequence[Cohort]) -> Iterator[list[str | int | None]]:
    """The cohorts as cells; months that have not begun are empty."""
    for row in found:
        yield [row.month.strftime("%Y-%m"), row.people, *row.shares, *[None] * (MONTHS - len(row.shares))]


def _counted(prefix: str = "") -> dict[str, bool]:
    return {f"{prefix}is_test": False, f"{prefix}erased_at__isnull": True}


def _months(last: date) -> list[date]:
    """Twelve first days, up to this one."""
    numbers = range(last.year * 12 + last.month - MONTHS, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
