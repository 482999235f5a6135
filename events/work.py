"""Work that takes time or a network: one due row is leased, its step runs outside any transaction of ours.

A lease is a new due row some minutes ahead in the place of the old one (rows are never updated): when the
process dies, that row brings the work back. A step does a bounded piece, keeps its own transactions short,
and must be safe to run twice; it says whether more remains.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from events.models import Due

LEASE = timedelta(seconds=330)  # longer than the hard time limit of a task
FIRST_RETRY, LAST_RETRY, TRIES = timedelta(seconds=5), timedelta(minutes=10), 12

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """What to do for a kind of work. `run(workspace_id, ref)` returns True when more remains at once.

    `gave_up(workspace_id, ref, error)` is told after the last try.
    """

    run: Callable[[int, int], bool]
    gave_up: Callable[[int, int, str], None] | None = None


type Steps = Mapping[str, Step]


def do_one(steps: Steps) -> bool:
    """Do one step of the oldest due work; False when nothing is due."""
    lease = _lease_oldest()
    if lease is None:
        return False
    step = steps[lease.work]
    try:
        more = step.run(lease.workspace_id, lease.ref)
    except Exception as error:
        logger.exception("%s failed", lease)
        _again(lease, step, f"{type(error).__name__}: {error}")
    else:
        with transaction.atomic():
            if more:
                Due.objects.create(workspace_id=lease.workspace_id, work=lease.work, ref=lease.ref)
            Due.objects.filter(pk=lease.pk).delete()
    return True


@transaction.atomic
def _lease_oldest() -> Due | None:
    """Take the oldest due row that nobody has in hand and leave its lease instead."""
    due = (
        Due.objects.exclude(work="event")
        .filter(due_at__lte=Now())
        .order_by("due_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if due is None:
        return None
    due.delete()
    return Due.objects.create(
        workspace_id=due.workspace_id, work=due.work, ref=due.ref, attempts=due.attempts + 1, due_at=Now() + LEASE
    )


def _again(lease: Due, step: Step, error: str) -> None:
    """After a failure: back off, or after the last try give up and say so."""
    if lease.attempts >= TRIES:
        if step.gave_up is not None:
            step.gave_up(lease.workspace_id, lease.ref, error)
    else:
        wait = min(FIRST_RETRY * 2 ** (lease.attempts - 1), LAST_RETRY)
        Due.objects.create(
            workspace_id=lease.workspace_id,
            work=lease.work,
            ref=lease.ref,
            attempts=lease.attempts,
            due_at=Now() + wait,
        )
    Due.objects.filter(pk=lease.pk).delete()
