"""What reviewers do: approve, return, decline, undo, reverse, and approve many."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import recall, record
from foundation.states import MoveNotAllowed, move
from missions.budgets import about, key_of_submission
from missions.models import Decision, SpotCheck, Submission, Verdict
from missions.operations.promising import free_promised, keep_for_now, promise_again
from missions.operations.quotas import claim_again, give_completion_back
from missions.operations.rewarding import give_promised, take_promised_back
from missions.states import DECIDE, SubmissionState
from missions.types.base_acts import acts_of
from rewards.operations import credit_points, take_back_points

# So long nothing leaves, and an undo leaves no trace outside.
UNDO = timedelta(seconds=10)


class NoteMissing(Exception):
    """Returning and declining tell the advocate why; nothing was said."""


@transaction.atomic
def approve_submission(
    *, submission: Submission, attempt_id: int, by: User | None, by_rule: bool = False, now: datetime
) -> Decision:
    """Approve what was handed in, pay its points and give its reward: all or nothing, once per decision (G-22).

    Without `by` nobody was asked: everybody is approved, or the mission's rule held (`by_rule`).
    `attempt_id` is the handing-in the reviewer saw. Raises MoveNotAllowed when it was decided or changed meanwhile, and
    BudgetSpent when the mission's budget is used up and nothing of it is kept for this submission.
    """
    decision = _decide(
        submission, Verdict.APPROVED, attempt_id=attempt_id, note="", by=by, by_rule=by_rule, now=now
    )  # fmt: skip
    if submission.points:
        credit_points(
            advocate_id=submission.advocate_id,
            amount=submission.points,
            source=f"decision:{decision.pk}",
            reason=submission.mission.title,
            about=about(submission.mission_id),
            reserved=key_of_submission(submission),
            by_staff_id=by.pk if by else None,
            now=now,
        )
    give_promised(submission=submission, now=now)
    return decision


@transaction.atomic
def return_submission(*, submission: Submission, attempt_id: int, note: str, by: User, now: datetime) -> Decision:
    """Give it back with a note; the advocate keeps what was typed and can send it again. Raises NoteMissing."""
    if not note.strip():
        raise NoteMissing
    decision = _decide(submission, Verdict.RETURNED, attempt_id=attempt_id, note=note.strip(), by=by, now=now)
    keep_for_now(submission=submission, now=now)
    return decision


@transaction.atomic
def decline_submission(*, submission: Submission, attempt_id: int, note: str, by: User, now: datetime) -> Decision:
    """Say no, with the reason that the advocate is sent (S2-80). Raises NoteMissing."""
    if not note.strip():
        raise NoteMissing
    decision = _decide(submission, Verdict.DECLINED, attempt_id=attempt_id, note=note.strip(), by=by, now=now)
    free_promised(submission=submission)
    return decision


def _decide(
    submission: Submission,
    verdict: Verdict,
    *,
    attempt_id: int,
    note: str,
    by: User | None,
    by_rule: bool = False,
    now: datetime,
) -> Decision:
    """Of many reviewers at once one wins; what leaves because of it waits until it can no longer be undone."""
    move(submission, from_=DECIDE, to=verdict.value, provided={"attempt_id": attempt_id}, decided_at=now)
    decision = Decision(
        submission=submission, attempt_id=attempt_id, verdict=verdict, note=note, by_staff=by, by_rule=by_rule, at=now
    )
    decision.save(force_insert=True)
    decision.event = record(
        f"submission.{verdict.value}",
        advocate_id=submission.advocate_id,
        about=f"mission:{submission.mission_id}",
        by_staff_id=by.pk if by else None,
        at=now,
        hold=UNDO if by else timedelta(0),
        submission=submission.pk,
        decision=decision.pk,
    )
    decision.save(update_fields=["event"])
    if verdict == Verdict.DECLINED:
        give_completion_back(submission=submission)
    acts_of(submission.activity.type).decided(submission=submission, decision=decision, now=now)
    return decision


@transaction.atomic
def undo_decision(*, decision: Decision, by: User, now: datetime) -> bool:
    """Take a decision back: the submission waits again, the points go back by a transfer of their own, and a reward
    that nobody handed out yet is cancelled.

    Within ten seconds nothing has left and nothing will; True then. Later it is a reversal, of which the advocate is
    told. Raises MoveNotAllowed when it is not the standing decision about the latest handing-in, QuotaTaken when
    somebody else took the completion that a decline freed, BalanceSpent when the points were spent.
    """
    submission = decision.submission
    if not Decision.objects.filter(pk=decision.pk, reversed_at=None).update(reversed_at=now, reversed_by=by):
        raise MoveNotAllowed(_("This decision was taken back already."))
    move(
        submission, from_={decision.verdict}, to=SubmissionState.SUBMITTED,
        provided={"attempt_id": decision.attempt_id}, decided_at=None,
    )  # fmt: skip
    if decision.verdict == Verdict.DECLINED:
        claim_again(submission=submission)
    take_back_points(
        of_source=f"decision:{decision.pk}",
        reason=_("Taken back: %(title)s") % {"title": submission.mission.title},
        reserved=key_of_submission(submission),
        by_staff_id=by.pk,
        now=now,
    )
    take_promised_back(submission=submission, by=by, now=now)
    SpotCheck.objects.filter(decision=decision, closed_at=None).update(closed_at=now)
    if decision.verdict != Verdict.APPROVED:
        promise_again(submission=submission, now=now)
    acts_of(submission.activity.type).reversed(submission=submission, decision=decision, by=by, now=now)
    in_time = decision.event_id is not None and recall(decision.event_id)
    record(
        "decision.undone" if in_time else "decision.reversed",
        advocate_id=submission.advocate_id, about=f"mission:{submission.mission_id}", by_staff_id=by.pk, at=now,
        submission=submission.pk, decision=decision.pk,
    )  # fmt: skip
    return in_time
