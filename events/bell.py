"""The bell: a hint to look at what is due. Losing it costs seconds, never a promise."""

from celery import current_app
from django.db import connection, transaction

RELAY_TASK, WORK_TASK = "events.relay", "events.work"


def ring_for_events() -> None:
    """Ask any worker to relay events; fails quickly when the broker is away."""
    current_app.send_task(RELAY_TASK, retry=False, expires=30, ignore_result=True)


def ring_for_work() -> None:
    """Ask any worker to do due work; fails quickly when the broker is away."""
    current_app.send_task(WORK_TASK, retry=False, expires=30, ignore_result=True)


def ring_after_commit(*, work: bool) -> None:
    """Ring once after the commit, however often it is asked for in one transaction."""
    ring = ring_for_work if work else ring_for_events
    if all(hook[1] is not ring for hook in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)
