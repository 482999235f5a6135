"""Rewards: given once per source, handed out once, and never by two."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import User, Workspace
from events.models import Event
from foundation.addresses import addressed_to
from foundation.plugs import WAITING
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from programs.models import Advocate
from rewards.grants import grant_lines
from rewards.models import Grant, Reward
from rewards.operations.catalogue import AlreadyThere, archive_reward, change_reward, create_reward
from rewards.operations.giving import cancel_grant, forget_grants, fulfil_grant, give_reward, take_back_reward
from rewards.queries import rewards_by_source, rewards_on_offer
from tests.factories.accounts import NOW


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya")


@pytest.fixture
def by(acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


def make_reward(by: User, name: str = "Coffee mug") -> Reward:
    return create_reward(values={"name": name, "kind": "swag"}, by=by, now=NOW)


def give(reward: Reward, advocate: Advocate, source: str = "mission:1 person:1 turn:0") -> Grant | None:
    return give_reward(reward_id=reward.pk, advocate_id=advocate.pk, source=source, reason="A review", now=NOW)


def the(grant: Grant | None) -> Grant:
    assert grant is not None
    return grant


@pytest.mark.covers("S2-62")
def test_a_source_gives_once(maya: Advocate, by: User) -> None:
    mug = make_reward(by)
    assert give(mug, maya)
    assert give(mug, maya) is None
    assert Grant.objects.get().state == "pending"
    assert Event.objects.filter(name="reward.given").count() == 1


def test_who_tries_out_gets_nothing(maya: Advocate, by: User) -> None:
    Advocate.objects.filter(pk=maya.pk).update(is_test=True)
    assert give(make_reward(by), maya) is None
    assert not Grant.objects.exists()


def test_what_was_taken_back_is_given_again_and_what_is_handed_out_stays(maya: Advocate, by: User) -> None:
    mug, source = make_reward(by), "mission:1 person:1 turn:0"
    grant = the(give(mug, maya))
    assert take_back_reward(source=source, by=by, now=NOW)
    assert not take_back_reward(source=source, by=by, now=NOW)
    assert rewards_by_source([source]) == {}
    assert the(give(mug, maya)).pk == grant.pk
    assert rewards_by_source([source]) == {source: "Coffee mug"}
    fulfil_grant(grant=grant, note=" 4711 ", by=by, now=NOW)
    assert not take_back_reward(source=source, by=by, now=NOW)
    assert give(mug, maya) is None
    assert Grant.objects.values_list("state", "note").get() == ("fulfilled", "4711")
    assert not take_back_reward(source="never", by=by, now=NOW)


def test_it_is_settled_once(maya: Advocate, by: User) -> None:
    grant = the(give(make_reward(by), maya))
    seen_by_somebody_else = Grant.objects.get(pk=grant.pk)
    cancel_grant(grant=grant, note="None is left.", by=by, now=NOW)
    with pytest.raises(MoveNotAllowed):
        fulfil_grant(grant=seen_by_somebody_else, note="", by=by, now=NOW)
    assert Grant.objects.values_list("state", "note").get() == ("cancelled", "None is left.")


@pytest.mark.django_db(transaction=True)
def test_two_who_give_at_the_same_moment_give_once(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        mug, maya = make_reward(User.objects.get(email="owner@acme.example")), Advocate.objects.create(name="Maya")

    def once(_number: int) -> bool:
        try:
            with workspace_scope(acme.pk):
                return give(mug, maya) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(once, range(8)))
    assert sum(given) == 1
    with workspace_scope(acme.pk):
        assert Grant.objects.count() == Event.objects.filter(name="reward.given").count() == 1


def test_a_name_is_taken_once_and_archived_it_is_offered_no_more(in_acme: Workspace, by: User) -> None:
    mug, poster = make_reward(by), make_reward(by, "Poster")
    with pytest.raises(AlreadyThere, match="Coffee mug"):
        make_reward(by)
    with pytest.raises(AlreadyThere):
        change_reward(reward=poster, values={"name": "Coffee mug"}, by=by, now=NOW)
    assert archive_reward(reward=mug, archived=True, by=by, now=NOW)
    assert not archive_reward(reward=mug, archived=True, by=by, now=NOW)
    assert [row.name for row in rewards_on_offer()] == ["Poster"]
    assert archive_reward(reward=mug, archived=False, by=by, now=NOW)
    assert [row.name for row in rewards_on_offer()] == ["Coffee mug", "Poster"]


def test_staff_are_told_what_waits(maya: Advocate, by: User) -> None:
    (waits,) = [one for one in WAITING if one.icon == "gift"]
    assert waits.find() is None
    grant = the(give(make_reward(by), maya))
    with addressed_to("acme"):
        found = waits.find()
    assert found is not None
    assert found.words == "1 reward is to be handed out"
    fulfil_grant(grant=grant, note="", by=by, now=NOW)
    assert waits.find() is None


def test_the_file_has_what_was_given(maya: Advocate, by: User) -> None:
    mug = make_reward(by)
    fulfil_grant(grant=the(give(mug, maya, "a")), note="4711", by=by, now=NOW)
    give(mug, maya, "b")
    head, *lines = b"".join(grant_lines({}, zone="Europe/Berlin")).decode("utf-8-sig").splitlines()
    assert head.startswith("Reward,Person,E-mail,For,Status,Given (Europe/Berlin)")
    assert len(lines) == 2
    assert "To hand out" in lines[0]
    assert lines[1].endswith(",4711")
    assert len(b"".join(grant_lines({"state": "fulfilled"}, zone="UTC")).decode().splitlines()) == 2


def test_who_is_erased_waits_for_nothing_and_leaves_no_words(maya: Advocate, by: User) -> None:
    mug = make_reward(by)
    fulfil_grant(grant=the(give(mug, maya, "a")), note="To Maya's door", by=by, now=NOW)
    give(mug, maya, "b")
    forget_grants(advocate_id=maya.pk, now=NOW)
    assert set(Grant.objects.values_list("state", "note")) == {("fulfilled", ""), ("cancelled", "")}
