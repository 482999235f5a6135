"""Workers that are killed while missions are set off: `-m tests.missions.fire_killed MODE ROUNDS WORKSPACE SEGMENT`.

Each round puts some people into the segment and plans a launch for now, forks a worker, and kills it when it has set
something off, or launched, and has not committed. In the end a worker that lives does what is left. Prints how often a
worker was hit there: by entering, and by the clock.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection, connections
from django.db.models.functions import Now
from django.utils import timezone

from advocacy.wiring import REACTIONS, WORK
from events.models import Due
from events.relay import relay_batch
from events.work import do_one
from foundation.tenancy import _tell_database, workspace_scope
from missions.models import PlannedAct
from missions.operations import firing, on_time
from notifications.operations.notices import write_notices
from programs.models import Advocate
from segments.models import Segment
from segments.operations.segments import put_in
from tests.factories.missions import make_live

mode, rounds, workspace, target = sys.argv[1], *map(int, sys.argv[2:])
go_live = on_time.OPERATIONS["launch"]


def stopping(pipe: int, what: bytes, operation: Callable[..., object]) -> Callable[..., object]:
    """Do it, say so, and wait for the end."""

    def run(**arguments: object) -> object:
        if mode == "careless" and what == b"f":
            connection.connection.commit()  # as when who was set off and who is told are not kept together
            _tell_database(str(workspace))
            os.write(pipe, what)
            time.sleep(60)
        done = operation(**arguments)
        os.write(pipe, what)
        time.sleep(60)
        return done

    return run


def worker(pipe: int, *, by_clock: bool) -> None:
    """What a worker does, until it is killed."""
    firing.write_notices = stopping(pipe, b"f", write_notices)  # type: ignore[attr-defined, assignment]  # the name that is called
    on_time.OPERATIONS = {**on_time.OPERATIONS, "launch": stopping(pipe, b"l", go_live)}  # type: ignore[dict-item]  # the name that is called
    while do_one(WORK) if by_clock else relay_batch(REACTIONS):
        pass
    os._exit(0)


def hit(*, by_clock: bool) -> bool:
    Due.objects.update(due_at=Now(), attempts=0)  # the leases of the former one ran out
    connections.close_all()  # no socket is shared with the child
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        worker(write, by_clock=by_clock)
    os.close(write)
    was_hit = os.read(read, 1) == (b"l" if by_clock else b"f")
    os.close(read)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return was_hit


def one_round(people: list[int]) -> tuple[bool, bool]:
    with workspace_scope(workspace):
        segment = Segment.objects.select_related("created_by").get(pk=target)
        put_in(segment=segment, advocates=people, by=segment.created_by, now=timezone.now())
        make_live(segment.created_by, trigger="scheduled", starts_local="2099-01-01T09:00")
        PlannedAct.objects.filter(done_at=None).update(at=Now())
    return hit(by_clock=False), hit(by_clock=True)


with workspace_scope(workspace):
    everybody = list(Advocate.objects.order_by("pk").values_list("pk", flat=True))
hits = [one_round(everybody[number::rounds]) for number in range(rounds)]
Due.objects.update(due_at=Now(), attempts=0)
while relay_batch(REACTIONS) or do_one(WORK):
    pass
sys.stdout.write(" ".join(str(sum(column)) for column in zip(*hits, strict=True)))
