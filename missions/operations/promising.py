"""Promising a mission's points out of its budget: to who begins, to what is handed in, and freeing them again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from foundation.money import plain
from foundation.states import MoveNotAllowed
from missions.budgets import (
    about,
    amount_of,
    amounts,
    kept,
    key_of,
    key_of_submission,
    need_of,
    promised_of,
)
from missions.models import Mission, Participation, Revision, Submission
from missions.states import SubmissionState
from rewards.models import Budget, Reservation
from rewards.operations.budgets import (
    Cap,
    NoCap,
    keep_until,
    raise_budget,
    release_points,
    reserve_points,
    set_budget,
)
from rewards.operations.charging import BudgetSpent


def _has_budget(mission: Mission, is_test: bool) -> bool:
    return mission.budget_id is not None and not is_test


@transaction.atomic
def promise_start(*, participation: Participation, now: datetime) -> None:
    """Somebody begins, or goes on after their time was over: keep what the mission earns for them.

    Raises BudgetSpent where too little is left, unless who has begun may finish above the budget.
    """
    row, mission = participation, participation.mission
    if not _has_budget(mission, row.advocate.is_test) or mission.budget is None:
        return
    budget, wanted = mission.budget, promised_of(row)
    for number in _handed_in(row):
        wanted.pop(_key(row, number), None)
    if row.completed_at is not None or kept(now).filter(key__in=list(wanted)).exists():
        return
    _reserve(mission, row.advocate_id, wanted, now + timedelta(days=budget.hold_days), now)


def _handed_in(row: Participation) -> list[int]:
    rows = Submission.objects.filter(activity=row.mission.activity_id, advocate=row.advocate_id, cycle=row.cycle)
    return list(rows.exclude(state=SubmissionState.WITHDRAWN).values_list("number", flat=True))


def _key(row: Participation, slot: int) -> str:
    return key_of(mission_id=row.mission_id, advocate_id=row.advocate_id, cycle=row.cycle, slot=slot)


@transaction.atomic
def promise_submitted(*, submission: Submission, now: datetime) -> None:
    """Something waits to be decided: keep what it earns until it is. Raises BudgetSpent."""
    row = submission
    if _has_budget(row.mission, row.advocate.is_test):
        _reserve(row.mission, row.advocate_id, {key_of_submission(row): amount_of(row)}, None, now)


def _reserve(
    mission: Mission, advocate_id: int, wanted: Mapping[str, int], expires_at: datetime | None, now: datetime
) -> None:
    reserve_points(
        about=about(mission.pk), advocate_id=advocate_id, amounts=wanted, expires_at=expires_at, now=now
    )  # fmt: skip


@transaction.atomic
def promise_again(*, submission: Submission, now: datetime) -> None:
    """A return or a decline was taken back: keep the points once more where there are any.

    Where there are none, the approval will say so.
    """
    try:
        promise_submitted(submission=submission, now=now)
    except BudgetSpent:
        return


@transaction.atomic
def keep_for_now(*, submission: Submission, now: datetime) -> None:
    """It was given back: its points are kept for as long as those of somebody who has just begun."""
    budget = Budget.objects.filter(about=about(submission.mission_id)).first()
    if budget is not None:
        until = now + timedelta(days=budget.hold_days)
        keep_until(budget=budget, key=key_of_submission(submission), expires_at=until)


@transaction.atomic
def free_promised(*, submission: Submission) -> None:
    """It was declined or taken back, and earns nothing now: somebody else may."""
    release_points(keys=[key_of_submission(submission)])


@transaction.atomic
def put_budget_in_force(*, mission: Mission, content: Mapping[str, Any], now: datetime) -> Budget | None:
    """Have the mission spend no more than its settings say; who is at it already is promised what they have begun.

    Without a budget there is no limit (any more), and it is counted on. Raises MoveNotAllowed when more is promised
    and paid already than the cap.
    """
    wanted = content.get("budget")
    if wanted is None and mission.budget_id is None:
        return None
    cap = Cap(need=need_of(mission, content), **(wanted or {"points": None}))
    promised = _under_way(mission, cap, now=now) if mission.budget_id is None else []
    try:
        with transaction.atomic():
            return set_budget(about=about(mission.pk), cap=cap, promised=promised, now=now)
    except BudgetSpent as spent:
        raise BudgetTooSmall(spent.amount) from None


class BudgetTooSmall(MoveNotAllowed):
    """A cap below what is promised and paid already; `committed` says how much that is."""

    def __init__(self, committed: int) -> None:
        super().__init__(f"{committed} points are promised or paid already")
        self.committed = committed


def _under_way(mission: Mission, cap: Cap, *, now: datetime) -> list[Reservation]:
    """What those are promised who have begun, or wait for a decision, when a mission gets its first budget."""
    found = []
    waiting = Submission.objects.filter(mission=mission, advocate__is_test=False)
    for row in waiting.filter(state__in=[SubmissionState.SUBMITTED, SubmissionState.RETURNED]).select_related(
        "activity", "revision"
    ):
        ends = now + timedelta(days=cap.hold_days) if row.state == SubmissionState.RETURNED else None
        found.append((row.advocate_id, key_of_submission(row), amount_of(row), ends))
    begun = Participation.objects.filter(mission=mission, advocate__is_test=False, started_at__isnull=False)
    done = set(waiting.exclude(state=SubmissionState.WITHDRAWN).values_list("advocate", "cycle", "number"))
    for part in begun.filter(completed_at=None).select_related("revision"):
        for slot, points in amounts(mission.activity.type, part.revision.content).items():
            if (part.advocate_id, part.cycle, slot) not in done:
                ends = now + timedelta(days=cap.hold_days)
                found.append((part.advocate_id, _key(part, slot), points, ends))
    return [
        Reservation(advocate_id=person, key=key, amount=points, expires_at=ends)
        for person, key, points, ends in found
        if points
    ]


@transaction.atomic
def raise_mission_budget(*, mission: Mission, points: int, money: int = 0, by: User, now: datetime) -> None:
    """Allow so many points more, at once (S2-90). Of a cap in money, `money` is what they are worth.

    What is live says so in a revision of its own, and changes that nobody sees yet are taken along. Raises NoCap.
    """
    rows = Mission.objects.select_for_update(of=("self",), no_key=True).select_related("draft", "live", "budget")
    row = rows.get(pk=mission.pk)
    if row.budget is None or row.live is None:
        raise NoCap
    raise_budget(budget=row.budget, points=points, money=money, by=by, now=now)
    budget = Budget.objects.get(pk=row.budget.pk)
    content = {**(row.live.content.get("budget") or {}), "points": budget.cap, "money": budget.money}
    typed = {"budget_points": str(budget.cap)}
    if budget.money is not None:
        typed = {"budget_money": plain(budget.money, budget.currency)}
    last = Revision.objects.filter(mission=row).count()
    row.live = Revision.objects.create(
        mission=row, number=last + 1, raw={**row.live.raw, **typed}, content={**row.live.content, "budget": content},
        form_version=row.live.form_version, edits=row.live.edits, edited_by=by, edited_at=now, published_at=now,
    )  # fmt: skip
    row.save(update_fields=["live"])
    if row.draft is not None:
        row.draft.raw = {**row.draft.raw, **typed}
        row.draft.save(update_fields=["raw"])
