"""Who got how far with a mission: the same rows give each number of the results and the list of people behind it.

People are counted, not events, each once however often she did it (S3-107…114, B-23). Test people count nowhere, guests
apart. All of it can be narrowed, by who they are, what became of what they handed in, and when it happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from missions.models import AttemptFile, Mission, Participation, Submission
from missions.states import SubmissionState
from notifications.models import DeliveryState, Notice, Topic
from programs.models import GUESTS, Advocate, Tagging
from programs.queries import trying


@dataclass(frozen=True)
class Narrowing:
    """Whom and what the results are narrowed to; the times are instants, from `since` until before `until`."""

    since: datetime | None = None
    until: datetime | None = None
    tag: int | None = None
    status: str = ""
    language: str = ""
    state: str = ""
    slot: int | None = None


@dataclass(frozen=True)
class Step:
    """How far somebody can have come, and in words whom that counts."""

    name: str | Promise
    what: str | Promise


STEPS: Mapping[str, Step] = {
    "sent": Step(_("Sent to"), _("People to whom an e-mail about the mission left.")),
    "seen": Step(_("Seen"), _("People who opened the mission's page.")),
    "started": Step(_("Started"), _("People who began to answer, or opened what it leads to.")),
    "completed": Step(_("Completed"), _("People who sent everything that is asked.")),
    "performs": Step(_("Performs"), _("People who handed in at least one thing and did not take it back.")),
    "reports": Step(_("Reports"), _("Of them, people who sent answers, a text, a link or a file with it.")),
}
LEFT: Mapping[str, Step] = {
    "not_seen": Step(_("Not seen"), _("People to whom an e-mail left, and who have not opened the mission's page.")),
    "not_started": Step(_("Seen, not started"), _("People who opened the page and have not begun.")),
    "not_completed": Step(_("Started, not completed"), _("People who began and have not sent everything.")),
}
ALL_STEPS = {**STEPS, **LEFT}
AS_GUEST = Q(advocate__status__in=GUESTS)


@dataclass(frozen=True)
class Counted:
    """A step with how many people it counts, guests apart; `percent` is of those who have seen it, None without any."""

    key: str
    step: Step
    people: int
    guests: int
    percent: int | None


def count_steps(mission: Mission, wanted: Narrowing) -> list[Counted]:
    """Every step, and those who are left between them; four queries."""
    found = {key: _count(_sent(mission, wanted, seen)) for key, seen in (("sent", None), ("not_seen", False))}
    moments = {key: _when(field, wanted) for key, field in MOMENTS.items()}
    moments |= {key: moments[begun] & Q(**{missing: None}) for key, (begun, missing) in PENDING.items()}
    found |= _count_each(_participations(mission, wanted), moments)
    found |= _count_each(submissions_of_mission(mission, wanted), {"performs": Q(), "reports": REPORTED})
    seen = sum(found["seen"])
    return [_counted(key, *found[key], seen=seen) for key in ALL_STEPS]


def people_at(mission: Mission, step: str, wanted: Narrowing, *, guests: bool = False) -> QuerySet[Advocate]:
    """The people whom a step counts, or its guests."""
    rows = _rows_at(mission, step, wanted)
    among = rows.filter(AS_GUEST) if guests else rows.exclude(AS_GUEST)
    return Advocate.objects.filter(pk__in=among.order_by().values("advocate"))


def submissions_of_mission(mission: Mission, wanted: Narrowing, *, withdrawn: bool = False) -> QuerySet[Submission]:
    """What was handed in and stands; what was taken back only if asked for, by `withdrawn` or as the state."""
    rows = Submission.objects.filter(_when("submitted_at", wanted), mission=mission)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    elif not withdrawn:
        rows = rows.exclude(state=SubmissionState.WITHDRAWN)
    if wanted.slot:
        rows = rows.filter(number=wanted.slot)
    return _of_people(rows, wanted)


def count_days(mission: Mission, wanted: Narrowing, *, zone: str) -> dict[str, list[tuple[date, int]]]:
    """How many people saw, started and completed it for the first time on each day of a zone; one query."""
    rows = _participations(mission, wanted).order_by()
    daily = [
        rows.filter(_when(field, wanted))
        .annotate(step=Value(key, CharField()), day=TruncDate(field, tzinfo=ZoneInfo(zone)))
        .values_list("step", "day")
        .annotate(n=Count("advocate", distinct=True))
        for key, field in MOMENTS.items()
    ]
    found: dict[str, list[tuple[date, int]]] = {key: [] for key in MOMENTS}
    for step, day, count in sorted(daily[0].union(*daily[1:], all=True)):
        found[step].append((day, count))
    return found


MOMENTS = {"seen": "seen_at", "started": "started_at", "completed": "completed_at"}
PENDING = {"not_started": ("seen", "started_at"), "not_completed": ("started", "completed_at")}
REPORTED = ~Q(attempt__answers={}) | Q(Exists(AttemptFile.objects.filter(attempt=OuterRef("attempt"))))


def _rows_at(mission: Mission, step: str, wanted: Narrowing) -> QuerySet[Any]:
    """Rows with an `advocate`, of whom there may be several for one person."""
    if step in ("sent", "not_seen"):
        return _sent(mission, wanted, None if step == "sent" else False)
    if step in MOMENTS:
        return _participations(mission, wanted).filter(_when(MOMENTS[step], wanted))
    if step in PENDING:
        begun, missing = PENDING[step]
        return _participations(mission, wanted).filter(_when(MOMENTS[begun], wanted), **{missing: None})
    rows = submissions_of_mission(mission, wanted)
    return rows.filter(REPORTED) if step == "reports" else rows


def _sent(mission: Mission, wanted: Narrowing, seen: bool | None) -> QuerySet[Notice]:
    """What went to advocates about the mission; answers to what they did are none of it."""
    rows = Notice.objects.filter(
        _when("deliveries__sent_at", wanted),
        topic=Topic.MISSIONS,
        advocate__isnull=False,
        deliveries__about=f"mission:{mission.pk}",
        deliveries__state=DeliveryState.SENT,
        deliveries__replaced=False,
    )
    if seen is False:
        rows = rows.exclude(
            advocate__in=Participation.objects.filter(mission=mission, seen_at__isnull=False).values("advocate")
        )
    return _of_people(_with_submission(rows, mission, wanted), wanted)


def _participations(mission: Mission, wanted: Narrowing) -> QuerySet[Participation]:
    rows = Participation.objects.filter(mission=mission)
    return _of_people(_with_submission(rows, mission, wanted), wanted)


def _with_submission[Row: (Notice, Participation)](
    rows: QuerySet[Row], mission: Mission, wanted: Narrowing
) -> QuerySet[Row]:
    """Only those who handed in what is asked for, if anything is."""
    if not (wanted.state or wanted.slot):
        return rows
    handed = Submission.objects.filter(mission=mission)
    handed = handed.filter(state=wanted.state) if wanted.state else handed
    handed = handed.filter(number=wanted.slot) if wanted.slot else handed
    return rows.filter(advocate__in=handed.values("advocate"))


def _of_people[Row: (Notice, Participation, Submission)](rows: QuerySet[Row], wanted: Narrowing) -> QuerySet[Row]:
    rows = rows.exclude(advocate__in=trying())
    if wanted.tag:
        rows = rows.filter(advocate__in=Tagging.objects.filter(tag=wanted.tag).values("advocate"))
    if wanted.status:
        rows = rows.filter(advocate__status=wanted.status)
    if wanted.language:
        rows = rows.filter(advocate__language=wanted.language)
    return rows


def _when(field: str, wanted: Narrowing) -> Q:
    """That it happened, and in the time asked for."""
    met = Q(**{f"{field}__isnull": False})
    if wanted.since:
        met &= Q(**{f"{field}__gte": wanted.since})
    if wanted.until:
        met &= Q(**{f"{field}__lt": wanted.until})
    return met


def _count(rows: QuerySet[Any]) -> tuple[int, int]:
    return _count_each(rows, {"all": Q()})["all"]


def _count_each(rows: QuerySet[Any], met: Mapping[str, Q]) -> dict[str, tuple[int, int]]:
    """How many people, and how many guests, meet each condition; one query."""
    people = partial(Count, "advocate", distinct=True)
    counts = {f"{key}_people": people(filter=~AS_GUEST & test) for key, test in met.items()}
    counts |= {f"{key}_guests": people(filter=AS_GUEST & test) for key, test in met.items()}
    row = rows.order_by().aggregate(**counts)
    return {key: (row[f"{key}_people"], row[f"{key}_guests"]) for key in met}


def _counted(key: str, people: int, guests: int, *, seen: int) -> Counted:
    percent = round(100 * (people + guests) / seen) if seen and key not in ("sent", "not_seen") else None
    return Counted(key, ALL_STEPS[key], people, guests, percent)


def steps_among(counted: Iterable[Counted], keys: Iterable[str]) -> list[Counted]:
    """Those of some keys."""
    wanted = set(keys)
    return [row for row in counted if row.key in wanted]
