"""What may leave, and when: the gate, the order, what is held, what is for nobody."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User, Workspace
from events.models import Due, Event
from events.operations import record
from notifications.models import Delivery, DeliveryState
from notifications.operations import (
    cancel_deliveries,
    hold_deliveries,
    release_deliveries,
    set_preference,
    write_notices,
)
from notifications.operations.notices import SENDING
from notifications.operations.sending import LEASE, claim_deliveries, hand_over
from notifications.sending import deliver
from programs.models import Advocate
from tests.notifications.conftest import Server, launch, make_advocate, state_of, write


def test_mail_of_a_sample_workspace_leaves_only_for_our_own_inbox(
    happened: Event, acme: Workspace, smtp: Server, settings: Settings
) -> None:
    acme.is_sample = True
    acme.save()
    kept, held = write(happened, make_advocate()), write(happened, make_advocate(), about="mission:7")
    hold_deliveries(about="mission:7", by=User.objects.get(), now=timezone.now())
    assert not deliver(acme.pk, 0)
    assert (state_of(kept), kept.get_state_display(), kept.error) == (
        DeliveryState.CANCELLED, "Not sent", "It belongs to a sample workspace."
    )  # fmt: skip
    assert state_of(held) == DeliveryState.QUEUED, "a paused mission's mail still waits"
    assert not smtp.mails
    settings.SEND_SAMPLE_MAIL = True
    release_deliveries(about="mission:7", by=User.objects.get(), now=timezone.now())
    deliver(acme.pk, 0)
    assert state_of(held) == DeliveryState.SENT
    assert len(smtp.mails) == 1


def test_what_is_useless_by_now_is_not_sent(happened: Event, acme: Workspace, smtp: Server) -> None:
    now = timezone.now()
    late = write(happened, make_advocate(), useless_after=now + timedelta(minutes=1))
    tried = write(happened, make_advocate("slow@example.com"), useless_after=now + timedelta(seconds=2))
    smtp.faults["slow@example.com"] = "450 4.2.1 busy"
    deliver(acme.pk, 0)
    assert state_of(late) == DeliveryState.SENT
    assert state_of(tried) == DeliveryState.CANCELLED  # the next try would come too late
    assert tried.error == "450 4.2.1 busy"
    again = write(record("test.happened"), make_advocate(), useless_after=now + timedelta(minutes=1))
    with time_machine.travel(now + timedelta(minutes=2)):
        deliver(acme.pk, 0)
    assert state_of(again) == DeliveryState.CANCELLED


def test_what_is_to_leave_later_waits_and_is_looked_after(happened: Event, acme: Workspace, smtp: Server) -> None:
    at = timezone.now() + timedelta(hours=1)
    delivery = write(happened, make_advocate(), send_after=at)
    assert Due.objects.filter(work=SENDING, due_at=at).count() == 1
    assert not deliver(acme.pk, 0)
    assert not smtp.mails
    assert Due.objects.filter(work=SENDING, due_at=at).count() == 1  # not one more with each look
    with time_machine.travel(at + timedelta(seconds=1)):
        deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.SENT


def test_the_gate_is_passed_again_on_the_way_out(happened: Event, acme: Workspace, smtp: Server) -> None:
    stays, stopped, lost, left, erased = (make_advocate() for _ in range(5))
    now = timezone.now()
    everybody = Advocate.objects.all()
    write_notices(kind="test.launched", event=happened, advocates=everybody, facts={"thing": "tea"}, now=now)
    set_preference(advocate=stopped, topic="missions", wanted=False, said_by="profile", now=now)
    Advocate.objects.filter(pk=lost.pk).update(email=None)
    Advocate.objects.filter(pk=left.pk).update(status="suspended")
    Advocate.objects.filter(pk=erased.pk).update(email=None, erased_at=now)
    while deliver(acme.pk, 0):
        pass
    states = dict(Delivery.objects.values_list("notice__advocate_id", "state"))
    assert states == {
        stays.pk: "sent", stopped.pk: "unsubscribed", lost.pk: "no_address", left.pk: "cancelled",
        erased.pk: "no_address",
    }  # fmt: skip
    assert smtp.recipients == [stays.email]


def test_mail_goes_to_the_address_somebody_has_when_it_leaves(happened: Event, acme: Workspace, smtp: Server) -> None:
    advocate = make_advocate("old@example.com")
    write(happened, advocate)
    Advocate.objects.filter(pk=advocate.pk).update(email="new@example.com")
    deliver(acme.pk, 0)
    assert smtp.recipients == ["new@example.com"]


def test_what_cannot_wait_leaves_first_and_missions_take_turns(happened: Event, acme: Workspace, smtp: Server) -> None:
    launch(happened, "mission:1", 40)
    launch(record("test.happened"), "mission:2", 3)
    write(happened, make_advocate("receipt@example.com"))
    write(happened, make_advocate("code@example.com"), kind="test.asked")
    claimed = claim_deliveries(limit=20, now=timezone.now())
    assert [delivery.address for delivery in claimed[:2]] == ["code@example.com", "receipt@example.com"]
    abouts = [delivery.about for delivery in claimed[2:]]
    assert (abouts.count("mission:1"), abouts.count("mission:2")) == (9, 3)  # each has the same share of 18


def test_held_mail_stays_and_leaves_when_released(happened: Event, acme: Workspace, smtp: Server, owner: User) -> None:
    launch(happened, "mission:1", 3)
    launch(record("test.happened"), "mission:2", 2)
    hold_deliveries(about="mission:1", by=owner, now=timezone.now())
    Due.objects.all().delete()
    assert not deliver(acme.pk, 0)
    assert len(smtp.mails) == 2
    (lease,) = Due.objects.all()  # for the case that this process dies
    with time_machine.travel(lease.due_at):
        lease.delete()
        assert not deliver(acme.pk, 0)
    assert not Due.objects.exists()  # nobody looks again and again at what is held
    release_deliveries(about="mission:1", by=owner, now=timezone.now())
    assert Due.objects.filter(work=SENDING).count() == 1
    deliver(acme.pk, 0)
    assert len(smtp.mails) == 5


def test_a_hold_stops_even_what_is_claimed(happened: Event, acme: Workspace, smtp: Server, owner: User) -> None:
    launch(happened, "mission:1", 3)
    (first, second, third) = claim_deliveries(limit=10, now=(now := timezone.now()))
    assert hand_over(delivery_id=first.pk, leased_until=now + LEASE)
    hold_deliveries(about="mission:1", by=owner, now=now)
    assert not hand_over(delivery_id=second.pk, leased_until=now + LEASE)
    assert release_deliveries(about="mission:1", by=owner, now=now)
    assert hand_over(delivery_id=second.pk, leased_until=now + LEASE)
    cancel_deliveries(about="mission:1", now=now)
    assert not hand_over(delivery_id=third.pk, leased_until=now + LEASE)


def test_what_is_held_while_it_is_sent_goes_back_untried(
    happened: Event, acme: Workspace, smtp: Server, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch(happened, "mission:1", 5)

    def hold_after_two(**arguments: Any) -> bool:
        if len(smtp.mails) == 2:
            hold_deliveries(about="mission:1", by=owner, now=timezone.now())
        return hand_over(**arguments)

    monkeypatch.setattr("notifications.sending.hand_over", hold_after_two)
    deliver(acme.pk, 0)
    states = list(Delivery.objects.values_list("state", "attempts", "leased_until"))
    assert len(smtp.mails) == 2
    assert states.count(("queued", 0, None)) == 3
