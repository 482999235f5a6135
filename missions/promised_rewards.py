"""The reward that a mission promises: what it is for, and whether it is earned."""

from missions.models import PaysAt, Referral, Submission
from missions.referrals import REACHED
from missions.states import SubmissionState
from missions.types import TYPES


def source_of(submission: Submission) -> str:
    """What the reward is for: a person's turn at a mission."""
    return f"mission:{submission.mission_id} person:{submission.advocate_id} turn:{submission.cycle}"


def is_earned(submission: Submission) -> bool:
    """Whether all that the reward was promised for is approved, and has come as far as it is to."""
    content, entry = submission.revision.content, TYPES[submission.activity.type]
    wanted = {slot.number for slot in entry.promised(content.get("type", {}))} or {submission.number}
    rows = Submission.objects.filter(
        activity=submission.activity_id, advocate=submission.advocate_id, cycle=submission.cycle
    )
    approved = rows.filter(state=SubmissionState.APPROVED).values_list("number", flat=True)
    return wanted <= set(approved) and not _waits_for_its_stage(submission)


def _waits_for_its_stage(submission: Submission) -> bool:
    """Whether it is a referral that earns only once it has come further (G-10)."""
    row = Referral.objects.filter(submission=submission).first()
    return row is not None and row.pays_at != PaysAt.APPROVAL and row.state not in REACHED[PaysAt(row.pays_at)]
