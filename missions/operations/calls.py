"""Reference calls: a prospect wishes for one, one advocate at a time is asked, both sides say that it took place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record, schedule
from foundation.states import MoveNotAllowed, move
from missions.matching import matches_for, refusal_to_ask, times_of
from missions.models import CallInvitation, Decision, Mission, Reference, ReferenceCall, Submission, Verdict
from missions.operations.decisions import approve_submission
from missions.operations.reminding import drop_reminder, plan_reminder
from missions.states import ANSWER, CALL_OFF, STANDING, InvitationState, SubmissionState
from missions.types.base_acts import NotTaken
from programs.models import Advocate

EXPIRING = "missions.expire_invitation"  # the step's name in advocacy.wiring.WORK
USUAL_DAYS = 3


class MayNotBeAsked(Exception):
    """This person is not asked for this call now; says in words why."""


class NotThisTime(Exception):
    """The time was not offered, or has passed, or the answer comes too late."""


@transaction.atomic
def ask_for_call(
    *, mission: Mission, prospect: str, topic: str, format: str, language: str, note: str, joining: str, minutes: int,
    zone: str, times: Sequence[datetime], by: User, now: datetime,
) -> ReferenceCall:  # fmt: skip
    """Note the call that a prospect wishes for. Nobody is asked yet."""
    call = ReferenceCall.objects.create(
        mission=mission, prospect=prospect, topic=topic, format=format, language=language, note=note, joining=joining,
        minutes=minutes, zone=zone, times=[time.isoformat() for time in sorted(set(times))], by_staff=by,
        asked_for_at=now,
    )  # fmt: skip
    record("call.asked_for", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now, call=call.pk)
    return call


@transaction.atomic
def invite(*, call: ReferenceCall, advocate: Advocate, by: User, now: datetime) -> CallInvitation:
    """Ask one advocate to take the call: one at a time, and nobody more often than she said.

    Her place in the pool is locked, so that two who ask her at once do not overrun it. Raises MayNotBeAsked.
    """
    reference = Reference.objects.select_for_update(of=("self",), no_key=True).filter(advocate=advocate).first()
    if reference is None:
        raise MayNotBeAsked(_("Is not in the pool for this any more"))
    if refusal := refusal_to_ask(reference, call, now=now):
        raise MayNotBeAsked(refusal)
    last = max(times_of(call, after=now), default=None)
    if last is None or call.closed_at is not None:
        raise MayNotBeAsked(_("All times of this call have passed, or it is closed."))
    expires_at = min(now + _time_to_answer(call), last)
    number = CallInvitation.objects.filter(mission=call.mission_id, advocate=advocate).count() + 1
    try:
        with transaction.atomic():
            row = CallInvitation.objects.create(
                call=call, mission_id=call.mission_id, advocate=advocate, number=number, asked_at=now,
                expires_at=expires_at, by_staff=by,
            )  # fmt: skip
    except IntegrityError:
        raise MayNotBeAsked(_("Somebody else is asked for this call at the moment.")) from None
    schedule(EXPIRING, ref=row.pk, due_at=expires_at)
    _keep_last_ask(advocate.pk)
    _note("call.invited", row, now, by=by)
    return row


def _keep_last_ask(advocate_id: int) -> None:
    """Their place in the pool says when they were asked last; what was called off is no ask."""
    asked = CallInvitation.objects.filter(advocate=advocate_id).exclude(state=InvitationState.WITHDRAWN)
    newest = asked.aggregate(newest=Max("asked_at"))["newest"]
    Reference.objects.filter(advocate=advocate_id).update(last_asked_at=newest)


@transaction.atomic
def invite_best(*, call: ReferenceCall, by: User, now: datetime) -> CallInvitation:
    """Ask whoever fits and was asked the longest ago. Raises MayNotBeAsked when nobody may be."""
    best = next((match for match in matches_for(call, now=now) if not match.refusal), None)
    if best is None:
        raise MayNotBeAsked(_("Nobody in the pool may be asked for this call now."))
    return invite(call=call, advocate=best.reference.advocate, by=by, now=now)


def _time_to_answer(call: ReferenceCall) -> timedelta:
    content = call.mission.live.content if call.mission.live else {}
    return timedelta(days=int(content.get("type", {}).get("days_to_answer", USUAL_DAYS)))


@transaction.atomic
def accept_invitation(*, invitation: CallInvitation, starts_at: datetime, now: datetime) -> None:
    """Agree to one of the times. Raises NotThisTime, and MoveNotAllowed when it was answered or taken back."""
    if now >= invitation.expires_at or starts_at not in times_of(invitation.call, after=now):
        raise NotThisTime
    move(invitation, from_=ANSWER, to=InvitationState.ACCEPTED, starts_at=starts_at, answered_at=now)
    plan_reminder(invitation=invitation, starts_at=starts_at, now=now)
    _note("call.accepted", invitation, now, by_advocate=True)


@transaction.atomic
def decline_invitation(*, invitation: CallInvitation, reason: str, now: datetime) -> None:
    """Say no, at first or after all; the next in the pool can be asked. Raises MoveNotAllowed."""
    move(invitation, from_=CALL_OFF, to=InvitationState.DECLINED, reason=reason.strip(), answered_at=now)
    drop_reminder(invitation=invitation, now=now)
    _note("call.declined", invitation, now, by_advocate=True)


@transaction.atomic
def expire_invitation(*, invitation_id: int, now: datetime) -> None:
    """Nobody answered in time: make room for the next. Answered ones stay as they are."""
    row = CallInvitation.objects.filter(pk=invitation_id, state=InvitationState.ASKED, expires_at__lte=now).first()
    if row is not None:
        move(row, from_=ANSWER, to=InvitationState.EXPIRED)
        _note("call.expired", row, now)


@transaction.atomic
def call_off(*, invitation: CallInvitation, by: User, now: datetime) -> None:
    """Staff take the request back; the advocate is told, and it does not count as asked. Raises MoveNotAllowed."""
    move(invitation, from_=CALL_OFF, to=InvitationState.WITHDRAWN)
    drop_reminder(invitation=invitation, now=now)
    _keep_last_ask(invitation.advocate_id)
    _note("call.called_off", invitation, now, by=by)


@transaction.atomic
def close_call(*, call: ReferenceCall, by: User, now: datetime) -> None:
    """Ask nobody any more; who stands for it is told. Twice changes nothing."""
    if not ReferenceCall.objects.filter(pk=call.pk, closed_at=None).update(closed_at=now):
        return
    for row in CallInvitation.objects.filter(call=call, state__in=CALL_OFF):
        call_off(invitation=row, by=by, now=now)
    record("call.closed", about=f"mission:{call.mission_id}", by_staff_id=by.pk, at=now, call=call.pk)


@transaction.atomic
def confirm_held(*, invitation: CallInvitation, outcome: str, by: User, now: datetime) -> None:
    """Staff say that the call took place, and what came of it. With the advocate's own word the points are paid.

    Raises MoveNotAllowed when it was not agreed on, and NotThisTime before it has begun.
    """
    row = CallInvitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    if row.state not in {InvitationState.ACCEPTED, InvitationState.TOOK_PLACE, InvitationState.CONFIRMED}:
        raise MoveNotAllowed(f"{row} was not agreed on")
    if row.starts_at is None or now < row.starts_at:
        raise NotThisTime
    first = row.held_at is None
    CallInvitation.objects.filter(pk=row.pk).update(held_at=row.held_at or now, outcome=outcome.strip())
    if first:
        _note("call.held", row, now, by=by)
    said = _word_of(row)
    if said is not None and said.attempt_id is not None:
        approve_submission(submission=said, attempt_id=said.attempt_id, by=by, now=now)


def _word_of(row: CallInvitation) -> Submission | None:
    """The advocate's own word that it took place, while it waits."""
    rows = Submission.objects.filter(mission=row.mission_id, advocate=row.advocate_id, number=row.number)
    return rows.select_related("mission", "activity").filter(state=SubmissionState.SUBMITTED).first()


@transaction.atomic
def note_missed(*, invitation: CallInvitation, outcome: str, by: User, now: datetime) -> None:
    """Staff say that an agreed call did not take place; another time or person can be found. Raises MoveNotAllowed."""
    move(invitation, from_={InvitationState.ACCEPTED}, to=InvitationState.MISSED, outcome=outcome.strip())
    drop_reminder(invitation=invitation, now=now)
    _note("call.missed", invitation, now, by=by)


@transaction.atomic
def take_word(*, submission: Submission, now: datetime) -> None:
    """The advocate says that the call of this slot took place. Raises NotTaken when it was not agreed on or not yet."""
    row = _of(submission)
    if row is None or row.state != InvitationState.ACCEPTED:
        raise NotTaken({"": _("This call was not agreed on, or it was called off.")})
    if row.starts_at is None or now < row.starts_at:
        raise NotTaken({"": _("This call has not taken place yet. Come back afterwards.")})
    move(row, from_={InvitationState.ACCEPTED}, to=InvitationState.TOOK_PLACE)


@transaction.atomic
def follow_word(*, submission: Submission, decision: Decision | None, taken_back: bool) -> None:
    """What an invitation becomes when the advocate's word is withdrawn (no decision), decided or waits again.

    Raises MoveNotAllowed when somebody else stands for the call meanwhile.
    """
    row = _of(submission)
    if row is None:
        return
    become = {
        Verdict.APPROVED: InvitationState.CONFIRMED,
        Verdict.DECLINED: InvitationState.MISSED,
        Verdict.RETURNED: InvitationState.ACCEPTED,
    }
    other = become[Verdict(decision.verdict)] if decision else InvitationState.ACCEPTED
    was, to = (other, InvitationState.TOOK_PLACE) if taken_back else (InvitationState.TOOK_PLACE, other)
    if was not in STANDING:
        _refuse_when_taken(row)
    move(row, from_={was}, to=to)


def _refuse_when_taken(row: CallInvitation) -> None:
    if CallInvitation.objects.filter(call=row.call_id, state__in=STANDING).exclude(pk=row.pk).exists():
        raise MoveNotAllowed(_("Somebody else was asked for this call meanwhile."))


def _of(submission: Submission) -> CallInvitation | None:
    rows = CallInvitation.objects.filter(mission=submission.mission_id, advocate=submission.advocate_id)
    return rows.filter(number=submission.number).first()


@transaction.atomic
def forget_calls(*, advocate_id: int) -> None:
    """This person was erased: she takes no call any more, and what was said about hers is emptied."""
    rows = CallInvitation.objects.filter(advocate=advocate_id)
    rows.update(reason="", outcome="")
    for row in rows.filter(state__in=CALL_OFF):
        move(row, from_=CALL_OFF, to=InvitationState.WITHDRAWN)
    _keep_last_ask(advocate_id)


def _note(name: str, row: CallInvitation, now: datetime, *, by: User | None = None, by_advocate: bool = False) -> None:
    record(
        name,
        advocate_id=row.advocate_id, about=f"mission:{row.mission_id}", by_staff_id=by.pk if by else None,
        by_advocate_id=row.advocate_id if by_advocate else None, at=now, call=row.call_id, invitation=row.pk,
    )  # fmt: skip
