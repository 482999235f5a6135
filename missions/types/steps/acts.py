"""The order of steps: each opens when the one before it is approved, and stays approved while a later one stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from foundation.states import MoveNotAllowed
from missions.models import Decision, Mission, Participation, Submission
from missions.results import Figure
from missions.states import SubmissionState
from missions.types.base import Content, Slot
from missions.types.base_acts import Acts, NotTaken
from missions.types.steps.type import TYPE
from programs.models import Advocate
from programs.queries import trying

APPROVED = SubmissionState.APPROVED
STANDS = (SubmissionState.SUBMITTED, SubmissionState.APPROVED)


class StepsActs(Acts):
    """Of one person the approved steps are always the first ones."""

    def offered(
        self, *, mission: Mission, advocate: Advocate, slots: Sequence[Slot], handed: Mapping[int, Submission]
    ) -> Sequence[Slot]:
        done = _approved(slots, {number: row.state for number, row in handed.items()})
        return slots[: done + 1]

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        before, _later = _around(submission)
        # Locked, so that none of them is taken back while this one comes in.
        rows = _of(submission).filter(number__in=before, state=APPROVED).select_for_update(of=("self",), no_key=True)
        if len(rows.order_by("pk")) < len(before):
            raise NotTaken({"": _("This step opens when those before it are approved.")})

    def reversed(self, *, submission: Submission, decision: Decision, by: User, now: datetime) -> None:
        before, later = _around(submission)
        if _of(submission).filter(number__in=later, state__in=STANDS).exists():
            raise MoveNotAllowed(_("A later step stands on this one. Return or take back that one first."))
        if _of(submission).filter(number__in=before, state=APPROVED).count() < len(before):
            raise MoveNotAllowed(_("An earlier step is not approved any more. Decide about that one first."))

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        rows = Participation.objects.filter(mission=mission, advocate=advocate).select_related("revision")
        begun = rows.order_by("-cycle").first()
        revision = begun.revision if begun else mission.live
        slots = TYPE.slots(revision.content.get("type", {}) if revision else {})
        sent = Submission.objects.filter(mission=mission, advocate=advocate, cycle=begun.cycle if begun else 0)
        states = dict(sent.values_list("number", "state"))
        done = _approved(slots, states)
        shown = [(slot, states.get(slot.number, ""), place > done) for place, slot in enumerate(slots)]
        return {"steps": shown, "done": done, "count": len(slots)}

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        numbers = _numbers(mission.live.content) if mission.live else []
        real = Submission.objects.filter(mission=mission, state=APPROVED).exclude(advocate__in=trying())
        last = real.filter(number=numbers[-1]).values("advocate").distinct().count() if numbers else 0
        return [Figure(gettext_lazy("All steps"), last, gettext_lazy("People whose steps are all approved."))]


def _numbers(content: Content) -> list[int]:
    return [slot.number for slot in TYPE.slots(content.get("type", {}))]


def _around(submission: Submission) -> tuple[list[int], list[int]]:
    """The steps before this one, and those after it, as they were when the person began."""
    numbers = _numbers(submission.revision.content)
    place = numbers.index(submission.number)
    return numbers[:place], numbers[place + 1 :]


def _of(submission: Submission) -> QuerySet[Submission]:
    """What the same person handed in for the mission."""
    return Submission.objects.filter(
        activity=submission.activity_id, advocate=submission.advocate_id, cycle=submission.cycle
    )


def _approved(slots: Sequence[Slot], states: Mapping[int, str]) -> int:
    """How many of the first steps are approved."""
    waiting = (place for place, slot in enumerate(slots) if states.get(slot.number) != APPROVED)
    return next(waiting, len(slots))


ACTS = StepsActs()
