"""Work with leases: done once by one, again when its process dies, given up aloud."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.models import Workspace
from events.models import Due
from events.operations import schedule
from events.tasks import work
from events.work import LEASE, TRIES, Step, do_one
from foundation.tenancy import workspace_scope


@pytest.fixture(autouse=True)
def _scheduled(acme: Workspace) -> None:
    Due.objects.all().delete()
    with workspace_scope(acme.pk):
        schedule("count", ref=7)


def test_work_is_done_until_nothing_remains(acme: Workspace) -> None:
    seen: list[tuple[int, int]] = []

    def run(workspace_id: int, ref: int) -> bool:
        seen.append((workspace_id, ref))
        return len(seen) < 3

    while do_one({"count": Step(run)}):
        pass
    assert seen == [(acme.pk, 7)] * 3
    assert not Due.objects.exists()


def test_while_it_runs_nobody_else_takes_it_and_a_dead_process_gives_it_back() -> None:
    def run(workspace_id: int, ref: int) -> bool:
        assert not do_one({"count": Step(run)})  # another worker finds nothing
        (lease,) = Due.objects.filter(due_at__gt=Now() + LEASE - timedelta(seconds=60))
        assert lease.attempts == 1
        raise SystemExit  # the process dies: nothing after this line is done

    with pytest.raises(SystemExit):
        do_one({"count": Step(run)})
    assert not do_one({"count": Step(run)})
    Due.objects.update(due_at=Now())
    assert do_one({"count": Step(lambda workspace_id, ref: False)})
    assert not Due.objects.exists()


def test_failing_work_backs_off_and_is_given_up_aloud() -> None:
    given_up: list[str] = []

    def run(workspace_id: int, ref: int) -> bool:
        raise ValueError("no such server")

    step = Step(run, gave_up=lambda workspace_id, ref, error: given_up.append(error))
    for attempts in range(1, TRIES + 1):
        assert do_one({"count": step})
        assert not do_one({"count": step})  # not yet
        assert Due.objects.filter(attempts=attempts).count() == (attempts < TRIES)
        Due.objects.update(due_at=Now())
    assert given_up == ["ValueError: no such server"]
    assert not Due.objects.exists()


def test_a_turn_is_short_and_the_rest_is_rung_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events wait for a free worker: long work must not keep it."""
    seen: list[int] = []
    rung: list[bool] = []

    def run(workspace_id: int, ref: int) -> bool:
        seen.append(ref)
        return len(seen) < 3

    monkeypatch.setattr("events.tasks.import_string", lambda name: {"count": Step(run)})
    monkeypatch.setattr("events.tasks.ring_for_work", lambda: rung.append(True))
    monkeypatch.setattr("events.tasks.TURN_SECONDS", 0.0)
    assert (work(), len(seen), len(rung)) == (1, 1, 1)
    monkeypatch.setattr("events.tasks.TURN_SECONDS", 60.0)
    assert (work(), len(seen), len(rung)) == (2, 3, 1)
