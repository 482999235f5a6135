"""What people agree to, and take back: rows that are never changed, and the tag that follows them."""

from datetime import datetime

from django.db import transaction

from events.operations import record
from missions.models import OptIn, Submission
from missions.operations.marks import take_tags
from missions.queries import standing_opt_in
from programs.models import Advocate


@transaction.atomic
def note_answer(*, submission: Submission, given: bool, now: datetime) -> OptIn:
    """Keep what was said about the statement in force for this person, word for word, with its version and the time."""
    content = submission.revision.content["type"]
    return OptIn.objects.create(
        mission=submission.mission,
        advocate=submission.advocate,
        revision=submission.revision,
        wording=content["statement"],
        tag=content.get("tag", ""),
        given=given,
        at=now,
    )


@transaction.atomic
def withdraw_opt_in(*, advocate: Advocate, mission_id: int, now: datetime) -> OptIn | None:
    """Take a yes back, at any time: a row of its own is kept and the tag goes. None when there is no yes to take back.

    One at a time, so that pressing twice takes back once.
    """
    Advocate.objects.select_for_update(of=("self",), no_key=True).get(pk=advocate.pk)
    last = standing_opt_in(advocate, mission_id)
    if last is None or not last.given:
        return None
    row = OptIn.objects.create(
        mission=last.mission, advocate=advocate, revision=last.revision, wording=last.wording, tag=last.tag,
        given=False, at=now,
    )  # fmt: skip
    if last.tag:
        take_tags(advocate=advocate, names=[last.tag])
    record(
        "opt_in.withdrawn",
        advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=f"mission:{mission_id}", at=now, opt_in=row.pk,
    )  # fmt: skip
    return row
