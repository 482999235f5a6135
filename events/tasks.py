"""The bell's other end; beat rings it every few seconds as well."""

import time

from celery import shared_task
from django.conf import settings
from django.utils.module_loading import import_string

from events.bell import RELAY_TASK, WORK_TASK, ring_for_events, ring_for_work
from events.relay import relay_batch
from events.work import do_one

# One turn: then the task rings again and ends. The step begun last may take some seconds more. A turn is short because
# events wait for a free worker: who asks for a sign-in code must not wait until a launch to thousands has been sent.
TURN_SECONDS, TURN_STEPS = 5.0, 50


@shared_task(name=RELAY_TASK)  # type: ignore[untyped-decorator]  # celery has no types
def relay() -> int:
    """Relay events until nothing is due; returns how many due rows were done."""
    reactions, done = import_string(settings.REACTIONS), 0
    while batch := relay_batch(reactions):
        done += batch
    return done


@shared_task(name=WORK_TASK)  # type: ignore[untyped-decorator]  # celery has no types
def work() -> int:
    """Do due work for one turn; returns how many steps. When there may be more, it rings before it ends."""
    steps, done, end = import_string(settings.WORK), 0, time.monotonic() + TURN_SECONDS
    while do_one(steps):
        done += 1
        if done == TURN_STEPS or time.monotonic() >= end:
            ring_for_work()
            break
    return done


@shared_task(name="events.sweep")  # type: ignore[untyped-decorator]  # celery has no types
def sweep() -> None:
    """Ring both bells: what a lost bell left lying is picked up within seconds."""
    ring_for_events()
    ring_for_work()
