"""A worker that is killed in the middle of an import: another goes on, and every row of the file counts once."""

import signal
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.functions import Now

from accounts.models import User, Workspace
from events.models import Due
from foundation.tenancy import workspace_scope
from programs.models import Advocate, Import
from tests.factories.programs import start_import_of
from tests.processes import eventually, running

ROWS = 350


def advisory_lock_taken() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_an_import_killed_in_mid_step_takes_every_row_once(
    acme: Workspace, owner: User, media: Path, guarded: bool
) -> None:
    """The control commits a step's rows before the place in the file, and meets them again."""
    lines = "\n".join(f"P{number},p{number}@example.com" for number in range(ROWS))
    row = start_import_of(acme, f"Name,E-Mail\n{lines}".encode(), by=owner)
    with running("-m", "tests.import_once", "slow" if guarded else "careless", TEST_MEDIA_ROOT=str(media)) as victim:
        eventually(advisory_lock_taken)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    eventually(lambda: not advisory_lock_taken())
    Due.objects.filter(work="job").update(due_at=Now())  # the lease runs out
    with running("-m", "tests.import_once", "work", TEST_MEDIA_ROOT=str(media)) as second:
        second.wait(60)
    with workspace_scope(acme.pk):
        row = Import.objects.get()
        taken = row.added_count + row.updated_count + row.unchanged_count + row.bad_count
        assert row.finished_at is not None if guarded else True
        assert (taken == ROWS and row.added_count == ROWS == Advocate.objects.count()) == guarded
