"""A job is stepped once at a time, goes on from its last finished step, and ends once."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.models import User, Workspace
from events.models import Due, Event
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from jobs.models import Job, JobState
from jobs.operations import Kinds, Progress, cancel_job, fail_job, start_job, step_job, try_job_again
from jobs.queries import latest_job

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def count_up(job: Job) -> Progress:
    """A step that does one of three things."""
    at = job.cursor.get("at", 0) + 1
    return Progress(cursor={"at": at}, done=at, finished=at == 3, result={f"step {at}": "ok"})


KINDS: Kinds = {"count": count_up}


def counting() -> Job:
    return start_job(kind="count", about="import:12", total=3, by=None, now=NOW)


def test_a_job_and_its_first_step_are_noted_together(in_acme: Workspace) -> None:
    owner = User.objects.get(email="owner@acme.example")
    Due.objects.all().delete()
    job = start_job(kind="count", about="import:12", arguments={"file": 7}, total=3, by=owner, now=NOW)
    assert (job.state, job.done_count, job.total_count, job.by, job.arguments) == ("waiting", 0, 3, owner, {"file": 7})
    (due,) = Due.objects.all()
    assert (due.work, due.ref, due.workspace_id) == ("job", job.pk, in_acme.pk)


def test_a_job_that_is_not_kept_is_not_due(in_acme: Workspace) -> None:
    Due.objects.all().delete()
    with transaction.atomic():
        counting()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not Due.objects.exists()


def test_steps_follow_one_another_to_the_end(in_acme: Workspace) -> None:
    job = counting()
    assert step_job(job_id=job.pk, kinds=KINDS, now=NOW) is True
    job.refresh_from_db()
    assert (job.state, job.cursor, job.done_count, job.percent) == ("running", {"at": 1}, 1, 33)
    assert (job.started_at, job.ended_at) == (NOW, None)
    assert step_job(job_id=job.pk, kinds=KINDS, now=LATER) is True
    assert step_job(job_id=job.pk, kinds=KINDS, now=LATER) is False
    job.refresh_from_db()
    assert (job.state, job.done_count, job.percent) == ("done", 3, 100)
    assert (job.started_at, job.ended_at) == (NOW, LATER)
    assert job.result == {"step 1": "ok", "step 2": "ok", "step 3": "ok"}


def test_the_end_is_recorded_once(in_acme: Workspace) -> None:
    job = counting()
    for _time in range(6):
        step_job(job_id=job.pk, kinds=KINDS, now=NOW)
    (event,) = Event.objects.filter(name="job.ended")
    assert event.about == "import:12"
    assert event.payload == {"job": job.pk, "kind": "count", "state": "done"}


def test_a_step_that_fails_leaves_the_job_as_it_was(in_acme: Workspace) -> None:
    job = counting()
    step_job(job_id=job.pk, kinds=KINDS, now=NOW)

    def fails_half_way(job: Job) -> Progress:
        counting()  # something the step had written already
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step_job(job_id=job.pk, kinds={"count": fails_half_way}, now=LATER)
    job.refresh_from_db()
    assert (job.state, job.cursor, job.done_count) == ("running", {"at": 1}, 1)
    assert Job.objects.count() == 1


def test_a_kind_that_nobody_knows_is_an_error(in_acme: Workspace) -> None:
    with pytest.raises(KeyError):
        step_job(job_id=counting().pk, kinds={}, now=NOW)


def test_a_total_can_become_known_on_the_way(in_acme: Workspace) -> None:
    job = start_job(kind="count", by=None, now=NOW)
    assert start_job(kind="count", by=None, now=NOW).percent is None
    step_job(job_id=job.pk, kinds={"count": lambda job: Progress(cursor={}, done=5, total=20)}, now=NOW)
    step_job(job_id=job.pk, kinds={"count": lambda job: Progress(cursor={}, done=30)}, now=NOW)
    job.refresh_from_db()
    assert (job.done_count, job.total_count, job.percent) == (30, 20, 100)


def test_a_cancelled_job_takes_no_further_step(in_acme: Workspace) -> None:
    job = counting()
    step_job(job_id=job.pk, kinds=KINDS, now=NOW)
    job.refresh_from_db()
    cancel_job(job=job, now=LATER)
    assert (job.state, job.ended_at) == ("cancelled", LATER)
    assert step_job(job_id=job.pk, kinds={"count": lambda job: pytest.fail("it was stepped")}, now=LATER) is False
    with pytest.raises(MoveNotAllowed):
        cancel_job(job=job, now=LATER)
    assert Event.objects.filter(name="job.ended").count() == 1


def test_a_job_that_is_given_up_keeps_its_error_and_can_be_tried_again(in_acme: Workspace) -> None:
    job = counting()
    step_job(job_id=job.pk, kinds=KINDS, now=NOW)
    Due.objects.all().delete()
    fail_job(job_id=job.pk, error="ValueError: \x00" + "x" * 5000, now=LATER)
    job.refresh_from_db()
    assert (job.state, job.ended_at, len(job.error)) == ("failed", LATER, 2000)
    assert Event.objects.get(name="job.ended").payload["state"] == "failed"
    try_job_again(job=job)
    assert Due.objects.filter(work="job", ref=job.pk).count() == 1
    while step_job(job_id=job.pk, kinds=KINDS, now=LATER):
        pass
    job.refresh_from_db()
    assert (job.state, job.error, job.done_count) == ("done", "", 3)
    with pytest.raises(MoveNotAllowed):
        try_job_again(job=job)


def test_giving_up_a_job_that_has_ended_changes_nothing(in_acme: Workspace) -> None:
    job = counting()
    while step_job(job_id=job.pk, kinds=KINDS, now=NOW):
        pass
    fail_job(job_id=job.pk, error="too late", now=LATER)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert Event.objects.filter(name="job.ended").count() == 1


def test_the_latest_job_about_a_thing_is_shown(in_acme: Workspace) -> None:
    first, second = counting(), counting()
    other = start_job(kind="take back", about="import:12", by=None, now=NOW)
    start_job(kind="count", about="import:13", by=None, now=NOW)
    assert latest_job("import:12") == other
    assert latest_job("import:12", kind="count") == second != first
    assert latest_job("import:14") is None


def test_another_workspaces_job_is_not_there(acme: Workspace, globex: Workspace) -> None:
    with workspace_scope(globex.pk):
        job = counting()
    with workspace_scope(acme.pk):
        assert latest_job("import:12") is None
        with pytest.raises(Job.DoesNotExist):
            step_job(job_id=job.pk, kinds=KINDS, now=NOW)
        with pytest.raises(Job.DoesNotExist):
            fail_job(job_id=job.pk, error="x", now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_never_do_the_same_step(acme: Workspace, locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the control (no lock) both read the same cursor, and a step is done twice."""
    if not locked:
        monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda rows, **_how: rows)
    with workspace_scope(acme.pk):
        job = counting()
    done: list[int] = []
    inside = threading.Barrier(2, timeout=1)

    def slow(job: Job) -> Progress:
        at = job.cursor.get("at", 0) + 1
        done.append(at)
        with suppress(threading.BrokenBarrierError):
            inside.wait()
        return Progress(cursor={"at": at}, done=at)

    def worker() -> None:
        try:
            with workspace_scope(acme.pk):
                step_job(job_id=job.pk, kinds={"count": slow}, now=NOW)
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _worker in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(done) == ([1, 2] if locked else [1, 1])
