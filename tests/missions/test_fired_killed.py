"""Workers are killed while missions are set off and launched: each is, once, and is told of once.

`MISSION_KILLS=200 pytest tests/missions/test_fired_killed.py` kills as often as a full run does.
"""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from accounts.models import User, Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from missions.models import Firing, Mission, PlannedAct
from notifications.models import Notice
from segments.models import Segment
from tests.factories.missions import make_live
from tests.factories.programs import make_people
from tests.factories.segments import make_segment
from tests.processes import ROOT

ROUNDS = int(os.environ.get("MISSION_KILLS", "10"))
PEOPLE = 2 * ROUNDS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_workers_killed_in_mid_firing_and_mid_launch_lose_nothing_and_do_nothing_twice(
    acme: Workspace, owner: User, guarded: bool
) -> None:
    """The control commits who was set off before they are written to, and never writes to them."""
    make_people(acme, PEOPLE, without_address=True)
    with workspace_scope(acme.pk):
        segment = make_segment(owner)
        armed = make_live(owner, trigger="segment", trigger_segment=str(segment.pk), arming="both", notify="yes")
    rounds = ROUNDS if guarded else 2
    assert run("as it is" if guarded else "careless", rounds, acme, segment) == [rounds, rounds]
    with workspace_scope(acme.pk):
        fired = Counter(Firing.objects.filter(mission=armed).values_list("advocate", flat=True))
        told = Counter(Notice.objects.filter(facts__mission=armed.pk).values_list("advocate", flat=True))
        assert len(fired) == PEOPLE
        assert set(fired.values()) == {1}
        assert (told == fired) == guarded
        launches = Counter(Event.objects.filter(name="mission.launched").values_list("about", flat=True))
        assert (len(launches), set(launches.values())) == (rounds + 1, {1})
        assert not Mission.objects.filter(state="scheduled").exists()
        assert PlannedAct.objects.filter(done_at__isnull=False, is_void=False).count() == rounds


def run(mode: str, rounds: int, workspace: Workspace, segment: Segment) -> list[int]:
    arguments = [mode, *map(str, (rounds, workspace.pk, segment.pk))]
    command = [sys.executable, "-m", "tests.missions.fire_killed", *arguments]
    environ = {
        **os.environ,
        "PGDATABASE": str(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "advocacy.settings.test",
    }
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [int(count) for count in done.stdout.split()]
