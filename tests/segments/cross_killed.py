"""Workers that are killed while people enter a segment: `python -m tests.segments.cross_killed MODE ROUNDS WORKSPACE`.

Each round gives some people the points that let them in, forks a worker, and kills it when it has let some in and has
not committed. In the end a worker that lives does what is left. Prints how often a worker was hit there.
"""

import os
import signal
import sys
import time

import django

django.setup()

from django.db import connection, connections
from django.db.models.functions import Now
from django.utils import timezone

from advocacy.wiring import WORK
from events.models import Due
from events.work import do_one
from foundation.tenancy import _tell_database, workspace_scope
from programs.models import Advocate
from rewards.operations import credit_points
from segments.operations import asking
from segments.operations.crossing import ask

mode, rounds, workspace = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
locked = asking._locked


def worker(pipe: int) -> None:
    """Let people in, say so, and wait for the end."""

    def ask_and_stop(**arguments: object) -> object:
        crossed = ask(**arguments)  # type: ignore[arg-type]  # as it was called
        if crossed:
            os.write(pipe, b"x")
            time.sleep(60)
        return crossed

    def lock_carelessly(**wanted: object) -> object:
        connection.connection.commit()  # as when who was touched and who crossed are not kept together
        _tell_database(str(workspace))
        return locked(**wanted)

    asking.ask = ask_and_stop  # type: ignore[attr-defined, assignment]  # the name that is called
    if mode == "careless":
        asking._locked = lock_carelessly  # type: ignore[assignment]  # the name that is called
    while do_one(WORK):
        pass
    os._exit(0)


def one_round(people: list[int], source: str) -> bool:
    with workspace_scope(workspace):
        for pk in people:
            credit_points(advocate_id=pk, amount=1000, source=f"{source}:{pk}", reason="Go", now=timezone.now())
    Due.objects.filter(work="segments.drain").update(due_at=Now(), attempts=0)  # the lease of the former one ran out
    connections.close_all()  # no socket is shared with the child
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        worker(write)
    os.close(write)
    was_hit = os.read(read, 1) == b"x"
    os.close(read)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return was_hit


with workspace_scope(workspace):
    everybody = list(Advocate.objects.order_by("pk").values_list("pk", flat=True))
hits = sum(one_round(everybody[number::rounds], f"round {number}") for number in range(rounds))
Due.objects.filter(work="segments.drain").update(due_at=Now(), attempts=0)
while do_one(WORK):
    pass
sys.stdout.write(str(hits))
