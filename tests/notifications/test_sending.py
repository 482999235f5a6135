"""Mail leaves once, by real SMTP, whatever the server says."""

import socket
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Workspace
from advocacy.wiring import WORK
from events.models import Due, Event
from events.operations import record
from events.work import Step, do_one
from foundation.plugs import WORDINGS
from foundation.tenancy import workspace_scope
from notifications.channels.email.post import Answer, Post
from notifications.models import DeliveryState, Notice
from notifications.operations import (
    notify,
)
from notifications.operations.notices import SENDING
from notifications.operations.sending import LEASE, MARGIN, claim_deliveries
from notifications.rules import RETRIES
from notifications.sending import deliver, keep_trying
from tests.database import superuser
from tests.notifications.conftest import Server, launch, make_advocate, state_of, use_smtp, write
from tests.notifications.kinds import wording
from tests.processes import free_port


@pytest.mark.covers("S1-48")
def test_mail_leaves_and_is_noted(happened: Event, acme: Workspace, smtp: Server) -> None:
    delivery = write(happened, make_advocate("maya@example.com"))
    assert not deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.SENT
    assert (delivery.address, delivery.attempts, delivery.error) == ("maya@example.com", 1, "")
    assert delivery.sent_at is not None
    mail = smtp.to("maya@example.com")
    assert mail["Message-ID"] == f"<delivery-{delivery.pk}@localhost>"
    assert mail["From"] == "Acme <hello@localhost>"
    assert mail["Reply-To"] == "owner@acme.example"
    assert mail["Subject"] == "About tea"
    deliver(acme.pk, 0)
    assert len(smtp.mails) == 1


def test_many_mails_take_one_connection(happened: Event, acme: Workspace, smtp: Server) -> None:
    for _ in range(30):
        write(happened, make_advocate())
    while deliver(acme.pk, 0):
        pass
    assert (len(smtp.mails), len(set(smtp.recipients)), smtp.connections) == (30, 30, 1)


@pytest.mark.parametrize("answer", ["450 4.2.1 busy", "451 4.3.0 later", "421 4.7.0 closing"])
def test_a_refusal_for_the_moment_is_tried_again_later(
    happened: Event, acme: Workspace, smtp: Server, answer: str
) -> None:
    delivery, other = write(happened, make_advocate("slow@example.com")), write(happened, make_advocate())
    smtp.faults["slow@example.com"] = answer
    Due.objects.all().delete()
    assert not deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.QUEUED
    assert (delivery.error, delivery.attempts) == (answer, 1)
    assert state_of(other) == DeliveryState.SENT
    wait = delivery.next_at - timezone.now()
    assert timedelta(seconds=3) < wait < timedelta(seconds=6)
    assert Due.objects.filter(work=SENDING, due_at=delivery.next_at).exists()
    deliver(acme.pk, 0)
    assert delivery.attempts == 1  # not yet
    del smtp.faults["slow@example.com"]
    with time_machine.travel(timezone.now() + timedelta(seconds=7)):
        deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.SENT
    assert (delivery.error, delivery.attempts) == ("", 2)
    ids = [str(mail["Message-ID"]) for mail in smtp.mails if mail["To"] == "slow@example.com"]
    assert ids == [f"<delivery-{delivery.pk}@localhost>"]


def test_tries_end_after_three_days(happened: Event, acme: Workspace, smtp: Server) -> None:
    delivery = write(happened, make_advocate("slow@example.com"))
    smtp.faults["slow@example.com"] = "450 4.2.1 busy"
    for attempts in range(1, len(RETRIES) + 2):
        with time_machine.travel(timezone.now() + timedelta(days=2 * attempts)):
            deliver(acme.pk, 0)
        state_of(delivery)
        assert delivery.attempts == attempts
    assert delivery.state == DeliveryState.FAILED
    assert delivery.error == "450 4.2.1 busy"


def test_a_refused_recipient_has_bounced_for_good(happened: Event, acme: Workspace, smtp: Server) -> None:
    delivery, other = write(happened, make_advocate("gone@example.com")), write(happened, make_advocate())
    smtp.faults["gone@example.com"] = "550 5.1.1 no such user"
    deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.BOUNCED
    assert delivery.error == "550 5.1.1 no such user"
    assert state_of(other) == DeliveryState.SENT


def test_a_server_that_hangs_up_before_it_has_the_mail_costs_a_try(
    happened: Event, acme: Workspace, smtp: Server
) -> None:
    delivery, other = write(happened, make_advocate("cut@example.com")), write(happened, make_advocate())
    smtp.faults["cut@example.com"] = "close"
    deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.QUEUED
    assert state_of(other) == DeliveryState.SENT  # on a second connection
    assert smtp.connections == 2


def test_a_server_that_takes_the_mail_and_never_answers_leaves_it_unknown(
    happened: Event, acme: Workspace, smtp: Server
) -> None:
    delivery, other = write(happened, make_advocate("lost@example.com")), write(happened, make_advocate())
    smtp.faults["lost@example.com"] = "drop"
    deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.UNKNOWN
    assert state_of(other) == DeliveryState.SENT
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        deliver(acme.pk, 0)
    assert len([to for to in smtp.recipients if to == "lost@example.com"]) == 1  # never twice by itself


def test_a_server_that_is_away_puts_everything_off_and_is_not_hammered(
    happened: Event, acme: Workspace, settings: Any
) -> None:
    deliveries = [write(happened, make_advocate()) for _ in range(30)]
    use_smtp(settings, free_port())
    assert not deliver(acme.pk, 0)
    tried = [delivery for delivery in deliveries if state_of(delivery) == DeliveryState.QUEUED and delivery.attempts]
    assert len(tried) == 20  # one batch, one connection that was refused
    assert "refused" in tried[0].error.lower()
    assert not any(delivery.state == DeliveryState.SENDING for delivery in deliveries)


def test_a_server_that_says_no_more_than_a_greeting_is_down(happened: Event, acme: Workspace, settings: Any) -> None:
    delivery = write(happened, make_advocate())
    with socket.create_server(("127.0.0.1", 0)) as server:
        use_smtp(settings, server.getsockname()[1])
        settings.MAILERS["default"]["OPTIONS"]["timeout"] = 0.2
        deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.QUEUED
    assert "timed out" in delivery.error


@pytest.mark.parametrize(
    "name",
    [
        "Maya\r\nBcc: everybody@example.com",
        "Maya\nSubject: other",
        "Maya\u2028Bcc: x@example.com",
        '"><script>alert(1)</script>',
        "Maya <boss@example.com>,",
    ],
)
def test_hostile_names_change_nothing_but_the_greeting(
    happened: Event, acme: Workspace, smtp: Server, name: str
) -> None:
    write(happened, make_advocate("maya@example.com", name=name))
    deliver(acme.pk, 0)
    mail = smtp.to("maya@example.com")
    assert (mail["Bcc"], mail["To"], len(smtp.mails)) == (None, "maya@example.com", 1)
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


@pytest.mark.parametrize(
    "address",
    ["a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com", "not an address", "a@exa mple.com"],
)
def test_an_address_that_is_none_fails_alone(happened: Event, acme: Workspace, smtp: Server, address: str) -> None:
    bad, good = write(happened, make_advocate(address)), write(happened, make_advocate("maya@example.com"))
    deliver(acme.pk, 0)
    assert state_of(bad) == DeliveryState.FAILED
    assert bad.error
    assert state_of(good) == DeliveryState.SENT
    assert smtp.recipients == ["maya@example.com"]


def test_values_that_cannot_be_had_fail_one_message_only(
    happened: Event, acme: Workspace, smtp: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def values(notices: Sequence[Notice]) -> list[dict[str, str]]:
        """One that asks the database for what is not there, and breaks its transaction."""
        for notice in notices:
            if notice.facts["thing"] == "gone":
                Notice.objects.create(event_id=-1, kind="", topic="")
        return [{"thing": notice.facts["thing"]} for notice in notices]

    monkeypatch.setitem(WORDINGS, "test.answered", wording("test.answered", "receipts", values=values))
    good = [write(happened, make_advocate()) for _ in range(3)]
    bad = notify(
        kind="test.answered", event=happened, advocate=make_advocate(), facts={"thing": "gone"}, now=timezone.now()
    )
    deliver(acme.pk, 0)
    assert [state_of(delivery) for delivery in good] == [DeliveryState.SENT] * 3
    assert state_of(bad) == DeliveryState.FAILED
    assert "IntegrityError" in bad.error


def test_a_link_that_cannot_be_made_fails_one_message_only(
    happened: Event, acme: Workspace, smtp: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(notice: Notice, delivery_id: int, now: object) -> str:
        if notice.facts["thing"] == "gone":
            raise LookupError("no such thing")
        return "/"

    monkeypatch.setitem(WORDINGS, "test.answered", wording("test.answered", "receipts", link=link))
    good = write(happened, make_advocate())
    bad = notify(
        kind="test.answered", event=happened, advocate=make_advocate(), facts={"thing": "gone"}, now=timezone.now()
    )
    deliver(acme.pk, 0)
    assert (state_of(good), state_of(bad)) == (DeliveryState.SENT, DeliveryState.FAILED)


def test_two_senders_never_have_the_same_message_in_hand(happened: Event, acme: Workspace) -> None:
    for _ in range(10):
        write(happened, make_advocate())
    now = timezone.now()
    first = {delivery.pk for delivery in claim_deliveries(limit=6, now=now)}
    second = {delivery.pk for delivery in claim_deliveries(limit=6, now=now)}
    assert (len(first), len(second), first & second) == (6, 4, set())


def test_no_message_is_begun_when_the_lease_is_nearly_over(
    happened: Event, acme: Workspace, smtp: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = write(happened, make_advocate())
    monkeypatch.setattr("notifications.sending.LEASE", MARGIN - timedelta(seconds=1))
    monkeypatch.setattr("notifications.operations.sending.LEASE", MARGIN - timedelta(seconds=1))
    monkeypatch.setattr("notifications.sending.STEP_SECONDS", 0.2)
    deliver(acme.pk, 0)
    assert state_of(delivery) == DeliveryState.QUEUED
    assert (delivery.attempts, smtp.mails) == (0, [])


def test_the_step_ends_in_good_time_and_says_that_more_remains(
    happened: Event, acme: Workspace, smtp: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(30):
        write(happened, make_advocate())
    Due.objects.all().delete()
    monkeypatch.setattr("notifications.sending.STEP_SECONDS", 0.0001)
    assert deliver(acme.pk, 0)
    assert len(smtp.mails) == 20
    Due.objects.create(workspace=acme, work=SENDING)
    monkeypatch.setattr("notifications.sending.FIRST", 5)
    assert not deliver(acme.pk, 0)  # somebody else will go on
    assert not deliver(acme.pk, 0)


def test_through_the_due_row_everything_leaves(happened: Event, acme: Workspace, smtp: Server) -> None:
    launch(happened, "mission:1", 30)
    while do_one({SENDING: Step(deliver)}):
        pass
    assert len(smtp.mails) == 30
    assert not Due.objects.filter(due_at__lte=timezone.now()).exists()


def test_a_fault_of_ours_in_the_midst_of_sending_stops_one_message_only(
    happened: Event, acme: Workspace, smtp: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can say whether it arrived, so it is unknown; the others leave once the lease has run out."""
    bad, good = write(happened, make_advocate("bad@example.com")), write(happened, make_advocate())
    send = Post.send

    def breaks(self: Post, mail: EmailMultiAlternatives) -> Answer:
        if mail.to == ["bad@example.com"]:
            raise RuntimeError("a fault of ours")
        return send(self, mail)

    monkeypatch.setattr(Post, "send", breaks)
    with pytest.raises(RuntimeError):
        deliver(acme.pk, 0)
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        deliver(acme.pk, 0)
    assert (state_of(bad), state_of(good)) == (DeliveryState.UNKNOWN, DeliveryState.SENT)


def test_the_step_is_never_given_up(acme: Workspace) -> None:
    Due.objects.all().delete()
    keep_trying(acme.pk, 0, "RuntimeError: a fault of ours")
    keep_trying(acme.pk, 0, "RuntimeError: a fault of ours")
    assert WORK[SENDING].gave_up is keep_trying
    assert Due.objects.filter(work=SENDING, due_at__gt=timezone.now() + timedelta(minutes=9)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_talked_to(acme: Workspace, smtp: Server) -> None:
    with workspace_scope(acme.pk):
        write(record("test.happened"), make_advocate())
    seen: list[object] = []

    def look() -> None:
        rows = superuser(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'groundswell' AND xact_start IS NOT NULL"
            f" AND datname = '{connection.settings_dict['NAME']}'",  # other workers have databases of their own
            database="postgres",
        )
        seen.append(rows[0][0])

    smtp.before_greeting = smtp.before_answer = look
    deliver(acme.pk, 0)
    assert seen == [0, 0]
    with transaction.atomic():  # the control: what it would look like
        Due.objects.count()
        look()
    assert seen[-1] == 1
