"""How long it takes to write the notices and deliveries of a launch, against psql: `bin/bench launch`.

Ours is what a worker does after a launch: the relay, the reaction to `mission.launched`, the job's steps. psql, as
superuser, sends the statements that these sent, into another copy of the same database with the same constraints.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from django.utils import timezone

from advocacy.wiring import REACTIONS, WORK
from bench.parts.database import as_superuser, settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import launch_one, make_people, make_workspace
from bench.parts.statements import noted
from events.models import Due
from events.relay import relay_batch
from events.work import Step, Steps, do_one
from foundation.tenancy import workspace_scope
from jobs.models import Job
from notifications.models import Delivery, Notice
from notifications.operations.notices import SENDING

GOAL = 1.5
PEOPLE, RUNS = size("PEOPLE", 200_000), size("RUNS", 5)
WITHOUT_ADDRESS, UNSUBSCRIBED = 50, 40  # every so manieth person
STATES = ("queued", "no_address", "unsubscribed")
# Mail is not sent here: its step looks at nothing and is done.
STEPS: Steps = {**WORK, SENDING: Step(lambda _workspace, _ref: False)}
VARIETY = f"""
UPDATE programs_advocate SET email = NULL WHERE id % {WITHOUT_ADDRESS} = 0;
INSERT INTO notifications_preference (workspace_id, advocate_id, topic, wanted, said_by, said_at)
SELECT workspace_id, id, 'missions', false, 'link', now() FROM programs_advocate WHERE id % {UNSUBSCRIBED} = 0;
"""


def main() -> None:
    """Furnish, learn the statements, measure in turns on fresh copies, compare what was written, report."""
    workspace, owner = make_workspace("launch", now=timezone.now())
    with workspace_scope(workspace.pk):
        make_people(PEOPLE, now=timezone.now())
    as_superuser(VARIETY)
    Due.objects.all().delete()  # of making the workspace
    with workspace_scope(workspace.pk):
        launch_one(owner, now=timezone.now(), notify="yes")
    settle()
    connection.close()
    with copied("learning") as copy, noted() as statements:
        launch(copy)
        written = counts(workspace.pk)
    ours, theirs = list[float](), list[float]()
    for run in range(RUNS):
        with copied(f"ours_{run}") as copy:
            ours.append(launch(copy))
            assert counts(workspace.pk) == written
        with copied(f"psql_{run}") as copy:
            theirs.append(psql(copy, statements))
            assert counts(workspace.pk) == written
    report(
        "launch",
        ratio=ratio_of(ours, theirs),
        goal=GOAL,
        at_most=True,
        seconds=spread(ours, 2),
        psql_seconds=spread(theirs, 2),
        people=PEOPLE,
        statements=len(statements),
        written=written,
    )


@contextmanager
def copied(name: str) -> Iterator[str]:
    """A copy of the furnished database, written to disk, which the product is connected to; it goes afterwards."""
    ours = str(connection.settings_dict["NAME"])
    as_superuser(f'CREATE DATABASE "{name}" TEMPLATE "{ours}" STRATEGY FILE_COPY')
    as_superuser("CHECKPOINT")
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ours
        as_superuser(f'DROP DATABASE "{name}" WITH (FORCE)')


def launch(_database: str) -> float:
    """Seconds from the launch that is due to the last notice, as the worker's tasks go about it."""
    started = time.perf_counter()
    while relay_batch(REACTIONS):
        pass
    while do_one(STEPS):
        pass
    return time.perf_counter() - started


def psql(database: str, statements: list[str]) -> float:
    """Seconds that psql takes for all of them, as superuser; the first error ends it."""
    address = urlunsplit(urlsplit(os.environ["DATABASE_SUPERUSER_URL"])._replace(path=f"/{database}"))
    with tempfile.TemporaryDirectory() as folder:
        (file := Path(folder) / "launch.sql").write_text(";\n".join([*statements, ""]))
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", str(file), address]
        started = time.perf_counter()
        subprocess.run(command, check=True)
        return time.perf_counter() - started


def counts(workspace_id: int) -> dict[str, int]:
    """What a launch has written, of each kind and state."""
    with workspace_scope(workspace_id):
        job = Job.objects.get()
        assert job.state == "done", job.error
        found = {state: Delivery.objects.filter(state=state).count() for state in STATES}
        assert sum(found.values()) == job.done_count == PEOPLE
        return {"notices": Notice.objects.filter(kind="mission.launched").count(), **found}


if __name__ == "__main__":
    main()
