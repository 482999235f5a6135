"""Trials: staff take part in a mission themselves, as a test person who counts nowhere (B-14)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from missions.models import Mission, Participation, Revision, Submission
from missions.operations.submissions import withdraw_submission
from missions.states import WITHDRAW
from programs.models import Advocate
from programs.operations.trying import make_test_person, retire_test_person
from surveys.operations import publish_version

type Content = Mapping[str, Any]


@transaction.atomic
def begin_trial(
    *, mission: Mission, content: Content | None = None, questions: Sequence[Content] = (), by: User, now: datetime
) -> Advocate:
    """This staff member's test person, who has the mission open; whoever tried it before begins afresh.

    With `content` they get the draft as it is now, in a revision of its own that nobody else will ever have; without,
    what is live. Nothing of the mission itself changes, and nobody is written to.
    """
    if Participation.objects.filter(mission=mission, advocate__test_of=by).exists():
        end_trials(by=by, now=now)
    person = make_test_person(user=by, now=now)
    revision = mission.live if content is None else _trial_of(mission, content, questions, by=by, now=now)
    if revision is not None:
        Participation.objects.create(mission=mission, advocate=person, revision=revision, seen_at=now)
    return person


def _trial_of(mission: Mission, content: Content, questions: Sequence[Content], *, by: User, now: datetime) -> Revision:
    number = Revision.objects.filter(mission=mission).count() + 1
    raw = mission.draft.raw if mission.draft else {}
    form = mission.activity.form
    return Revision.objects.create(
        mission=mission, number=number, raw=raw, content=dict(content), published_at=now, edited_by=by, edited_at=now,
        form_version=publish_version(form=form, questions=list(questions), now=now) if form and questions else None,
    )  # fmt: skip


@transaction.atomic
def end_trials(*, by: User, now: datetime) -> bool:
    """Remove all that this staff member tried: what waits for review is withdrawn, and the test person is erased.

    False when there is nothing to remove. Points they had stay in a wallet that nobody counts.
    """
    waiting = Submission.objects.filter(advocate__test_of=by, state__in=WITHDRAW)
    for submission in waiting.select_related("activity", "mission"):
        withdraw_submission(submission=submission, now=now)
    return retire_test_person(user=by, now=now)
