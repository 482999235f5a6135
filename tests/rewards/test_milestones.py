"""Milestones: reached by what was ever earned, once, with what they bring."""

import pytest

from accounts.models import User, Workspace
from events.models import Event
from programs.models import Advocate
from rewards.models import Grant, Reached
from rewards.operations import credit_points, take_back_points
from rewards.operations.catalogue import AlreadyThere, archive_milestone, create_milestone, create_reward
from rewards.operations.reaching import reach_milestones
from rewards.queries import way_of
from tests.factories.accounts import NOW


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya")


@pytest.fixture
def by(acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


def earn(advocate: Advocate, amount: int, source: str) -> list[str]:
    credit_points(advocate_id=advocate.pk, amount=amount, source=source, reason="A mission", now=NOW)
    return [str(row) for row in reach_milestones(advocate_id=advocate.pk, now=NOW)]


@pytest.mark.covers("S0-10", "S2-65")
def test_points_reach_milestones_each_once(maya: Advocate, by: User) -> None:
    mug = create_reward(values={"name": "Mug", "kind": "swag"}, by=by, now=NOW)
    create_milestone(name="Gold", points=100, reward=mug, by=by, now=NOW)
    create_milestone(name="Silver", points=50, reward=None, by=by, now=NOW)
    create_milestone(name="Diamond", points=1000, reward=mug, by=by, now=NOW)
    assert earn(maya, 49, "a") == []
    assert earn(maya, 1, "b") == ["Silver"]
    assert not Grant.objects.exists()
    assert earn(maya, 70, "c") == ["Gold"]
    grant = Grant.objects.select_related("reward").get()
    assert (str(grant.reward), grant.reason) == ("Mug", "Milestone: Gold")
    assert reach_milestones(advocate_id=maya.pk, now=NOW) == []
    assert Event.objects.filter(name="milestone.reached").count() == Reached.objects.count() == 2


def test_what_is_taken_back_and_earned_again_brings_nothing_twice(maya: Advocate, by: User) -> None:
    create_milestone(name="Gold", points=100, reward=None, by=by, now=NOW)
    assert earn(maya, 100, "a") == ["Gold"]
    take_back_points(of_source="a", reason="Undone", by_staff_id=by.pk, now=NOW)
    assert earn(maya, 100, "b") == []
    assert Reached.objects.count() == 1


def test_of_two_at_one_number_there_is_one_until_it_is_removed(maya: Advocate, by: User) -> None:
    gold = create_milestone(name="Gold", points=100, reward=None, by=by, now=NOW)
    with pytest.raises(AlreadyThere):
        create_milestone(name="Topaz", points=100, reward=None, by=by, now=NOW)
    assert archive_milestone(milestone=gold, by=by, now=NOW)
    assert not archive_milestone(milestone=gold, by=by, now=NOW)
    assert earn(maya, 100, "a") == []
    create_milestone(name="Topaz", points=100, reward=None, by=by, now=NOW)
    assert reach_milestones(advocate_id=maya.pk, now=NOW) != []


def test_the_way_says_what_was_reached_and_what_is_next(maya: Advocate, by: User) -> None:
    assert (way_of(maya).reached, way_of(maya).upcoming, way_of(maya).lacking) == (None, None, 0)
    silver = create_milestone(name="Silver", points=50, reward=None, by=by, now=NOW)
    create_milestone(name="Gold", points=100, reward=None, by=by, now=NOW)
    earn(maya, 70, "a")
    way = way_of(maya)
    assert (str(way.reached), str(way.upcoming), way.lacking) == ("Silver", "Gold", 30)
    archive_milestone(milestone=silver, by=by, now=NOW)
    assert str(way_of(maya).reached) == "Silver"
