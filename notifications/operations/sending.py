"""The steps of sending, each one short transaction: claim, hand over, note the results. The network is between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Workspace
from events.models import Due
from events.operations import schedule
from foundation.tenancy import current_workspace_id
from notifications.models import Delivery, DeliveryState, Topic
from notifications.operations.notices import SENDING
from notifications.queries import (
    bulk_deliveries,
    bulk_subjects,
    next_due_at,
    urgent_deliveries,
    who_refused,
)
from notifications.rules import RETRIES, address_of, gate

# A message is begun only while LEASE - MARGIN has not passed, and no server is waited for longer than MARGIN.
LEASE, MARGIN = timedelta(seconds=150), timedelta(seconds=90)

# The ids are named twice so that they are looked up by index even right after a launch, when nobody has counted yet
# how large the table has become.
CLAIM = """
UPDATE notifications_delivery d
SET state = v.state, address = v.address, attempts = d.attempts + (v.state = 'sending')::int,
    leased_until = CASE WHEN v.state = 'sending' THEN %s::timestamptz END, handed_over = false
FROM unnest(%s::bigint[], %s::varchar[], %s::varchar[]) AS v (id, state, address)
WHERE d.id = v.id AND d.id = ANY(%s)
"""
HAND_OVER = """
UPDATE notifications_delivery d SET handed_over = true
WHERE d.id = %s AND d.state = 'sending' AND d.leased_until = %s AND NOT EXISTS (
    SELECT FROM notifications_hold h WHERE h.about = d.about AND h.released_at IS NULL
)
RETURNING d.id
"""
# Whoever handed a message over knows best what became of it, even when the lease has run out meanwhile.
# A person who was erased meanwhile has no address left, and the server's answer might name it.
NOTE_RESULTS = """
UPDATE notifications_delivery d
SET state = v.state, error = CASE WHEN d.address = '' THEN '' ELSE v.error END,
    next_at = coalesce(v.next_at, d.next_at), sent_at = v.sent_at, leased_until = NULL, handed_over = v.handed_over
FROM unnest(%s::bigint[], %s::varchar[], %s::varchar[], %s::timestamptz[], %s::timestamptz[], %s::boolean[])
    AS v (id, state, error, next_at, sent_at, handed_over)
WHERE d.id = v.id AND d.id = ANY(%s) AND d.state IN ('sending', 'unknown')
"""
GIVE_BACK = """
UPDATE notifications_delivery d SET state = 'queued', leased_until = NULL, attempts = d.attempts - 1
WHERE d.id = ANY(%s) AND d.state = 'sending' AND NOT d.handed_over AND d.leased_until = %s
"""
RECOVER = """
UPDATE notifications_delivery d
SET state = CASE WHEN d.handed_over THEN 'unknown' WHEN d.attempts > %s THEN 'failed' ELSE 'queued' END,
    error = CASE WHEN d.handed_over THEN '' WHEN d.attempts > %s THEN 'Every try was interrupted.' ELSE '' END,
    leased_until = NULL
WHERE d.state = 'sending' AND d.leased_until < %s
"""

CANCEL = """
UPDATE notifications_delivery SET state = 'cancelled' WHERE id = ANY (ARRAY(
    SELECT d.id FROM notifications_hold h JOIN notifications_delivery d ON d.about = h.about
    WHERE h.final AND h.released_at IS NULL AND d.state = 'queued' AND NOT d.replaced
    LIMIT %s FOR NO KEY UPDATE OF d SKIP LOCKED
)) RETURNING id
"""
CANCELLED_AT_ONCE = 5000
KEEP_HERE = "UPDATE notifications_delivery SET state = 'cancelled', error = %s WHERE id = ANY (%s) RETURNING id"


@dataclass(frozen=True)
class Result:
    """What became of one delivery. `next_at` belongs to a further try."""

    delivery_id: int
    state: DeliveryState
    error: str = ""
    next_at: datetime | None = None


@transaction.atomic
def claim_deliveries(*, limit: int, now: datetime) -> list[Delivery]:
    """Take what is to be sent next and nobody has in hand, for as long as LEASE; a step that dies gives it back.

    What cannot wait comes first, then each mission in turn. What the gate stops by now is settled and not
    returned. Held mail stays where it is. Nothing of a sample workspace is returned where mail really leaves: its
    people are invented, their addresses might be somebody's.
    """
    if not settings.SEND_SAMPLE_MAIL and _is_of_a_sample():
        _keep_here(_due(CANCELLED_AT_ONCE, now))
        return []
    rows = _due(limit, now)
    refused = who_refused(Topic.MISSIONS, [row.notice.advocate_id for row in rows])
    claimed, columns = [], []
    for row in rows:
        verdict = gate(row.notice, refused=row.notice.advocate_id in refused, now=now)
        leaves = verdict == DeliveryState.QUEUED
        row.address = address_of(row.notice)
        columns.append((row.pk, DeliveryState.SENDING.value if leaves else verdict.value, row.address))
        if leaves:
            row.attempts += 1
            claimed.append(row)
    if rows:
        values = map(list, zip(*columns, strict=True))
        _execute(CLAIM, [now + LEASE, *values, [row.pk for row in rows]])
    if claimed:
        wake_up(at=now + LEASE)  # if this process dies, somebody looks
    return claimed


def _is_of_a_sample() -> bool:
    return Workspace.objects.filter(pk=current_workspace_id(), is_sample=True).exists()


def _keep_here(rows: Sequence[Delivery]) -> None:
    """Settle mail of a sample workspace, with the reason in words."""
    words = _("It belongs to a sample workspace.")
    _execute(KEEP_HERE, [words, [row.pk for row in rows]])


def _due(limit: int, now: datetime) -> list[Delivery]:
    rows = list(_locked(urgent_deliveries(), limit, now))
    subjects = [about for about, next_at in bulk_subjects() if next_at <= now]
    for index, about in enumerate(subjects):
        room = limit - len(rows)
        if room <= 0:
            break
        share = max(1, room // (len(subjects) - index))
        rows += _locked(bulk_deliveries(about), share, now)
    return rows


def _locked(rows: QuerySet[Delivery], limit: int, now: datetime) -> QuerySet[Delivery]:
    return (
        rows.filter(next_at__lte=now)
        .select_related("notice__advocate", "notice__staff")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)[:limit]
    )


@transaction.atomic(savepoint=False)
def hand_over(*, delivery_id: int, leased_until: datetime) -> bool:
    """Note that the server is about to get a message; False when it may not go now.

    That is when the lease is lost, or it was cancelled or is held since it was claimed.
    """
    return bool(_execute(HAND_OVER, [delivery_id, leased_until]))


@transaction.atomic(savepoint=False)
def note_results(*, results: Sequence[Result], now: datetime) -> None:
    """Write down what became of deliveries that were handed over, all by one statement."""
    if not results:
        return
    sent, unknown = DeliveryState.SENT, DeliveryState.UNKNOWN
    columns = zip(
        *(
            (
                result.delivery_id,
                result.state.value,
                result.error[:300],
                result.next_at,
                now if result.state == sent else None,
                result.state in {sent, unknown},
            )
            for result in results
        ),
        strict=True,
    )
    _execute(NOTE_RESULTS, [*map(list, columns), [result.delivery_id for result in results]])


@transaction.atomic
def give_back(*, ids: Sequence[int], leased_until: datetime) -> None:
    """Put claimed deliveries that were not begun back into the queue; it was no try."""
    if ids:
        _execute(GIVE_BACK, [list(ids), leased_until])


@transaction.atomic
def recover_deliveries(*, now: datetime) -> None:
    """Settle what a dead process had in hand: what the server may have got is unknown, the rest is queued again."""
    _execute(RECOVER, [len(RETRIES), len(RETRIES), now])


@transaction.atomic
def cancel_some() -> bool:
    """Cancel what is under a final hold, a bounded number; True when more remains."""
    return len(_execute(CANCEL, [CANCELLED_AT_ONCE])) == CANCELLED_AT_ONCE


@transaction.atomic
def go_on(*, now: datetime) -> bool:
    """Whether there is more to send at once; if only later, see to it that somebody looks then."""
    at = next_due_at()
    if at is None:
        return False
    if at <= now:
        return not _is_scheduled(by=now)
    wake_up(at=at)
    return False


@transaction.atomic
def wake_up(*, at: datetime) -> None:
    """Have somebody look at that time, unless somebody will by then anyway."""
    if not _is_scheduled(by=at):
        schedule(SENDING, due_at=at)


def _is_scheduled(*, by: datetime) -> bool:
    """Whether a look is due by then that nobody has begun: leases and later tries of a step have attempts."""
    rows = Due.objects.filter(workspace_id=current_workspace_id(), work=SENDING, attempts=0)
    return rows.filter(due_at__lte=by).exists()


def _execute(statement: str, parameters: list[Any]) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
