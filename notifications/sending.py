"""The step of advocacy.wiring.WORK that sends what is due in one workspace: claim, render, hand over, note.

No transaction is open while the server is talked to. That a message is handed over is committed right before the
server gets to see it, in the same short transaction that notes what became of the one before. So a process that dies
leaves one delivery `unknown` at most, which staff see and may send again; nothing is sent twice by itself. All else it
had in hand is queued again when the lease has run out.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from foundation.tenancy import workspace_scope
from notifications.channels.email.mails import compose
from notifications.channels.email.post import Answer, Outcome, Post
from notifications.models import Delivery, DeliveryState
from notifications.operations.sending import (
    LEASE,
    MARGIN,
    Result,
    cancel_some,
    claim_deliveries,
    give_back,
    go_on,
    hand_over,
    note_results,
    recover_deliveries,
    wake_up,
)
from notifications.rendering import Letter, write_letters
from notifications.rules import next_try

LEAST, FIRST, MOST = 5, 20, 100  # how many are claimed at once: as many as take about two seconds
STEP_SECONDS, BATCH_SECONDS = 4.0, 2.0
AFTER_GIVING_UP = timedelta(minutes=10)

STATES = {
    Outcome.ACCEPTED: DeliveryState.SENT,
    Outcome.BOUNCED: DeliveryState.BOUNCED,
    Outcome.REFUSED: DeliveryState.FAILED,
    Outcome.UNKNOWN: DeliveryState.UNKNOWN,
}

logger = logging.getLogger(__name__)


@dataclass
class _Batch:
    """Claimed deliveries of one workspace on their way out."""

    workspace_id: int
    deliveries: dict[int, Delivery]
    letters: Sequence[Letter]
    leased_until: datetime
    results: list[Result] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)

    def note(self, pk: int, answer: Answer) -> None:
        """Keep what became of one, to be written down with the next."""
        self.results.append(_result(self.deliveries[pk], answer))
        self.settled.add(pk)

    def note_all(self, answer: Answer) -> None:
        """Keep the same answer for all that have none."""
        for pk in self.deliveries.keys() - self.settled:
            self.note(pk, answer)


def deliver(workspace_id: int, ref: int) -> bool:
    """Send for a few seconds what is due; True when more is due at once and nobody else will see to it."""
    with workspace_scope(workspace_id):
        recover_deliveries(now=timezone.now())
        more_to_cancel = cancel_some()
    started, size = time.monotonic(), FIRST
    with Post() as post:
        while not post.is_down and time.monotonic() - started < STEP_SECONDS:
            begun = time.monotonic()
            batch = _claim(workspace_id, size)
            if batch is None:
                break
            _send(batch, post)
            size = _next_size(size, time.monotonic() - begun)
    with workspace_scope(workspace_id):
        return go_on(now=timezone.now()) or more_to_cancel


def keep_trying(workspace_id: int, ref: int, error: str) -> None:
    """When the step itself has failed twelve times: mail is a promise, so it is tried on, every ten minutes."""
    logger.error("sending fails in workspace %s: %s", workspace_id, error)
    with workspace_scope(workspace_id):
        wake_up(at=timezone.now() + AFTER_GIVING_UP)


def _next_size(size: int, seconds: float) -> int:
    """As many as take about two seconds, so that what is urgent waits no longer than that."""
    return max(LEAST, min(MOST, round(size * BATCH_SECONDS / max(seconds, 0.01))))


def _claim(workspace_id: int, size: int) -> _Batch | None:
    now = timezone.now()
    with workspace_scope(workspace_id):
        rows = claim_deliveries(limit=size, now=now)
        letters = write_letters(rows, now=now) if rows else []
    if not rows:
        return None
    return _Batch(workspace_id, {row.pk: row for row in rows}, letters, leased_until=now + LEASE)


def _send(batch: _Batch, post: Post) -> None:
    """Send a batch, one by one; what is not begun when the server or the time is gone goes back."""
    for letter in batch.letters:
        if post.is_down or timezone.now() > batch.leased_until - MARGIN:
            break
        mail = _composed(batch, letter)
        if mail is None:
            continue
        if failed := post.open():
            # All of them have had their try, so that their next comes later.
            batch.note_all(failed)
            break
        if _hand_over(batch, letter.delivery_id):
            batch.note(letter.delivery_id, _post(post, mail))
    _settle(batch)


def _composed(batch: _Batch, letter: Letter) -> EmailMultiAlternatives | None:
    """The mail; one that cannot be made has failed, and holds up nobody."""
    if letter.fault:
        batch.note(letter.delivery_id, Answer(Outcome.REFUSED, letter.fault))
        return None
    try:
        return compose(letter)
    except Exception as error:
        logger.warning("delivery %s cannot be composed", letter.delivery_id, exc_info=True)
        batch.note(letter.delivery_id, Answer(Outcome.REFUSED, _words_of(error)))
        return None


def _hand_over(batch: _Batch, pk: int) -> bool:
    """Note the results so far and that this one goes now, in one transaction; whether it may."""
    with workspace_scope(batch.workspace_id):
        note_results(results=batch.results, now=timezone.now())
        may_go = hand_over(delivery_id=pk, leased_until=batch.leased_until)
    batch.results.clear()
    return may_go


def _post(post: Post, mail: EmailMultiAlternatives) -> Answer:
    try:
        return post.send(mail)
    except ValueError as error:  # a header that would begin another, an address that is none, or two
        return Answer(Outcome.REFUSED, _words_of(error))


def _settle(batch: _Batch) -> None:
    left = [pk for pk in batch.deliveries if pk not in batch.settled]
    with workspace_scope(batch.workspace_id):
        note_results(results=batch.results, now=timezone.now())
        give_back(ids=left, leased_until=batch.leased_until)


def _result(delivery: Delivery, answer: Answer) -> Result:
    if answer.outcome != Outcome.LATER:
        return Result(delivery.pk, STATES[answer.outcome], "" if answer.outcome == Outcome.ACCEPTED else answer.words)
    at, useless = next_try(delivery.attempts, now=timezone.now()), delivery.notice.useless_after
    if at is None:
        return Result(delivery.pk, DeliveryState.FAILED, answer.words)
    if useless is not None and at > useless:
        return Result(delivery.pk, DeliveryState.CANCELLED, answer.words)
    return Result(delivery.pk, DeliveryState.QUEUED, answer.words, next_at=at)


def _words_of(error: Exception) -> str:
    return str(error) if str(error) else type(error).__name__
