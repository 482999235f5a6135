"""A budget is never overrun, begun missions keep their points, and what is given up makes room (G-16, G-27, B-13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import Profile, User, Workspace
from events.models import Due, Event
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.models import Decision, Mission, Submission
from missions.open_missions import listed_for, open_to
from missions.operations.decisions import approve_submission, decline_submission, return_submission, undo_decision
from missions.operations.missions import publish_changes, save_draft
from missions.operations.promising import BudgetTooSmall, raise_mission_budget
from missions.operations.submissions import MissionClosed, keep_answers, withdraw_submission
from missions.rules import conditions, refusal
from programs.models import Advocate
from rewards.models import Budget, BudgetAlert, Reservation, Transfer
from rewards.operations.budgets import release_expired
from rewards.operations.charging import BudgetSpent
from rewards.queries import balance_of
from tests.database import superuser
from tests.factories.accounts import NOW
from tests.factories.missions import ZONE, hand_in, make_live

LATER = NOW + timedelta(days=8)


@pytest.fixture
def by(in_acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def people(in_acme: Workspace) -> list[Advocate]:
    return [Advocate.objects.create(name=name, email=f"{name.lower()}@example.com") for name in ("Ada", "Ben", "Cleo")]


def capped(by: User, cap: int, **raw: Any) -> Mission:
    return make_live(by, budget="points", budget_points=str(cap), **raw)


def fresh(mission: Mission) -> Mission:
    return Mission.objects.select_related("budget", "activity", "live", "draft").get(pk=mission.pk)


def begin(mission: Mission, person: Advocate, *, now: datetime = NOW) -> None:
    keep_answers(mission=fresh(mission), advocate=person, slot=1, fields={"text": "So"}, now=now)


def figures(mission: Mission) -> tuple[int, int]:
    """What is promised or paid, and of it what is promised."""
    budget = Budget.objects.get(about=f"mission:{mission.pk}")
    return budget.committed, sum(budget.reservations.values_list("amount", flat=True))


def approve(row: Submission, by: User) -> Decision:
    row = Submission.objects.select_related("mission", "activity", "revision", "advocate").get(pk=row.pk)
    return approve_submission(submission=row, attempt_id=row.attempt_id or 0, by=by, now=NOW)


def told() -> list[dict[str, Any]]:
    return list(Event.objects.filter(name="budget.reached").order_by("pk").values_list("payload", flat=True))


def is_open(mission: Mission, person: Advocate, *, now: datetime = NOW) -> bool:
    """As the rule says; the query and the hub's list say the same."""
    by_rule = refusal(fresh(mission), person, now=now, zone=ZONE) is None
    assert open_to(person, now=now).filter(pk=mission.pk).exists() == by_rule
    assert (mission.pk in [row.pk for row in listed_for(person, now=now)]) == by_rule
    return by_rule


@pytest.mark.covers("S2-83", "S2-85", "S2-152", "G-27", "B-13", "D-09")
def test_beginning_keeps_the_points_and_nobody_new_sees_what_is_used_up(by: User, people: list[Advocate]) -> None:
    ada, ben, cleo = people
    mission = capped(by, 250)
    assert all(is_open(mission, person) for person in people)
    begin(mission, ada)
    begin(mission, ben)
    assert figures(mission) == (200, 200)
    assert is_open(mission, ada)
    assert is_open(mission, ben)
    assert not is_open(mission, cleo)
    with pytest.raises(MissionClosed) as refused:
        hand_in(fresh(mission), cleo)
    assert refused.value.reason.key == "budget"
    told = {c.key: c for c in conditions(fresh(mission), cleo, now=NOW, zone=ZONE)}["budget"]
    assert (told.passed, told.value) == (False, "200 of 250 are promised or paid; one more needs 100")
    approve(hand_in(fresh(mission), ada), by)
    assert figures(mission) == (200, 100)
    assert balance_of(ada) == 100


@pytest.mark.covers("G-27", "B-13")
def test_who_takes_too_long_makes_room_to_the_second(by: User, people: list[Advocate]) -> None:
    ada, ben, _cleo = people
    mission = capped(by, 100, budget_days="7")
    begin(mission, ada)
    ends = NOW + timedelta(days=7)
    assert Due.objects.filter(work="budget.release", due_at=ends).count() == 1
    assert not is_open(mission, ben, now=ends - timedelta(seconds=1))
    assert is_open(mission, ben, now=ends)
    hand_in(fresh(mission), ben, now=ends)  # frees what has timed out, though no worker did
    assert figures(mission) == (100, 100)
    assert not is_open(mission, ada, now=ends)


def test_the_worker_frees_what_timed_out_and_looks_again_for_the_next(by: User, people: list[Advocate]) -> None:
    ada, ben, _cleo = people
    mission = capped(by, 1000)
    begin(mission, ada)
    begin(mission, ben, now=NOW + timedelta(days=2))
    budget = Budget.objects.get()
    Due.objects.all().delete()
    release_expired(budget_id=budget.pk, now=NOW + timedelta(days=7))
    assert figures(mission) == (100, 100)
    assert Due.objects.get(work="budget.release").due_at == NOW + timedelta(days=9)
    release_expired(budget_id=budget.pk, now=NOW + timedelta(days=9))
    assert figures(mission) == (0, 0)


@pytest.mark.covers("S2-86")
def test_where_staff_allow_it_who_has_begun_may_finish_above_the_budget(by: User, people: list[Advocate]) -> None:
    ada, ben, cleo = people
    mission = capped(by, 100, budget_overrun="on")
    begin(mission, ada)
    hand_in(fresh(mission), ben, now=LATER)  # Ada's time is over
    assert is_open(mission, ada, now=LATER)
    assert not is_open(mission, cleo, now=LATER)
    approve(hand_in(fresh(mission), ada, now=LATER), by)
    assert figures(mission) == (200, 100)


def test_giving_up_frees_and_undoing_counts_once(by: User, people: list[Advocate]) -> None:
    ada, ben, cleo = people
    mission = capped(by, 300)
    withdraw_submission(submission=hand_in(fresh(mission), ada), now=NOW)
    assert figures(mission) == (0, 0)
    given: dict[str, Any] = {"note": "No", "by": by, "now": NOW}
    row = hand_in(fresh(mission), ben)
    declined = decline_submission(submission=row, attempt_id=row.attempt_id or 0, **given)
    assert figures(mission) == (0, 0)
    undo_decision(decision=declined, by=by, now=NOW)
    assert figures(mission) == (100, 100)
    row = hand_in(fresh(mission), cleo)
    return_submission(submission=row, attempt_id=row.attempt_id or 0, **given)
    assert Reservation.objects.get(advocate=cleo).expires_at == NOW + timedelta(days=7)
    hand_in(fresh(mission), cleo)
    assert Reservation.objects.get(advocate=cleo).expires_at is None
    for _time in range(2):
        decision = approve(Submission.objects.get(advocate=cleo), by)
        assert figures(mission) == (200, 100)
        undo_decision(decision=decision, by=by, now=NOW)
        assert figures(mission) == (200, 200)
    approve(Submission.objects.get(advocate=cleo), by)
    assert figures(mission) == (200, 100)


def test_an_approval_without_a_kept_point_is_refused_and_leaves_everything(by: User, people: list[Advocate]) -> None:
    ada, ben, _cleo = people
    mission = capped(by, 100)
    row = hand_in(fresh(mission), ada)
    decline = decline_submission(submission=row, attempt_id=row.attempt_id or 0, note="No", by=by, now=NOW)
    hand_in(fresh(mission), ben)
    undo_decision(decision=decline, by=by, now=NOW)
    with pytest.raises(BudgetSpent):
        approve(row, by)
    assert Submission.objects.get(pk=row.pk).state == "submitted"
    assert (figures(mission), balance_of(ada)) == ((100, 100), 0)


@pytest.mark.covers("S2-90")
def test_a_raised_budget_opens_the_mission_and_stays_when_changes_are_published(
    by: User, people: list[Advocate]
) -> None:
    ada, ben, _cleo = people
    mission = capped(by, 100)
    hand_in(fresh(mission), ada)
    save_draft(mission=fresh(mission), fields={"title": "Other words"}, by=by, now=NOW)
    assert not is_open(mission, ben)
    raise_mission_budget(mission=mission, points=100, by=by, now=NOW)
    assert is_open(mission, ben)
    row = fresh(mission)
    publish_changes(mission=row, content=Whole(row, zone=ZONE).content(), by=by, now=NOW)
    assert Budget.objects.get().cap == 200
    save_draft(mission=fresh(mission), fields={"budget": "none"}, by=by, now=NOW)
    row = fresh(mission)
    publish_changes(mission=row, content=Whole(row, zone=ZONE).content(), by=by, now=NOW)
    assert Budget.objects.get().cap is None
    assert is_open(mission, ben)


def test_a_budget_that_comes_later_counts_what_was_paid_and_promised_before(by: User, people: list[Advocate]) -> None:
    ada, ben, cleo = people
    mission = make_live(by)
    approve(hand_in(mission, ada), by)
    hand_in(mission, ben)
    begin(mission, cleo)
    for points, fits in (("299", False), ("300", True)):
        save_draft(mission=fresh(mission), fields={"budget": "points", "budget_points": points}, by=by, now=NOW)
        row = fresh(mission)
        given: dict[str, Any] = {"mission": row, "content": Whole(row, zone=ZONE).content(), "by": by, "now": NOW}
        if fits:
            publish_changes(**given)
        else:
            with pytest.raises(BudgetTooSmall) as refused:
                publish_changes(**given)
            assert refused.value.committed == 300
            assert not Budget.objects.exists()
    assert figures(mission) == (300, 200)
    approve(Submission.objects.get(advocate=ben), by)
    assert figures(mission) == (300, 100)


@pytest.mark.covers("G-16", "S2-88")
def test_eighty_and_a_hundred_per_cent_are_told_once_each_and_anew_for_another_cap(
    by: User, people: list[Advocate]
) -> None:
    mission = capped(by, 200, points="40")
    more = [Advocate.objects.create(name=f"P{n}") for n in range(3)]
    rows = [hand_in(fresh(mission), person) for person in (*people, more[0])]
    assert [payload["percent"] for payload in told()] == [80]
    withdraw_submission(submission=rows[0], now=NOW)
    hand_in(fresh(mission), people[0])
    assert len(told()) == 1
    hand_in(fresh(mission), more[1])
    assert [payload["percent"] for payload in told()] == [80, 100]
    raise_mission_budget(mission=mission, points=40, by=by, now=NOW)
    hand_in(fresh(mission), more[2])
    assert [(payload["percent"], payload["cap"]) for payload in told()] == [(80, 200), (100, 200), (100, 240)]
    assert BudgetAlert.objects.count() == 3


@pytest.mark.covers("S2-84")
def test_a_cap_in_money_is_counted_by_what_a_point_is_worth(by: User, people: list[Advocate]) -> None:
    Profile.objects.update(point_value=1000, currency="EUR")  # 1,000 points are worth 10.00
    mission = make_live(by, budget="money", budget_money="2.50")
    budget = Budget.objects.get()
    assert (budget.cap, budget.money, budget.currency, budget.point_value) == (250, 250, "EUR", 1000)
    for person in people[:2]:
        hand_in(fresh(mission), person)
    assert not is_open(mission, people[2])


def test_what_waits_for_a_decision_opens_no_next_cycle(by: User, people: list[Advocate]) -> None:
    mission = capped(by, 200, limit="weekly")
    ada, ben, _cleo = people
    hand_in(fresh(mission), ada)
    assert is_open(mission, ada, now=LATER)
    hand_in(fresh(mission), ben)
    assert not is_open(mission, ada, now=LATER)
    raise_mission_budget(mission=mission, points=100, by=by, now=NOW)
    hand_in(fresh(mission), ada, now=LATER)
    assert figures(mission) == (300, 300)


def test_a_test_person_costs_nothing(by: User) -> None:
    mission = capped(by, 100)
    tester = Advocate.objects.create(name="Trial", is_test=True, test_of=by)
    approve(hand_in(fresh(mission), tester), by)
    assert (figures(mission), balance_of(tester)) == ((0, 0), 100)


@pytest.mark.covers("G-18")
def test_rule_and_query_agree_whatever_is_left_kept_begun_or_allowed(by: User, people: list[Advocate]) -> None:
    ada, ben, _cleo = people
    mission = capped(by, 1000)
    begin(mission, ada)
    begin(mission, ben)
    seen = set()
    caps, ends = [None, 100, 199, 299, 300], [None, NOW, NOW + timedelta(seconds=1)]
    for cap, overrun, own, other in product(caps, [False, True], ["none", *ends], ends):
        Budget.objects.update(overrun=True, cap=cap)
        Reservation.objects.all().delete()
        budget = Budget.objects.get()
        Reservation.objects.create(budget=budget, advocate=ben, key="other", amount=100, expires_at=other)
        if own != "none":
            Reservation.objects.create(budget=budget, advocate=ada, key="own", amount=100, expires_at=own)
        committed = sum(Reservation.objects.values_list("amount", flat=True))
        fits = cap is None or committed <= cap
        Budget.objects.update(committed=committed, overrun=overrun or not fits)
        seen.add((is_open(mission, ada), cap is None, own))
    assert {found for found, _cap, _own in seen} == {True, False}


@pytest.mark.covers("G-27")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "negative control"])
def test_of_sixteen_at_once_so_many_are_paid_as_there_is(
    acme: Workspace, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control has no constraint; everybody has looked before anybody is paid, and it goes over."""
    with workspace_scope(acme.pk):
        owner = User.objects.get(email="owner@acme.example")
        mission = capped(owner, 500, approval="everyone")
        everybody = [Advocate.objects.create(name=f"P{n}") for n in range(16)]
    name = str(connection.settings_dict["NAME"])
    if not guarded:
        superuser("ALTER TABLE rewards_budget DROP CONSTRAINT a_budget_is_never_overrun", database=name)
    looked = Barrier(len(everybody), timeout=30)
    monkeypatch.setattr("missions.operations.submissions.note_answered", lambda **_given: looked.wait())

    def press(person: Advocate) -> bool:
        try:
            with workspace_scope(acme.pk):
                hand_in(fresh(mission), person)
        except MissionClosed as closed:
            return closed.reason.key != "budget"
        finally:
            connection.close()
        return True

    try:
        with ThreadPoolExecutor(16) as pool:
            outcomes = list(pool.map(partial(press), everybody))
    finally:
        if not guarded:
            superuser(
                "ALTER TABLE rewards_budget ADD CONSTRAINT a_budget_is_never_overrun"
                " CHECK (overrun OR cap IS NULL OR committed <= cap) NOT VALID", database=name,
            )  # fmt: skip
    with workspace_scope(acme.pk):
        assert figures(mission) == (100 * sum(outcomes), 0)
        assert Transfer.objects.count() == sum(outcomes) == (5 if guarded else 16)
