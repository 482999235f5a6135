"""Keeping what was agreed to, in its words; and the tag that a yes puts on a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from missions.models import Verdict
from missions.operations.marks import Marks, leave_marks, take_marks_back
from missions.operations.opt_ins import note_answer
from missions.queries import opt_in_counts
from missions.results import Figure
from missions.types.base_acts import Acts
from missions.types.opt_in.type import NO, YES

if TYPE_CHECKING:
    from accounts.models import User
    from missions.models import Decision, Mission, Submission


class OptInActs(Acts):
    """What is said is kept when it is said; the tag comes with the approval."""

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        note_answer(submission=submission, given=answers.get("answer") == YES, now=now)

    def withdrawn(self, *, submission: Submission, now: datetime) -> None:
        note_answer(submission=submission, given=False, now=now)

    def decided(self, *, submission: Submission, decision: Decision, now: datetime) -> None:
        tag = submission.revision.content["type"].get("tag")
        answer = submission.attempt.answers.get("answer") if submission.attempt else None
        if decision.verdict == Verdict.APPROVED and tag:
            marks = Marks(put=[tag]) if answer == YES else Marks(take=[tag] if answer == NO else [])
            leave_marks(decision=decision, marks=marks, now=now)

    def reversed(self, *, submission: Submission, decision: Decision, by: User, now: datetime) -> None:
        take_marks_back(decision=decision)

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        counts = opt_in_counts(mission)
        return [
            Figure(_("Agreed"), counts.agreed, _("People whose last word is yes.")),
            Figure(_("Did not agree"), counts.refused, _("People who said no and never yes.")),
            Figure(_("Taken back"), counts.withdrawn, _("People who said yes and took it back.")),
        ]


ACTS = OptInActs()
