"""Work that comes round every night: one follows another, whatever happens to the process that does it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now

from accounts.models import Workspace
from advocacy.wiring import REACTIONS
from events.models import Due, Round
from events.relay import relay_batch
from events.rounds import KEPT, Found, begin_rounds, do_round, next_night, nightly
from events.work import TRIES, do_one
from foundation.tenancy import workspace_scope
from tests.factories.accounts import NOW, make_workspace

WELL = Found({"seen": 3})


def rounds_due(workspace: Workspace) -> list[int]:
    return list(Due.objects.filter(workspace=workspace, work="look").values_list("ref", flat=True))


@pytest.fixture
def begun(acme: Workspace) -> Workspace:
    Due.objects.all().delete()
    with workspace_scope(acme.pk):
        begin_rounds("look", now=NOW)
    Due.objects.update(due_at=Now())
    return acme


def test_a_round_keeps_what_it_found_and_brings_the_next(begun: Workspace) -> None:
    assert do_one({"look": nightly("look", lambda now: Found({"seen": 3}, wrong=2))})
    (due,) = Due.objects.filter(work="look")
    assert due.ref == 2
    assert due.due_at > datetime.now(UTC)
    with workspace_scope(begun.pk):
        row = Round.objects.get()
        assert (row.number, row.facts, row.wrong_count, row.error) == (1, {"seen": 3}, 2, "")


def test_a_process_that_dies_after_its_round_leaves_one_successor(begun: Workspace) -> None:
    done = nightly("look", lambda now: WELL)

    def dies(workspace_id: int, ref: int) -> bool:
        done.run(workspace_id, ref)
        raise SystemExit  # its lease stays, and brings the same round back

    with pytest.raises(SystemExit):
        do_one({"look": type(done)(dies)})
    assert sorted(rounds_due(begun)) == [1, 2]
    Due.objects.filter(ref=1).update(due_at=Now())
    assert do_one({"look": done})
    assert rounds_due(begun) == [2]


def test_a_round_that_fails_changes_nothing_and_given_up_says_why_and_comes_again(begun: Workspace) -> None:
    def fails(now: datetime) -> Found:
        Round.objects.create(work="trace", number=1, ended_at=now)
        raise ValueError("no such wallet\x00")

    for _try in range(TRIES):
        assert do_one({"look": nightly("look", fails)})
        Due.objects.filter(ref=1).update(due_at=Now())
    assert rounds_due(begun) == [2]
    with workspace_scope(begun.pk):
        assert [(row.work, row.error) for row in Round.objects.all()] == [("look", "ValueError: no such wallet")]


def test_quiet_rounds_go_after_a_while_and_findings_stay(in_acme: Workspace) -> None:
    long_ago = NOW - KEPT - timedelta(days=1)
    do_round(work="look", number=1, look=lambda now: WELL, now=long_ago)
    do_round(work="look", number=2, look=lambda now: Found(wrong=1), now=long_ago)
    do_round(work="look", number=3, look=lambda now: WELL, now=NOW)
    assert list(Round.objects.order_by("number").values_list("number", flat=True)) == [2, 3]


def test_rounds_of_a_night_are_spread_and_never_now() -> None:
    assert next_night(NOW, workspace_id=5) == datetime(2026, 11, 3, 2, 5, tzinfo=UTC)
    at = datetime(2026, 11, 3, 2, 5, tzinfo=UTC)
    assert next_night(at - timedelta(seconds=1), workspace_id=125) == at
    assert next_night(at, workspace_id=125) == at + timedelta(days=1)


def test_a_new_workspace_has_each_round_on_the_clock_once(db: None) -> None:
    workspace = make_workspace("fresh")
    relay_batch(REACTIONS)
    due = Due.objects.filter(workspace=workspace).values_list("work", "ref").order_by("work")
    assert list(due) == [("files.sweep", 1), ("points.proof", 1), ("segments.audit", 1)]
