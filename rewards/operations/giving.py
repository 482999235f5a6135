"""Giving rewards. Every grant has a source, and a source gives once, whatever is pressed or retried."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record
from foundation.states import MoveNotAllowed, move
from programs.models import Advocate
from rewards.models import Grant
from rewards.operations.redeeming import give_points_back
from rewards.states import GIVE_AGAIN, SETTLE, GrantState


@transaction.atomic
def give_reward(
    *, reward_id: int, advocate_id: int, source: str, reason: str, about: str = "", now: datetime
) -> Grant | None:
    """Give a reward, once per source; None when this source gave it before, or to a test person, who costs nothing.

    What was cancelled or taken back is given again by the same source.
    """
    if Advocate.objects.filter(pk=advocate_id, is_test=True).exists():
        return None
    values = {"reward_id": reward_id, "advocate_id": advocate_id, "reason": reason[:200], "about": about, "at": now}
    grant, is_new = Grant.objects.get_or_create(source=source, defaults=values)
    if not is_new:
        try:
            move(grant, from_=GIVE_AGAIN, to=GrantState.PENDING, settled_at=None, by_staff=None, note="")
        except MoveNotAllowed:
            return None
    record("reward.given", advocate_id=advocate_id, about=about, at=now, grant=grant.pk)
    return grant


@transaction.atomic
def take_back_reward(*, source: str, by: User, now: datetime) -> bool:
    """Cancel what a source gave and nobody handed out yet; what is handed out stays with the person. Tells nobody."""
    grant = Grant.objects.filter(source=source).first()
    if grant is None:
        return False
    try:
        move(grant, from_=SETTLE, to=GrantState.CANCELLED, settled_at=now, by_staff=by)
    except MoveNotAllowed:
        return False
    _record("reward.taken_back", grant, by, now)
    return True


@transaction.atomic
def fulfil_grant(*, grant: Grant, note: str, by: User, now: datetime) -> None:
    """Say that it was handed out, with what the person is told. Raises MoveNotAllowed when it is settled already."""
    move(grant, from_=SETTLE, to=GrantState.FULFILLED, settled_at=now, by_staff=by, note=note.strip())
    _record("reward.fulfilled", grant, by, now)


@transaction.atomic
def cancel_grant(*, grant: Grant, note: str, by: User, now: datetime) -> None:
    """Say that it will not be handed out, and why; what was paid for it returns.

    Raises MoveNotAllowed when it is settled already.
    """
    move(grant, from_=SETTLE, to=GrantState.CANCELLED, settled_at=now, by_staff=by, note=note.strip())
    give_points_back(grant=grant, now=now)
    _record("reward.cancelled", grant, by, now)


def _record(name: str, grant: Grant, by: User, now: datetime) -> None:
    record(name, advocate_id=grant.advocate_id, about=grant.about, by_staff_id=by.pk, at=now, grant=grant.pk)


@transaction.atomic
def forget_grants(*, advocate_id: int, now: datetime) -> None:
    """A person was erased: what waits for them is cancelled, and what they were told goes."""
    rows = Grant.objects.filter(advocate=advocate_id)
    for grant in rows.filter(state__in=SETTLE):
        with suppress(MoveNotAllowed):  # somebody settled it this moment
            move(grant, from_=SETTLE, to=GrantState.CANCELLED, settled_at=now)
    rows.exclude(note="").update(note="")
