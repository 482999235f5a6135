"""Reads of missions and submissions used by more than one caller."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)

from files.models import File
from foundation.prepared import Prepared
from missions.audience import Meant, audience_of, meant_by_rules
from missions.cycles import Frequency
from missions.models import (
    Attempt,
    AttemptFile,
    Audience,
    Decision,
    Firing,
    HeldFile,
    Mission,
    OptIn,
    Participation,
    Prerequisite,
    SpotCheck,
    Submission,
    Trigger,
)
from missions.open_missions import ADVOCATE, LANGUAGE, SHOWN
from missions.states import MissionState, SubmissionState
from missions.texts import reading_of, said
from missions.turns import url_of_turn
from missions.types import TYPES
from missions.types.base import Line
from missions.types.base_forms import Kept
from missions.unlocking import have_done
from programs.models import Advocate
from programs.queries import trying


def is_shown_to_anyone(file: File) -> bool:
    """Whether it is the picture of a public mission."""
    return Mission.objects.filter(image=file, audience=Audience.ANYONE, live__isnull=False).exists()


def audience_of_mission(mission: Mission) -> QuerySet[Advocate]:
    """The audience of a launched mission, as its rows say."""
    return audience_of(meant_by(mission))


def people_let_in(mission: Mission) -> QuerySet[Advocate]:
    """Of its audience those for whom it was set off and is not locked, or who have begun: the ones to write to."""
    own = {"mission": mission, "advocate": OuterRef("pk")}
    may = have_done(Prerequisite.objects.filter(mission=mission).values_list("required_id", flat=True))
    if mission.trigger == Trigger.SEGMENT:
        may &= Q(Exists(Firing.objects.filter(**own)))
    begun = Exists(Participation.objects.filter(started_at__isnull=False, **own))
    people = audience_of_mission(mission)
    return people.filter(may | Q(begun)) if may else people


def meant_by(mission: Mission) -> Meant:
    """Whom a launched mission means."""
    rules = sorted(mission.audience_rules.all(), key=lambda rule: rule.pk)  # the page of a mission has them already
    return meant_by_rules(mission.audience, rules, notify=mission.notify)


def submission_counts(mission: Mission) -> dict[str, int]:
    """How many submissions of a mission are in each state; those of test people left out."""
    rows = Submission.objects.filter(mission=mission).exclude(advocate__in=trying())
    return dict.fromkeys(SubmissionState.values, 0) | dict(rows.values_list("state").annotate(n=Count("pk")))


# What the review shows of a submission.
SEEN_IN_REVIEW = (
    "advocate", "mission", "activity", "revision", "attempt__form_version", "attempt__licence__withdrawal",
)  # fmt: skip


def submissions_to_review(*, mission_id: int | None = None) -> QuerySet[Submission]:
    """The queue, oldest first."""
    rows = Submission.objects.filter(state=SubmissionState.SUBMITTED)
    if mission_id:
        rows = rows.filter(mission_id=mission_id)
    return rows.select_related(*SEEN_IN_REVIEW).order_by("submitted_at", "pk")


def submissions_decided(*, mission_id: int | None = None) -> QuerySet[Submission]:
    """What has been decided and stands so, the last decision first."""
    rows = Submission.objects.filter(decided_at__isnull=False)
    if mission_id:
        rows = rows.filter(mission_id=mission_id)
    return rows.select_related(*SEEN_IN_REVIEW).order_by("-decided_at", "-pk")


def submissions_to_check(*, most: int) -> QuerySet[Submission]:
    """What was approved at once and drawn for a spot check that waits, oldest first; so many at most.

    Which they are is asked first: in one query with all that is shown of them, PostgreSQL would join everything that
    was ever handed in before it looks at the few that are drawn.
    """
    open_ = SpotCheck.objects.filter(closed_at=None).order_by("at", "pk")
    drawn = list(open_.values_list("decision__submission", flat=True)[:most])
    rows = Submission.objects.filter(pk__in=drawn)
    return rows.select_related(*SEEN_IN_REVIEW).order_by("decided_at", "pk")


def submissions_of(advocate: Advocate) -> QuerySet[Submission]:
    """Everything one person handed in, newest first."""
    rows = Submission.objects.filter(advocate=advocate).annotate(note=_standing_note())
    return rows.select_related("mission", "activity", "revision", "attempt").order_by("-pk")


def _standing_note() -> Subquery:
    """What the reviewer wrote about the latest attempt; None where nobody has decided."""
    return Subquery(Decision.objects.filter(attempt=OuterRef("attempt"), reversed_at=None).values("note")[:1])


class UnderWay(NamedTuple):
    """As much of a submission as home shows."""

    mission_id: int
    title: str
    type: str
    state: str
    points: int
    mission_state: str
    note: str | None
    cycle: int
    frequency: str

    @property
    def url(self) -> str:
        """The mission's page at the turn it was handed in."""
        return url_of_turn(self.mission_id, self.cycle, recurs=self.frequency != Frequency.ONCE)


@dataclass(frozen=True)
class Begun:
    """What a person has under way: `returned` can be sent again, `in_review` waits for a reviewer."""

    returned: list[UnderWay]
    in_review: list[UnderWay]


def begun_by(advocate: Advocate) -> Begun:
    """What came back while its mission is live, the last first, and what is in review; one query."""
    found = [UnderWay(*row) for row in BEGUN(advocate=advocate.pk, language=reading_of(advocate))]
    return Begun(
        returned=[
            row for row in found if row.state == SubmissionState.RETURNED and row.mission_state == MissionState.LIVE
        ],
        in_review=[row for row in found if row.state == SubmissionState.SUBMITTED],
    )


BEGUN = Prepared(
    lambda: (
        Submission.objects.filter(advocate=ADVOCATE, state__in=[SubmissionState.SUBMITTED, SubmissionState.RETURNED])
        .order_by(F("decided_at").desc(nulls_last=True), "-pk")
        .values_list(
            "mission_id", said("title", F("mission__title"), language=LANGUAGE, content="revision__content"),
            "activity__type", "state", "points", "mission__state",
            _standing_note(), "cycle", "mission__frequency",
        )[:SHOWN]
    )
)  # fmt: skip


def slots_of(mission: Mission, advocate: Advocate, turn: int = 0) -> dict[int, Submission]:
    """What a person handed in for a mission in one turn, by slot."""
    rows = Submission.objects.filter(activity=mission.activity_id, advocate=advocate, cycle=turn)
    rows = rows.select_related(
        "attempt__form_version", "attempt__licence__withdrawal", "revision", "activity"
    ).prefetch_related(_files("attempt__files"))
    return {row.number: row for row in rows}


def kept_for(mission: Mission, advocate: Advocate, slot: int, *, before: Attempt | None) -> list[Kept]:
    """The files that need not be sent again for a slot: those handed in before, then those held since."""
    held = HeldFile.objects.filter(mission=mission, advocate=advocate, number=slot).order_by("pk")
    rows: list[AttemptFile | HeldFile] = [
        *(before.files.all() if before else []),
        *held.select_related("file__video__poster", "file__video__playable"),
    ]
    return [Kept(row.field, row.file) for row in rows]


def _files(path: str) -> "Prefetch[str]":
    """Handed-in files with what is known of videos, by one query."""
    rows = AttemptFile.objects.select_related("file__video__poster", "file__video__playable").order_by("pk")
    return Prefetch(path, rows)


def shown_answers(submission: Submission | None) -> list[Line]:
    """The latest answers as people read them."""
    if submission is None or submission.attempt is None:
        return []
    return lines_of(submission, submission.attempt)


def lines_of(submission: Submission, attempt: Attempt) -> list[Line]:
    """An attempt's answers as people read them, in the words of the questions then asked."""
    questions = attempt.form_version.questions if attempt.form_version else []
    entry = TYPES[submission.activity.type]
    return list(entry.lines(submission.revision.content.get("type", {}), attempt.answers, questions=questions))


def standing_notes(submissions: Iterable[Submission]) -> dict[int, str]:
    """What was said with the decisions that stand about the latest attempts, by the submissions' ids."""
    attempts = [submission.attempt_id for submission in submissions]
    rows = Decision.objects.filter(attempt__in=attempts, reversed_at=None)
    return dict(rows.values_list("submission", "note"))


def history_of(submission: Submission) -> list[Attempt]:
    """Every handing-in with its decisions, oldest first."""
    rows = Attempt.objects.filter(submission=submission).select_related("form_version").order_by("number")
    return list(rows.prefetch_related("decisions__by_staff", _files("files")))


def earlier_of(submission: Submission) -> list[Submission]:
    """What the same person handed in before, newest first, to be seen beside it."""
    rows = Submission.objects.filter(advocate=submission.advocate_id).exclude(pk=submission.pk)
    return list(rows.select_related("mission").order_by("-submitted_at", "-pk")[:5])


def latest_attempts(mission: Mission) -> QuerySet[Attempt]:
    """The latest handing-in of everybody who sent something and did not take it back, newest first; no test people."""
    real = Submission.objects.filter(mission=mission).exclude(advocate__in=trying())
    latest = real.exclude(state=SubmissionState.WITHDRAWN).values("attempt_id")
    rows = Attempt.objects.filter(pk__in=latest)
    return rows.select_related(
        "form_version", "submission__advocate", "submission__revision", "submission__activity"
    ).order_by("-pk")


def responses_to(
    mission: Mission, *, among: QuerySet[Submission] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(version number, answers) of the latest handing-ins of a mission with a form, read as they are needed.

    Of some of its submissions, if they are given.
    """
    rows = latest_attempts(mission).filter(form_version__isnull=False).select_related(None)
    if among is not None:
        rows = rows.filter(pk__in=among.order_by().values("attempt"))
    yield from rows.values_list("form_version__number", "answers").iterator(chunk_size=500)


@dataclass(frozen=True)
class OptInCounts:
    """How many people stand where on a statement, by what each said last."""

    agreed: int
    refused: int
    withdrawn: int


def opt_in_counts(mission: Mission) -> OptInCounts:
    """People, not rows."""
    people = OptIn.objects.filter(mission=mission).exclude(advocate__in=trying()).values("advocate").order_by()
    found = people.annotate(last=Max("pk"), yes=Max("pk", filter=Q(given=True))).aggregate(
        all=Count("last"), ever=Count("yes"), agreed=Count("last", filter=Q(yes=F("last")))
    )
    return OptInCounts(found["agreed"], found["all"] - found["ever"], found["ever"] - found["agreed"])


def opt_ins_of(advocate: Advocate) -> list[OptIn]:
    """What one person said last about each statement, if they ever said yes to it; the newest first."""
    rows = OptIn.objects.filter(advocate=advocate).values("mission").annotate(last=Max("pk"), ever=BoolOr("given"))
    last = rows.filter(ever=True).values("last")
    return list(OptIn.objects.filter(pk__in=last).select_related("mission", "revision").order_by("-pk"))


def standing_opt_in(advocate: Advocate, mission_id: int) -> OptIn | None:
    """What one person said last about the statement of a mission."""
    rows = OptIn.objects.filter(advocate=advocate, mission=mission_id).select_related("mission", "revision")
    return rows.order_by("-pk").first()
