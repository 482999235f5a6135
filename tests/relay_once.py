"""A relay in a process of its own, for the tests that kill it: `python -m tests.relay_once BATCH MODE`."""

import sys
import time

import django

django.setup()

from django.db import connection

from events.models import Due, Event
from events.relay import relay_batch
from foundation.tenancy import workspace_scope

done: list[int] = []


def append(event: Event) -> None:
    """A reaction that is not idempotent, so that a second run shows."""
    Event.objects.create(name="paid", payload={"event": event.pk})


def half_way(event: Event) -> None:
    """The same, and stop for good in the middle of the batch, saying so by an advisory lock."""
    append(event)
    done.append(event.pk)
    if len(done) == 25:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1)")
        time.sleep(60)


def careless() -> None:
    """What happens without the one transaction: the control of the experiment."""
    for due in Due.objects.order_by("pk"):
        with workspace_scope(due.workspace_id):
            half_way(Event.objects.get(pk=due.ref))


batch, mode = int(sys.argv[1]), sys.argv[2]
if mode == "careless":
    careless()
else:
    relay_batch({"test.happened": [{"append": append, "slow": half_way}[mode]]}, batch=batch)
