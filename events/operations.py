"""Noting what happened and what is due."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from events.bell import ring_after_commit
from events.models import DeadReaction, Due, Event, FormKey
from foundation.tenancy import current_workspace_id

type Fact = int | str | bool | None


class NotInATransaction(RuntimeError):
    """Something was to be noted where it could not be kept together with what it is about."""


def record(
    name: str,
    *,
    advocate_id: int | None = None,
    about: str = "",
    by_staff_id: int | None = None,
    by_advocate_id: int | None = None,
    at: datetime | None = None,
    hold: timedelta = timedelta(0),
    reserved: int | None = None,
    **payload: Fact | list[int],
) -> Event:
    """Note that something happened: with the caller's transaction or not at all.

    Reactions hear it after the commit, at the earliest `hold` later, so that an undo may recall it. The relay
    is rung once a transaction, however many events it noted. `reserved` is an id that rows of the same transaction
    name already (`reserve_events`). Raises NotInATransaction.
    """
    _require_transaction(name)
    event = Event(
        pk=reserved,
        name=name,
        payload=payload,
        advocate_id=advocate_id,
        about=about,
        by_staff_id=by_staff_id,
        by_advocate_id=by_advocate_id,
    )
    if at is not None:
        event.occurred_at = at
    event.save(force_insert=True)
    Due.objects.create(workspace_id=current_workspace_id(), work="event", ref=event.pk, due_at=Now() + hold)
    if not hold:
        ring_after_commit(work=False)
    return event


def reserve_events(count: int) -> list[int]:
    """Ids for events that are recorded once it is known whether anything happened; those that are not are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('events_event', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [int(row[0]) for row in cursor.fetchall()]


def recall(event_id: int) -> bool:
    """Keep a held event from its reactions; False when they have heard it already."""
    return Due.objects.filter(work="event", ref=event_id, workspace_id=current_workspace_id()).delete()[0] > 0


def schedule(work: str, *, ref: int = 0, due_at: datetime | None = None) -> None:
    """Have the step named `work` in the wiring look into this workspace, now or at a time. Raises NotInATransaction."""
    _require_transaction(work)
    Due.objects.create(workspace_id=current_workspace_id(), work=work, ref=ref, due_at=due_at or Now())
    if due_at is None:
        ring_after_commit(work=True)


def schedule_each(work: str, due: Mapping[int, datetime]) -> None:
    """As `schedule` for each ref at its time, in one statement. Raises NotInATransaction."""
    _require_transaction(work)
    workspace_id = current_workspace_id()
    Due.objects.bulk_create(
        Due(workspace_id=workspace_id, work=work, ref=ref, due_at=due_at) for ref, due_at in due.items()
    )


# A row that nobody has in hand is enough. While it is looked at it cannot be taken in hand either, so whoever takes it
# sees what this transaction wrote.
WAITS = """
SELECT FROM events_due
WHERE workspace_id = %s AND work = %s AND attempts = 0 AND due_at <= statement_timestamp()
LIMIT 1 FOR KEY SHARE SKIP LOCKED
"""


def schedule_if_none_waits(work: str) -> None:
    """As `schedule`, now and without a ref, unless such a call waits already: for what comes often and is done at once.

    Raises NotInATransaction.
    """
    _require_transaction(work)
    with connection.cursor() as cursor:
        cursor.execute(WAITS, [current_workspace_id(), work])
        waits = cursor.fetchone() is not None
    if waits:
        ring_after_commit(work=True)
    else:
        schedule(work)


class FormAlreadySent(Exception):
    """This form had its effect before; `location` is where that led."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


@transaction.atomic
def use_form_key(key: str, *, location: str = "") -> None:
    """Use a form's key up together with the form's effect. Raises FormAlreadySent when it was used before.

    Two posts at the same moment: the second waits for the first one's transaction and is then refused. Where it leads
    may be noted later in the same transaction, by `note_form_location`.
    """
    try:
        with transaction.atomic():
            FormKey.objects.create(key=key, location=location)
    except IntegrityError:
        raise FormAlreadySent(FormKey.objects.get(key=key).location) from None


@transaction.atomic
def note_form_location(*, key: str, location: str) -> None:
    """Note where a form led that has just had its effect."""
    FormKey.objects.filter(key=key).update(location=location)


@transaction.atomic
def give_form_key_back(*, key: str) -> None:
    """A form that was refused had no effect: mended, it may be sent with the same key."""
    FormKey.objects.filter(key=key).delete()


@transaction.atomic
def run_dead_reaction_again(*, dead: DeadReaction) -> None:
    """Give a dead reaction another ten tries; once, however often it is asked for."""
    deleted, _ = DeadReaction.objects.filter(pk=dead.pk).delete()
    if deleted:
        Due.objects.create(workspace_id=current_workspace_id(), work="event", ref=dead.event_id, reaction=dead.reaction)
        ring_after_commit(work=False)


@transaction.atomic
def run_all_dead_reactions_again() -> int:
    """Give every dead reaction of this workspace another ten tries, once each; returns how many there were."""
    dead = list(DeadReaction.objects.select_for_update(of=("self",), skip_locked=True))
    workspace_id = current_workspace_id()
    Due.objects.bulk_create(
        [Due(workspace_id=workspace_id, work="event", ref=row.event_id, reaction=row.reaction) for row in dead]
    )
    DeadReaction.objects.filter(pk__in=[row.pk for row in dead]).delete()
    if dead:
        ring_after_commit(work=False)
    return len(dead)


def postpone(due: Due, *, wait: timedelta, reaction: str = "") -> None:
    """Put a new due row in the place of one that failed; rows are never updated."""
    Due.objects.create(
        workspace_id=due.workspace_id,
        work=due.work,
        ref=due.ref,
        reaction=reaction or due.reaction,
        attempts=due.attempts + 1,
        due_at=Now() + wait,
    )


def _require_transaction(what: str) -> None:
    if not connection.in_atomic_block:
        raise NotInATransaction(f"{what} was noted outside a transaction")
