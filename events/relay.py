"""The relay: claim due events, open each workspace in turn, run what the wiring lists. One transaction."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from django.db import connection, transaction

from events.models import DeadReaction, Due, Event
from events.operations import postpone
from foundation.tenancy import workspace_scope

type Reaction = Callable[[Event], None]
type Reactions = Mapping[str, Sequence[Reaction]]

BATCH = 100
TRIES = 10
FIRST_RETRY, LAST_RETRY = timedelta(seconds=10), timedelta(hours=1)

logger = logging.getLogger(__name__)

# Every waiting workspace gets the same share of a batch. Each finds its rows by index, whatever the
# backlog of the others; row locks skip what another relay has in hand.
CLAIM = """
WITH waiting AS MATERIALIZED (
    SELECT id FROM accounts_workspace w
    WHERE EXISTS (
        SELECT FROM events_due d
        WHERE d.workspace_id = w.id AND d.work = 'event' AND d.due_at <= statement_timestamp()
    )
    ORDER BY random() LIMIT %(batch)s
)
SELECT due.* FROM waiting CROSS JOIN LATERAL (
    SELECT * FROM events_due d
    WHERE d.workspace_id = waiting.id AND d.work = 'event' AND d.due_at <= statement_timestamp()
    ORDER BY d.due_at, d.id
    LIMIT (SELECT greatest(1, %(batch)s / count(*)) FROM waiting)
    FOR UPDATE SKIP LOCKED
) due ORDER BY due.workspace_id, due.id
"""


def name_of(reaction: Reaction) -> str:
    """What a reaction is called in due and dead rows."""
    return f"{reaction.__module__}.{reaction.__qualname__}"


@transaction.atomic
def relay_batch(reactions: Reactions, *, batch: int = BATCH) -> int:
    """Do a fair batch of what is due: every row wholly or not at all. Returns the number of rows done.

    A process that dies gives its rows back with the transaction. A reaction that fails is tried again
    later, alone, and after ten tries becomes dead work that staff see; its neighbours stay done.
    """
    claimed = list(Due.objects.raw(CLAIM, {"batch": batch}))
    for workspace_id, rows in groupby(claimed, key=lambda due: due.workspace_id):
        with workspace_scope(workspace_id):
            _relay(list(rows), reactions)
    Due.objects.filter(pk__in=[due.pk for due in claimed]).delete()
    return len(claimed)


def _relay(rows: Sequence[Due], reactions: Reactions) -> None:
    """All calls in one go; if any fails, undo them and make each under a savepoint of its own.

    The usual case needs one savepoint more than the operations themselves open.
    """
    events = Event.objects.in_bulk([due.ref for due in rows])
    calls = [
        (due, reaction, events[due.ref])
        for due in rows
        for reaction in reactions.get(events[due.ref].name, ())
        if due.reaction in ("", name_of(reaction))
    ]
    try:
        with transaction.atomic():
            for _, reaction, event in calls:
                reaction(event)
            connection.check_constraints()  # deferred foreign keys speak now, not at the commit
    except Exception:
        logger.warning("a batch failed; one by one now", exc_info=True)
        for due, reaction, event in calls:
            _relay_alone(due, reaction, event)


def _relay_alone(due: Due, reaction: Reaction, event: Event) -> None:
    try:
        with transaction.atomic():
            reaction(event)
            connection.check_constraints()
    except Exception as error:
        logger.exception("%s failed on %s", name_of(reaction), event)
        if due.attempts + 1 >= TRIES:
            text = f"{type(error).__name__}: {error}"
            DeadReaction.objects.get_or_create(event=event, reaction=name_of(reaction), defaults={"error": text[:2000]})
        else:
            postpone(due, wait=min(FIRST_RETRY * 2**due.attempts, LAST_RETRY), reaction=name_of(reaction))
