"""Which messages may leave, and when the next try is; no writes."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from notifications.models import Delivery, DeliveryState, Notice, Topic, Urgency
from programs.models import AdvocateStatus

# After the first try, the second, … : eleven tries in about 75 hours.
RETRIES: Sequence[timedelta] = (
    timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
JITTER = 0.1

URGENCIES: dict[str, Urgency] = {
    Topic.SERVICE: Urgency.SERVICE,
    Topic.RECEIPTS: Urgency.RECEIPTS,
    Topic.MISSIONS: Urgency.MISSIONS,
}
RESENDABLE = frozenset({
    DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.NO_ADDRESS,
    DeliveryState.UNSUBSCRIBED, DeliveryState.CANCELLED,
})  # fmt: skip


def urgency_of(notice: Notice) -> Urgency:
    """What leaves first; a mail to staff, such as a test of a mission's mail, is always wanted now."""
    return Urgency.SERVICE if notice.advocate_id is None else URGENCIES[notice.topic]


def address_of(notice: Notice) -> str:
    """Where its mail goes at this moment, or "" when nowhere."""
    if notice.advocate is not None:
        return notice.advocate.email or ""
    return notice.staff.email if notice.staff is not None else notice.address


def gate(notice: Notice, *, refused: bool, now: datetime) -> DeliveryState:
    """The gate every message passes when it is written and again when it is to leave: queued, or why not.

    `refused` is whether the person has unsubscribed from the notice's topic. `operations.notices` has the same
    rule as SQL, for many people at once.
    """
    if notice.useless_after is not None and now > notice.useless_after:
        return DeliveryState.CANCELLED
    if not address_of(notice):
        return DeliveryState.NO_ADDRESS
    if notice.topic == Topic.MISSIONS and notice.advocate is not None:
        if notice.advocate.status in {AdvocateStatus.SUSPENDED, AdvocateStatus.LEFT}:
            return DeliveryState.CANCELLED
        if refused:
            return DeliveryState.UNSUBSCRIBED
    return DeliveryState.QUEUED


def next_try(attempts: int, *, now: datetime) -> datetime | None:
    """When to try again after so many tries that failed for the moment; None after the last."""
    if attempts > len(RETRIES):
        return None
    return now + RETRIES[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  spreads load only


def may_be_resent(delivery: Delivery) -> bool:
    """Whether staff may send it once more: it is not on its way, and was not resent already."""
    return delivery.state in RESENDABLE and not delivery.replaced
