"""The bell's other end; beat rings it every few seconds as well."""

from celery import shared_task
from django.conf import settings
from django.utils.module_loading import import_string

from events.bell import RELAY_TASK, WORK_TASK, ring_for_events, ring_for_work
from events.relay import relay_batch
from events.work import do_one

STEPS_A_TASK = 50  # then the task rings again, so that no task runs for ever and others get their turn


@shared_task(name=RELAY_TASK)  # type: ignore[untyped-decorator]  # celery has no types
def relay() -> int:
    """Relay events until nothing is due; returns how many due rows were done."""
    reactions, done = import_string(settings.REACTIONS), 0
    while batch := relay_batch(reactions):
        done += batch
    return done


@shared_task(name=WORK_TASK)  # type: ignore[untyped-decorator]  # celery has no types
def work() -> int:
    """Do due work, a bounded number of steps; returns how many."""
    steps, done = import_string(settings.WORK), 0
    while done < STEPS_A_TASK and do_one(steps):
        done += 1
    if done == STEPS_A_TASK:
        ring_for_work()
    return done


@shared_task(name="events.sweep")  # type: ignore[untyped-decorator]  # celery has no types
def sweep() -> None:
    """Ring both bells: what a lost bell left lying is picked up within seconds."""
    ring_for_events()
    ring_for_work()
