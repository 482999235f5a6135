"""Figures of a mission. People are counted, not events, and each figure says what it counts."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median

from django.db.models import Aggregate, Count, DurationField, F, Q, Sum
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import ngettext

from missions.funnel import Narrowing, count_steps, steps_among, submissions_of_mission
from missions.models import Decision, Mission, Participation
from missions.states import SubmissionState
from programs.queries import trying

DAYS_AT_MOST = 62  # that a chart shows as days; more are put together by weeks
COMPARED, AT_LEAST = 50, 3


@dataclass(frozen=True)
class Figure:
    """One number with its definition."""

    name: str | Promise
    value: int
    what: str | Promise


def funnel_of(mission: Mission) -> list[Figure]:
    """Sent to, seen, started, completed, as the results count them, with guests; four queries."""
    counted = steps_among(count_steps(mission, Narrowing()), ("sent", "seen", "started", "completed"))
    return [Figure(row.step.name, row.people + row.guests, row.step.what) for row in counted]


@dataclass(frozen=True)
class StateCount:
    """How many submissions are in a state, and what those approved earned."""

    state: str
    count: int
    points: int


def count_states(mission: Mission, wanted: Narrowing) -> list[StateCount]:
    """The submissions by state, also those taken back, in the order of the states; test people left out. One query."""
    rows = submissions_of_mission(mission, wanted, withdrawn=True).order_by()
    found = {row[0]: row for row in rows.values_list("state").annotate(n=Count("pk"), points=Sum("points"))}
    return [StateCount(*found[state]) for state in SubmissionState.values if state in found]


class Median(Aggregate):
    """The middle value, counted by PostgreSQL (percentile_cont)."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def usual_decision(mission: Mission) -> timedelta | None:
    """The median from handing in to a reviewer's decision that stands; None where nobody has decided."""
    rows = Decision.objects.filter(submission__mission=mission, by_staff__isnull=False, reversed_at=None)
    rows = rows.exclude(submission__advocate__in=trying()).annotate(waited=F("at") - F("attempt__at"))
    found: timedelta | None = rows.aggregate(usual=Median("waited", output_field=DurationField()))["usual"]
    return found


def length_words(length: timedelta) -> str:
    """How long something took, rounded up: in minutes to two hours, in hours to two days, then in days."""
    minutes = max(1, ceil(length.total_seconds() / 60))
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = ceil(minutes / 60)
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = ceil(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@dataclass(frozen=True)
class Comparison:
    """Of a hundred who saw it, how many completed it: usually (the median) among `missions` others of the type."""

    percent: int
    missions: int


def usual_completion(mission: Mission) -> Comparison | None:
    """Of the last fifty launched before or after it; None when fewer than three of them were seen by anybody."""
    others = Mission.objects.filter(activity__type=mission.activity.type, live__isnull=False).exclude(pk=mission.pk)
    rows = Participation.objects.filter(mission__in=others.order_by("-launched_at").values("pk")[:COMPARED])
    shares = [
        100 * done / seen
        for seen, done in rows.exclude(advocate__in=trying())
        .order_by()
        .values("mission")
        .annotate(
            seen=Count("advocate", distinct=True, filter=Q(seen_at__isnull=False)),
            done=Count("advocate", distinct=True, filter=Q(completed_at__isnull=False)),
        )
        .values_list("seen", "done")
        if seen
    ]
    return Comparison(round(median(shares)), len(shares)) if len(shares) >= AT_LEAST else None


def charted(days: list[tuple[date, int]]) -> list[tuple[str, int]]:
    """Bars from the first day to the last, also for days without anybody; by weeks, from Monday on, when it is long."""
    if not days:
        return []
    first, last, length = days[0][0], days[-1][0], timedelta(days=1)
    if (last - first).days >= DAYS_AT_MOST:
        first, length = first - timedelta(days=first.weekday()), timedelta(days=7)
    bars = {first + length * number: 0 for number in range((last - first) // length + 1)}
    for day, count in days:
        bars[first + length * ((day - first) // length)] += count
    return [(date_format(day, "j M Y"), count) for day, count in bars.items()]
