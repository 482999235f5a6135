"""What the answers to questions leave on a person when they are approved, and the thanks when they are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from foundation.richtext import as_safe
from missions.models import Participation, Submission, Verdict
from missions.operations.marks import Marks, leave_marks, take_marks_back
from missions.states import SubmissionState
from missions.types.base_acts import Acts
from missions.types.survey.type import score_words
from surveys.kinds import KINDS, Question
from surveys.questions import shown
from surveys.quiz import score_of

if TYPE_CHECKING:
    from accounts.models import User
    from missions.models import Decision, Mission
    from programs.models import Advocate


class AnswersActs(Acts):
    """For every type that asks questions."""

    def decided(self, *, submission: Submission, decision: Decision, now: datetime) -> None:
        attempt = submission.attempt
        if decision.verdict == Verdict.APPROVED and attempt and attempt.form_version:
            leave_marks(decision=decision, marks=marks_of(attempt.form_version.questions, attempt.answers), now=now)

    def reversed(self, *, submission: Submission, decision: Decision, by: User, now: datetime) -> None:
        take_marks_back(decision=decision)

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        begun = Participation.objects.filter(mission=mission, advocate=advocate, completed_at__isnull=False)
        row = begun.select_related("revision").order_by("-cycle").first()
        setup = row.revision.content.get("type", {}) if row else {}
        return {"thanks": as_safe(setup.get("thanks", "")), "result": _result(mission, advocate) if row else None}


@dataclass(frozen=True)
class Result:
    """How somebody did in a quiz; `passed` is None where there is no mark to reach."""

    words: str
    passed: bool | None


def _result(mission: Mission, advocate: Advocate) -> Result | None:
    """What the latest answers came to; None where they are no quiz."""
    rows = Submission.objects.filter(mission=mission, advocate=advocate, attempt__form_version__isnull=False)
    sent = rows.exclude(state=SubmissionState.WITHDRAWN).select_related("attempt__form_version", "revision")
    found = sent.order_by("-cycle", "-number").first()
    if found is None or found.attempt is None or found.attempt.form_version is None:
        return None
    score = score_of(found.attempt.form_version.questions, found.attempt.answers)
    mark = found.revision.content.get("type", {}).get("pass_mark")
    return Result(score_words(score, mark), score.passes(mark) if mark else None) if score else None


def marks_of(questions: Sequence[Question], answers: Mapping[str, Any]) -> Marks:
    """What the answers say about tags and custom fields; of questions that were hidden, nothing."""
    put: list[str] = []
    take: list[str] = []
    fill: dict[str, tuple[str, str | float | date]] = {}
    for question in shown(questions, answers):
        name, kind = question.get("maps_to"), KINDS[question["kind"]]
        answer = kind.answer(question, answers.get(question["key"]))
        if not name or answer is None:
            continue
        if kind.fills == "tag":
            (put if answer else take).append(name)
        else:
            fill[name] = (kind.fills, kind.reads(question, answer) if kind.fills == "text" else answer)
    return Marks(put, take, fill)


ACTS = AnswersActs()
