"""Workers are killed in mid-crossing: whoever should enter does, once, and is told of once.

`SEGMENT_KILLS=200 pytest tests/segments/test_crossing_killed.py` kills as often as a full run does.
"""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from accounts.models import User, Workspace
from advocacy.wiring import REACTIONS
from events.models import Event, FormKey
from events.relay import relay_batch
from foundation.tenancy import workspace_scope
from segments.models import Stay, Touch
from segments.queries import who_crossed
from tests.factories.programs import make_people
from tests.factories.segments import clause, make_segment
from tests.processes import ROOT

ROUNDS = int(os.environ.get("SEGMENT_KILLS", "10"))
PEOPLE = 2 * ROUNDS


def set_off(event: Event) -> None:
    """A trigger that waits for people to enter: keyed by the stay, so that it may run twice."""
    keys = [FormKey(key=f"stay {stay.pk}", location="") for stay in who_crossed(event)]
    FormKey.objects.bulk_create(keys, ignore_conflicts=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_workers_killed_in_mid_crossing_lose_nobody_and_let_nobody_in_twice(
    acme: Workspace, owner: User, guarded: bool
) -> None:
    """The control commits that people were taken in hand before they are asked, and loses them."""
    make_people(acme, PEOPLE)
    with workspace_scope(acme.pk):
        make_segment(owner, clause("balance", "min", 1000))
    rounds = ROUNDS if guarded else 2
    hits = run("as it is" if guarded else "careless", rounds, acme)
    assert hits == rounds
    while relay_batch({**REACTIONS, "segment.entered": [set_off]}):
        pass
    with workspace_scope(acme.pk):
        stays = Counter(Stay.objects.values_list("advocate_id", flat=True))
        told = sum(Event.objects.filter(name="segment.entered").values_list("payload__count", flat=True))
        assert set(stays.values()) <= {1}
        assert len(stays) == told == FormKey.objects.count()
        assert not Touch.objects.exists()
        assert (len(stays) == PEOPLE) == guarded


def run(mode: str, rounds: int, workspace: Workspace) -> int:
    command = [sys.executable, "-m", "tests.segments.cross_killed", mode, str(rounds), str(workspace.pk)]
    environ = {
        **os.environ,
        "PGDATABASE": str(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "advocacy.settings.test",
    }
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    return int(done.stdout)
