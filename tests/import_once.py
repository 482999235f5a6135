"""A worker in a process of its own, for the tests that kill it in mid-import: `python -m tests.import_once MODE`."""

import sys
import time

import django

django.setup()

from django.db import connection

from advocacy.wiring import WORK
from events.work import do_one
from programs.operations import imports
from programs.operations.importing import take_rows

mode = sys.argv[1]
imports.STEP = 100
taken: list[object] = []


def stop_for_good() -> None:
    """Say by an advisory lock that this is the place, and wait for the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")
    time.sleep(60)


def then_stop(*args: object, **kwargs: object) -> None:
    """Write the rows of the second step, and never come to its end."""
    take_rows(*args, **kwargs)  # type: ignore[arg-type]  # as it was called
    taken.append(args)
    if len(taken) == 2:
        if mode == "careless":
            connection.connection.commit()  # as when rows and place are not kept together
        stop_for_good()


if mode != "work":
    imports.take_rows = then_stop  # type: ignore[attr-defined]  # the name that the step calls
while do_one(WORK):
    pass
