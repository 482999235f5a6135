"""What advocates do: see, begin, keep what they typed, hand in, hand in again, withdraw."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from events.operations import record
from files.models import File
from foundation.plugs import Condition
from foundation.states import MoveNotAllowed, move
from missions.models import Attempt, AttemptFile, HeldFile, Mission, Participation, Revision, Submission
from missions.operations.decisions import approve_submission
from missions.operations.engagement import note_answered, note_completed, note_engaged
from missions.operations.promising import free_promised, promise_start, promise_submitted
from missions.operations.quotas import QuotaTaken, claim_completion, give_completion_back
from missions.operations.spot_checks import draw_spot_check
from missions.policy import weigh
from missions.recurring import clock_at
from missions.rules import has_budget, is_not_full, may_send, refusal_to_submit
from missions.states import RESEND, WITHDRAW, SubmissionState
from missions.turns import Turn, turn_of
from missions.types import TYPES
from missions.types.base_acts import acts_of
from programs.models import Advocate
from rewards.operations.charging import BudgetSpent


class MissionClosed(Exception):
    """The mission cannot be handed in; `reason` is the same that the hub shows."""

    def __init__(self, reason: Condition) -> None:
        super().__init__(reason.key)
        self.reason = reason


class AlreadySent(Exception):
    """This slot was handed in and is being reviewed, or has been approved."""


@transaction.atomic
def note_seen(*, mission: Mission, advocate: Advocate, now: datetime, turn: int | Turn | None = None) -> Participation:
    """The person has opened the mission's page; the first time is kept, with the revision in force then.

    Of what asks for nothing, seeing it is all there is to do. Without a `turn` it is the one they are at; who has
    looked for it gives what was found.
    """
    at = turn if isinstance(turn, Turn) else turn_of(mission, advocate, now=now, number=turn)
    asks = TYPES[mission.activity.type].asks
    sight = {"seen_at": now, **({} if asks else {"completed_at": now, "completed_local": partial(clock_at, now)})}
    row, is_new = (at.row, False) if at.row else _first_of(mission, advocate, at.number, sight)
    news = {} if is_new else {name: value for name, value in sight.items() if getattr(row, name) is None}
    for name, value in news.items():
        setattr(row, name, value() if callable(value) else value)
    if news:
        row.save(update_fields=list(news))
    if news or (is_new and not asks):
        note_completed(advocate_id=advocate.pk)
    note_engaged(advocate_id=advocate.pk, now=now)
    return row


def _first_of(
    mission: Mission, advocate: Advocate, number: int, sight: Mapping[str, Any]
) -> tuple[Participation, bool]:
    """Two pages that are opened at once are one sight.

    The revision is asked for only where there is no participation: a draft that is tried out has none in force.
    """
    defaults = {"revision": lambda: _in_force(mission), **sight}
    return Participation.objects.get_or_create(mission=mission, advocate=advocate, cycle=number, defaults=defaults)


@transaction.atomic
def keep_answers(
    *,
    mission: Mission,
    advocate: Advocate,
    slot: int,
    fields: Mapping[str, Any],
    now: datetime,
    turn: int | None = None,
) -> None:
    """Keep what the person typed and has not sent, exactly as typed; beginning to type is beginning the mission."""
    row = note_seen(mission=mission, advocate=advocate, now=now, turn=turn)
    row.draft = {**row.draft, str(slot): dict(fields)}
    with suppress(BudgetSpent):  # somebody was faster: the text is kept, and the mission is not begun
        promise_start(participation=row, now=now)
        row.started_at = row.started_at or now
    row.save(update_fields=["draft", "started_at"])


@transaction.atomic
def submit(
    *,
    mission: Mission,
    advocate: Advocate,
    slot: int,
    answers: Mapping[str, Any],
    files: Iterable[tuple[str, File]],
    zone: str,
    now: datetime,
    turn: int | None = None,
) -> Submission:
    """Hand in a slot, for the first time or again after a return; what it earns comes with the approval.

    `turn` is the person's time at it that the form was for, so that a form sent twice is not taken for the next time;
    without it, the one they are at.

    `files` are by field, of which one may have several; what was held for the slot is held no more.

    One submission per slot and turn, however often the button is pressed. Raises MissionClosed with the reason the hub
    shows, AlreadySent when the slot is in review or approved, NotTaken when the type refuses what is handed in.
    """
    at = turn_of(mission, advocate, now=now, number=turn)
    reason = refusal_to_submit(mission, advocate, now=now, zone=zone, turn=at)
    if reason is not None:
        raise MissionClosed(reason)
    participation = note_seen(mission=mission, advocate=advocate, now=now, turn=at)
    submission = _open_slot(mission, advocate, participation, slot, now)
    weighed = weigh(mission, participation, now=now)
    attempt = Attempt.objects.create(
        submission=submission,
        number=Attempt.objects.filter(submission=submission).count() + 1,
        answers=dict(answers),
        form_version=submission.revision.form_version,
        policy=weighed.kept,
        at=now,
    )
    AttemptFile.objects.bulk_create(AttemptFile(attempt=attempt, field=field, file=file) for field, file in files)
    HeldFile.objects.filter(mission=mission, advocate=advocate, number=slot).delete()
    submission.attempt = attempt
    submission.save(update_fields=["attempt"])
    _note_sent(participation, slot, now)
    note_answered(submission=submission)
    about = f"mission:{mission.pk}"
    record(
        "submission.submitted",
        advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=about, at=now,
        mission=mission.pk, submission=submission.pk, attempt=attempt.number,
    )  # fmt: skip
    acts = acts_of(mission.activity.type)
    acts.submitted(submission=submission, answers=answers, now=now)
    _claim(participation)
    with closed_when_spent(mission, advocate, now=now):
        if acts.approves_at_once(submission=submission, everyone=weighed.approves):
            decision = approve_submission(
                submission=submission, attempt_id=attempt.pk, by=None, by_rule=weighed.by_rule, now=now
            )
            draw_spot_check(participation=participation, submission=submission, decision=decision, now=now)
        else:
            promise_submitted(submission=submission, now=now)
    return submission


def _claim(participation: Participation) -> None:
    try:
        claim_completion(participation=participation)
    except QuotaTaken:
        participation.mission.refresh_from_db(fields=["quota", "quota_used"])
        raise MissionClosed(is_not_full(participation.mission, None)) from None


@contextmanager
def closed_when_spent(mission: Mission, advocate: Advocate, *, now: datetime) -> Iterator[None]:
    """Say that the mission is closed, as the hub does, where its budget was used up a moment ago."""
    try:
        yield
    except BudgetSpent:
        fresh = Mission.objects.select_related("budget").get(pk=mission.pk)
        raise MissionClosed(has_budget(fresh, advocate, now=now)) from None


def _open_slot(
    mission: Mission, advocate: Advocate, participation: Participation, slot: int, now: datetime
) -> Submission:
    """The submission of this slot, made now or taken back to "in review" by a conditional update."""
    revision = participation.revision
    content, entry = revision.content, TYPES[mission.activity.type]
    submission, new = Submission.objects.select_related("revision__form_version").get_or_create(
        activity=mission.activity, advocate=advocate, cycle=participation.cycle, number=slot,
        defaults={
            "mission": mission, "revision": revision, "submitted_at": now,
            "points": entry.points_of(content.get("type", {}), slot, content["points"]),
        },
    )  # fmt: skip
    if not new:
        if not may_send(submission.state):
            raise AlreadySent
        try:
            move(submission, from_=RESEND, to=SubmissionState.SUBMITTED, submitted_at=now, decided_at=None)
        except MoveNotAllowed:
            raise AlreadySent from None
    return submission


def _note_sent(participation: Participation, slot: int, now: datetime) -> None:
    """Once every slot has been handed in, the mission is completed for this person."""
    participation.started_at = participation.started_at or now
    participation.draft = {key: kept for key, kept in participation.draft.items() if key != str(slot)}
    sent = Submission.objects.filter(
        activity=participation.mission.activity, advocate=participation.advocate, cycle=participation.cycle
    ).exclude(state=SubmissionState.WITHDRAWN)
    content = participation.revision.content
    slots = TYPES[participation.mission.activity.type].slots(content.get("type", {}))
    if sent.count() >= len(slots):
        if participation.completed_at is None:
            participation.completed_at, participation.completed_local = now, clock_at(now)
        note_completed(advocate_id=participation.advocate_id)
    participation.save()


@transaction.atomic
def withdraw_submission(*, submission: Submission, now: datetime) -> None:
    """Take back what one handed in, before it is decided; the slot is open again. Raises MoveNotAllowed."""
    move(submission, from_=WITHDRAW, to=SubmissionState.WITHDRAWN, decided_at=None)
    acts_of(submission.activity.type).withdrawn(submission=submission, now=now)
    free_promised(submission=submission)
    Participation.objects.filter(
        mission=submission.mission_id, advocate=submission.advocate_id, cycle=submission.cycle
    ).update(completed_at=None, completed_local=None)
    give_completion_back(submission=submission)
    note_completed(advocate_id=submission.advocate_id)
    note_answered(submission=submission)
    record(
        "submission.withdrawn",
        advocate_id=submission.advocate_id, by_advocate_id=submission.advocate_id,
        about=f"mission:{submission.mission_id}", at=now, submission=submission.pk,
    )  # fmt: skip


def _in_force(mission: Mission) -> Revision:
    if mission.live is None:
        raise MoveNotAllowed(f"{mission} was never launched")
    return mission.live
