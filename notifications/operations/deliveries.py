"""What staff and missions do to deliveries: hold, release, cancel, send again; and what an erased person leaves."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts.models import User
from events.operations import record, schedule
from notifications.models import Delivery, DeliveryState, Hold, Notice
from notifications.operations.notices import SENDING, state_of_new
from notifications.rules import may_be_resent


class NotToBeResent(Exception):
    """The delivery is on its way still, or was sent again already."""


@transaction.atomic
def hold_deliveries(*, about: str, by: User, now: datetime) -> Hold:
    """Keep everything about this thing that has not left from leaving; at once, however much it is.

    What is at the server at this moment, at most a few messages, still arrives. Holding twice is holding once.
    """
    hold, _ = Hold.objects.get_or_create(about=about, released_at=None, defaults={"by_staff": by, "placed_at": now})
    return hold


@transaction.atomic
def release_deliveries(*, about: str, by: User, now: datetime) -> bool:
    """Let what was held leave; False when nothing was."""
    standing = Hold.objects.filter(about=about, released_at=None, final=False)
    released = standing.update(released_at=now, released_by=by)
    if released:
        schedule(SENDING)
    return bool(released)


@transaction.atomic
def cancel_deliveries(*, about: str, now: datetime) -> None:
    """Never send what is about this thing and has not left, nor what is written about it later; at once."""
    hold, is_new = Hold.objects.get_or_create(about=about, released_at=None, defaults={"final": True, "placed_at": now})
    if not is_new:
        Hold.objects.filter(pk=hold.pk).update(final=True)
    schedule(SENDING)


@transaction.atomic
def resend(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Send a notice once more, as a delivery of its own that takes the other's place in the counts.

    It passes the gate again: who has unsubscribed since gets nothing. Raises NotToBeResent, also when two
    staff members ask at once.
    """
    notice = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=delivery.notice_id)
    latest = Delivery.objects.get(pk=delivery.pk)
    if not may_be_resent(latest):
        raise NotToBeResent
    Delivery.objects.filter(pk=latest.pk).update(replaced=True)
    numbers = Delivery.objects.filter(notice=notice, channel=latest.channel).aggregate(last=Max("number"))
    # Whoever asks for it wants it now, even if it was useless by itself.
    notice.useless_after = None
    notice.save(update_fields=["useless_after"])
    again = Delivery.objects.create(
        notice=notice,
        channel=latest.channel,
        number=numbers["last"] + 1,
        state=state_of_new(notice, now=now),
        urgency=latest.urgency,
        about=latest.about,
        next_at=now,
    )
    record(
        "delivery.resent", advocate_id=notice.advocate_id, about=latest.about, by_staff_id=by.pk, delivery=again.pk,
        kind=notice.kind, at=now,
    )  # fmt: skip
    if again.state == DeliveryState.QUEUED:
        schedule(SENDING)
    return again


@transaction.atomic
def mark_opened(*, delivery: Delivery, now: datetime) -> None:
    """Note that the personal link of this delivery was used; the first time counts."""
    Delivery.objects.filter(pk=delivery.pk, opened_at=None).update(opened_at=now)


@transaction.atomic
def forget_advocate(*, advocate_id: int) -> None:
    """Take what is personal out of everything that was written to an erased person; what has not left never will.

    That something was sent, and when, stays. Mails to an address that she wanted to have are hers too.
    """
    _forget(Notice.objects.filter(Q(advocate_id=advocate_id) | Q(event__advocate_id=advocate_id, staff=None)))


@transaction.atomic
def forget_mail_about(*, about: str) -> None:
    """Take what is personal out of everything that was written to plain addresses about a thing that is gone."""
    written = Delivery.objects.filter(about=about).values("notice")
    _forget(Notice.objects.filter(pk__in=written, advocate=None, staff=None))


def _forget(notices: QuerySet[Notice]) -> None:
    rows = Delivery.objects.filter(notice__in=notices)
    unsent = rows.filter(Q(state=DeliveryState.QUEUED) | Q(state=DeliveryState.SENDING, handed_over=False))
    unsent.update(state=DeliveryState.CANCELLED, leased_until=None)
    # A server's answer names the address now and then.
    rows.update(address="", error="")
    notices.update(facts={}, address="")
