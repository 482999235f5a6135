"""How many events a second the relay relays, a hundred in a transaction against each in its own: `bin/bench relay`.

The reaction does nothing, so that what is measured is the relay. Beside it, as a figure without a goal, the same with a
reaction that writes a row by an operation, as reactions do.
"""

import time

from django.utils import timezone

from bench.parts.database import settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import copies, make_workspace
from events.models import Due, Event
from events.operations import record, use_form_key
from events.relay import BATCH, Reactions, relay_batch
from foundation.tenancy import workspace_scope

GOAL = 10
EVENTS, WORKSPACES, RUNS = size("EVENTS", 2000), 5, size("RUNS", 7)
ALONE = 5  # a run one by one relays only the fifth part, since each takes so much longer


def nothing(event: Event) -> None:
    """The trivial reaction."""


def write(event: Event) -> None:
    """A reaction as small as one that does something can be: one operation, with its savepoint, writing one row."""
    use_form_key(f"heard {event.pk}", location="/")


def main() -> None:
    """In turns: batches, one by one; with either reaction."""
    now = timezone.now()
    workspaces = [make_workspace(f"relay-{number}", now=now)[0].pk for number in range(WORKSPACES)]
    Due.objects.all().delete()  # of making them
    figures: dict[str, list[float]] = {}
    for run in range(RUNS + 1):
        for name, reaction in (("nothing", nothing), ("writing", write)):
            reactions: Reactions = {"bench.happened": [reaction]}
            for batch in (BATCH, 1):
                count = EVENTS if batch > 1 else EVENTS // ALONE
                happen(workspaces, count)
                rate = relayed_per_second(reactions, batch=batch, count=count)
                if run:  # the first warms
                    figures.setdefault(f"{name}, {batch} at a time", []).append(rate)
    batched, alone = figures[f"nothing, {BATCH} at a time"], figures["nothing, 1 at a time"]
    writing, writing_alone = figures[f"writing, {BATCH} at a time"], figures["writing, 1 at a time"]
    report(
        "relay",
        ratio=ratio_of(batched, alone),
        goal=GOAL,
        batch=BATCH,
        events_per_second_in_batches=spread(batched),
        events_per_second_one_by_one=spread(alone),
        writing_in_batches=spread(writing),
        writing_one_by_one=spread(writing_alone),
        writing_ratio=ratio_of(writing, writing_alone),
        workspaces=WORKSPACES,
    )


def happen(workspaces: list[int], count: int) -> None:
    """So many events, all due, spread over the workspaces."""
    for workspace in workspaces:
        with workspace_scope(workspace):
            first = record("bench.happened", number=0)
            due = Due.objects.get(work="event", ref=first.pk)
            events = copies(first, ({} for _each in range(count // len(workspaces) - 1)))
            copies(due, ({"ref": event.pk} for event in events))
    settle()


def relayed_per_second(reactions: Reactions, *, batch: int, count: int) -> float:
    """Relay until nothing is due, as the task does."""
    started, done = time.perf_counter(), 0
    while some := relay_batch(reactions, batch=batch):
        done += some
    took = time.perf_counter() - started
    assert done == count, f"{done} of {count}"
    return done / took


if __name__ == "__main__":
    main()
