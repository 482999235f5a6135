"""A real SMTP server on the loopback that can be told to misbehave, and kinds of notices to send with it."""

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Workspace
from events.models import Due, Event
from events.operations import record
from foundation.plugs import WORDINGS
from notifications.models import Delivery, DeliveryState
from notifications.operations import notify, write_notices
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.notifications.kinds import wording
from tests.processes import free_port

ACCEPTED = "250 OK"


@dataclass
class Server:
    """What an SMTP server got, and what it is to do with some recipients.

    `faults` maps an address to the answer at RCPT, or to "drop": take the whole message, say nothing, hang up;
    or to "close": hang up at RCPT. `before_greeting` and `before_answer` may take their time.
    """

    port: int
    faults: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    before_greeting: Callable[[], None] = lambda: None
    before_answer: Callable[[], None] = lambda: None

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        await asyncio.to_thread(self.before_greeting)
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.faults.get(address, ACCEPTED)
        if fault == "close":
            hang_up(server)
        envelope.rcpt_tos.append(address)
        return fault if fault[0].isdigit() else ACCEPTED

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        (address,) = envelope.rcpt_tos
        if self.faults.get(address) == "drop":
            hang_up(server)
        await asyncio.to_thread(self.before_answer)
        return ACCEPTED

    @property
    def recipients(self) -> list[str]:
        """To whom, in the order of arriving."""
        return [str(mail["To"]) for mail in self.mails]

    def to(self, address: str) -> EmailMessage:
        """The one mail to this address."""
        (mail,) = [mail for mail in self.mails if mail["To"] == address]
        return mail


def hang_up(server: SMTP) -> None:
    """End the connection without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Server]:
    """A server, and the product told to use it."""
    server = Server(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, enable_SMTPUTF8=True)
    controller.start()
    use_smtp(settings, server.port)
    yield server
    controller.stop()


def use_smtp(settings: Settings, port: int) -> None:
    """Send through this port of the loopback; processes that a test starts read EMAIL_URL."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 30}}}
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three kinds of notices, one for each topic."""
    for kind, topic in (("test.launched", "missions"), ("test.answered", "receipts"), ("test.asked", "service")):
        monkeypatch.setitem(WORDINGS, kind, wording(kind, topic))


@pytest.fixture
def happened(in_acme: Workspace) -> Event:
    """Something in acme to write notices about; what it made due is gone."""
    event = record("test.happened", at=NOW - timedelta(minutes=1))
    Due.objects.all().delete()
    return event


numbers = count(1)


def make_advocate(email: str | None = "", **fields: object) -> Advocate:
    """A person of the workspace in scope, with an address of their own unless told otherwise."""
    if email == "":
        email = f"person{next(numbers)}@example.com"
    return Advocate.objects.create(email=email, **{"name": "Maya Okafor", **fields})


def write(event: Event, advocate: Advocate, kind: str = "test.answered", **fields: Any) -> Delivery:
    return notify(kind=kind, event=event, advocate=advocate, facts={"thing": "tea"}, now=timezone.now(), **fields)


def state_of(delivery: Delivery) -> DeliveryState:
    delivery.refresh_from_db()
    return DeliveryState(delivery.state)


def launch(event: Event, about: str, count: int) -> None:
    people = [make_advocate() for _ in range(count)]
    some = Advocate.objects.filter(pk__in=[person.pk for person in people])
    write_notices(
        kind="test.launched", event=event, advocates=some, about=about, facts={"thing": about}, now=timezone.now()
    )
