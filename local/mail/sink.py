"""The SMTP server: it takes every mail, except to addresses that say what they want to be."""

import asyncio
import re

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.mail.store import Store

ACCEPTED = "250 OK"
# So that a bounce and a delay can be seen without a bad mail server: gone@bounce.example, slow@later.example.
REFUSALS = [
    (re.compile(r"@bounce\.example$"), "550 5.1.1 No such mailbox"),
    (re.compile(r"@later\.example$"), "451 4.3.0 Try again later"),
]


class Sink:
    """What aiosmtpd calls: it keeps each mail in the store before it says that it has it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or answer as its domain says."""
        for pattern, refusal in REFUSALS:
            if pattern.search(address.lower()):
                return refusal
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        await asyncio.to_thread(self.store.add, raw, sender=envelope.mail_from or "", to=envelope.rcpt_tos)
        return ACCEPTED


def serve_smtp(store: Store, port: int) -> Controller:
    """Listen on this loopback port in a thread; `stop()` ends it."""
    controller = Controller(Sink(store), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    return controller
