"""One SMTP connection for many mails, and an exact account of what became of each."""

import email.policy
import logging
import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

logger = logging.getLogger(__name__)

OK, GO_AHEAD, CLOSING = 250, 354, 421
LINE_OF_A_DOT = re.compile(rb"(?m)^\.")


class Outcome(StrEnum):
    """What became of a mail that was to be handed over."""

    ACCEPTED = "accepted"
    LATER = "later"  # refused for the moment, or the server went away before it had the mail
    BOUNCED = "bounced"  # the server refuses the recipient for good
    REFUSED = "refused"  # the server refuses the sender or the mail itself for good
    UNKNOWN = "unknown"  # the server had the whole mail and never answered


@dataclass(frozen=True)
class Answer:
    """An outcome and the server's words."""

    outcome: Outcome
    words: str = ""


class _Refusal(Exception):
    def __init__(self, code: int, words: bytes, *, at_recipient: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.words = f"{code} {words.decode(errors='replace')}".replace("\n", " ")
        self.at_recipient = at_recipient


class Post:
    """A connection that is opened when first needed and again when the server has closed it.

    When it cannot be opened, or breaks twice in a row, `is_down`. Of settings.MAILERS' backends, one that is not
    SMTP (tests, console) takes every mail at once.
    """

    def __init__(self) -> None:
        self.is_down = False
        self._backend = mailers["default"]
        self._breaks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(politely=error is None)

    def open(self) -> Answer | None:
        """Connect, unless that was done; the answer says why it failed."""
        if not isinstance(self._backend, SmtpBackend) or self._backend.connection is not None:
            return None
        try:
            self._backend.open()
            if self._backend.connection is not None:  # which it never is after that
                self._backend.connection.ehlo_or_helo_if_needed()
        except OSError as error:  # of which SMTPException is a kind
            self.is_down = True
            self._close(politely=False)
            return Answer(Outcome.LATER, _words_of(error))
        return None

    def send(self, mail: EmailMultiAlternatives) -> Answer:
        """Hand one mail over. Raises ValueError, and has sent nothing then, for an address that is none."""
        if not isinstance(self._backend, SmtpBackend):
            self._backend.send_messages([mail])
            return Answer(Outcome.ACCEPTED)
        sender, to = self._backend.prep_address(mail.from_email), self._backend.prep_address(mail.to[0])
        content = mail.message(policy=email.policy.SMTP).as_bytes()
        if failed := self.open():
            return failed
        assert self._backend.connection is not None  # noqa: S101  it was opened
        return self._transfer(self._backend.connection, sender, to, content)

    def _transfer(self, smtp: smtplib.SMTP, sender: str, to: str, content: bytes) -> Answer:
        had_it_all = False
        try:
            _expect(smtp.mail(sender, _options(smtp, content)), OK)
            _expect(smtp.rcpt(to), OK, 251, at_recipient=True)
            smtp.putcmd("data")
            _expect(smtp.getreply(), GO_AHEAD)
            lines = LINE_OF_A_DOT.sub(b"..", content)
            had_it_all = True  # from here on it may have, whatever happens
            smtp.send(lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            _, words = _expect(smtp.getreply(), OK)
        except _Refusal as refusal:
            return self._refused(smtp, refusal)
        except OSError as error:
            self._broke()
            return Answer(Outcome.UNKNOWN if had_it_all else Outcome.LATER, _words_of(error))
        self._breaks = 0
        return Answer(Outcome.ACCEPTED, words.decode(errors="replace"))

    def _refused(self, smtp: smtplib.SMTP, refusal: _Refusal) -> Answer:
        if refusal.code == CLOSING:
            self._broke()
            return Answer(Outcome.LATER, refusal.words)
        self._breaks = 0
        try:
            smtp.rset()
        except OSError:
            self._close(politely=False)
        if refusal.code < 500:
            return Answer(Outcome.LATER, refusal.words)
        return Answer(Outcome.BOUNCED if refusal.at_recipient else Outcome.REFUSED, refusal.words)

    def _broke(self) -> None:
        self._breaks += 1
        self.is_down = self._breaks > 1
        self._close(politely=False)

    def _close(self, *, politely: bool) -> None:
        try:
            if isinstance(self._backend, SmtpBackend) and self._backend.connection and not politely:
                self._backend.connection.close()
                self._backend.connection = None
            self._backend.close()
        except OSError:
            logger.info("the mail server did not say goodbye", exc_info=True)


def _options(smtp: smtplib.SMTP, content: bytes) -> Sequence[str]:
    options = []
    if smtp.has_extn("size"):
        options.append(f"size={len(content)}")
    if smtp.has_extn("8bitmime") and not content.isascii():
        options.append("body=8bitmime")
    return options


def _expect(reply: tuple[int, bytes], *codes: int, at_recipient: bool = False) -> tuple[int, bytes]:
    code, words = reply
    if code not in codes:
        raise _Refusal(code, words, at_recipient=at_recipient)
    return reply


def _words_of(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return f"{type(error).__name__}: {error}"
