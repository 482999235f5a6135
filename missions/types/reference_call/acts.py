"""Calls are asked for by staff; the advocate's word that one took place is approved when staff say so, too."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from missions.matching import MEANINGS, is_held, times_of
from missions.models import CallInvitation, Decision, Mission, Submission
from missions.operations.calls import follow_word, forget_calls, take_word
from missions.results import Figure
from missions.states import InvitationState
from missions.types.base import Slot
from missions.types.base_acts import Acts
from programs.models import Advocate

SHOWN = {InvitationState.ASKED, InvitationState.ACCEPTED}


class ReferenceCallActs(Acts):
    """One invitation for each slot."""

    def offered(
        self, *, mission: Mission, advocate: Advocate, slots: Sequence[Slot], handed: Mapping[int, Submission]
    ) -> Sequence[Slot]:
        """Calls whose time has come, and those of which the advocate has said something."""
        rows = CallInvitation.objects.filter(mission=mission, advocate=advocate).select_related("call").order_by("-pk")
        words = _("Call with %(prospect)s")
        now = timezone.now()
        return [
            Slot(row.number, words % {"prospect": row.call.prospect})
            for row in rows
            if row.number in handed or (row.state == InvitationState.ACCEPTED and row.starts_at and row.starts_at < now)
        ]

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        take_word(submission=submission, now=now)

    def withdrawn(self, *, submission: Submission, now: datetime) -> None:
        follow_word(submission=submission, decision=None, taken_back=False)

    def approves_at_once(self, *, submission: Submission, everyone: bool) -> bool:
        """Only when staff said before that the call took place: points need the word of both."""
        return is_held(submission)

    def decided(self, *, submission: Submission, decision: Decision, now: datetime) -> None:
        follow_word(submission=submission, decision=decision, taken_back=False)

    def reversed(self, *, submission: Submission, decision: Decision, by: User, now: datetime) -> None:
        follow_word(submission=submission, decision=decision, taken_back=True)

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        rows = CallInvitation.objects.filter(mission=mission, advocate=advocate, state__in=SHOWN)
        found = rows.select_related("call").order_by("-pk")
        return {"rows": [{"row": row, "times": times_of(row.call, after=now)} for row in found], "now": now}

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        counts = dict(CallInvitation.objects.filter(mission=mission).values_list("state").annotate(n=Count("pk")))
        return [Figure(state.label, counts.get(state, 0), MEANINGS[state]) for state in MEANINGS]

    def forget(self, *, advocate_id: int) -> None:
        forget_calls(advocate_id=advocate_id)


ACTS = ReferenceCallActs()
