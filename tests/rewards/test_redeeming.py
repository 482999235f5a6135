"""Spending points: never more than there are, never one thing more than there is, back when it is cancelled."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from programs.models import Advocate
from rewards.models import Grant, Reward, Transfer, Wallet
from rewards.offers import offers_to
from rewards.operations import BalanceSpent, credit_points
from rewards.operations.catalogue import archive_reward, create_reward
from rewards.operations.giving import cancel_grant, fulfil_grant
from rewards.operations.redeeming import NotOnOffer, redeem
from rewards.proof import prove_balances
from rewards.queries import balance_of
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.programs import make_advocate


@pytest.fixture
def by(acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return rich("Maya")


def rich(name: str, points: int = 100) -> Advocate:
    person = Advocate.objects.create(name=name)
    credit_points(advocate_id=person.pk, amount=points, source=f"gift to {name}", reason="A mission", now=NOW)
    return person


def make_reward(by: User, **values: Any) -> Reward:
    return create_reward(values={"name": "Mug", "kind": "swag", "price": 40} | values, by=by, now=NOW)


def take(reward: Reward, advocate: Advocate, key: str = "a", price: int = 40) -> Grant:
    return redeem(reward=reward, price=price, advocate=advocate, key=key, now=NOW)


@pytest.mark.covers("S2-67")
def test_points_are_spent_on_a_reward_once(maya: Advocate, by: User) -> None:
    mug = make_reward(by)
    grant = take(mug, maya)
    assert take(mug, maya) == grant
    assert (balance_of(maya), Wallet.objects.get().lifetime) == (60, 100)
    row = Transfer.objects.order_by("-pk")[0]
    assert (row.side, row.into_wallet, row.amount, row.balance_after, row.reason) == (
        "redeemed", False, 40, 60, "Reward: Mug",
    )  # fmt: skip
    assert (grant.state, grant.cost) == ("pending", 40)
    assert prove_balances(NOW).wrong == 0


def test_what_is_missing_is_said_and_nothing_is_taken(maya: Advocate, by: User) -> None:
    dear = make_reward(by, price=101, stock=1)
    with pytest.raises(BalanceSpent) as spent:
        take(dear, maya, price=101)
    assert spent.value.missing == 1
    assert Reward.objects.get().taken == 0
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("values", "price", "words"),
    [
        ({"stock": 0}, 40, "None is left."),
        ({"price": 41}, 40, "It is not offered any more at this price."),
        ({"price": None}, 40, "It is not offered any more at this price."),
    ],
)
def test_what_is_not_on_offer_is_refused(
    maya: Advocate, by: User, values: dict[str, Any], price: int, words: str
) -> None:
    with pytest.raises(NotOnOffer, match=words):
        take(make_reward(by, **values), maya, price=price)
    assert balance_of(maya) == 100


def test_archived_and_taken_often_enough_it_is_refused(maya: Advocate, by: User) -> None:
    mug = make_reward(by, per_person=1)
    take(mug, maya)
    with pytest.raises(NotOnOffer, match="as often as you can"):
        take(mug, maya, "b")
    archive_reward(reward=mug, archived=True, by=by, now=NOW)
    with pytest.raises(NotOnOffer):
        take(mug, rich("Tom"), "c")
    assert offers_to(maya) == []


def test_cancelled_its_points_return_once_and_are_not_earned_anew(maya: Advocate, by: User) -> None:
    mug = make_reward(by, stock=1, per_person=1)
    cancel_grant(grant=take(mug, maya), note="The last one broke.", by=by, now=NOW)
    assert (balance_of(maya), Wallet.objects.get().lifetime, Reward.objects.get().taken) == (100, 100, 0)
    fulfil_grant(grant=take(mug, maya, "b"), note="", by=by, now=NOW)
    assert (balance_of(maya), Reward.objects.get().taken) == (60, 1)
    assert prove_balances(NOW).wrong == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_last_two_two_get_them(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        mug = make_reward(User.objects.get(email="owner@acme.example"), stock=2)
        people = [rich(f"Person {n}") for n in range(8)]

    def try_it(person: Advocate) -> bool:
        try:
            with workspace_scope(acme.pk):
                take(mug, person, key=str(person.pk))
        except NotOnOffer:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(try_it, people))
    with workspace_scope(acme.pk):
        assert sum(got) == Grant.objects.count() == Reward.objects.get().taken == 2
        assert sum(Wallet.objects.values_list("balance", flat=True)) == 8 * 100 - 2 * 40


@pytest.mark.django_db(transaction=True)
def test_one_person_at_many_windows_spends_what_she_has(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        mug, maya = make_reward(User.objects.get(email="owner@acme.example")), rich("Maya")

    def try_it(number: int) -> bool:
        try:
            with workspace_scope(acme.pk):
                take(mug, maya, key=str(number))
        except BalanceSpent:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(try_it, range(6)))
    with workspace_scope(acme.pk):
        assert sum(got) == 2
        assert balance_of(maya) == 20
        assert Reward.objects.get().taken == 2


@pytest.mark.covers("S2-67")
def test_the_hub_shows_what_can_be_had_and_gives_it(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mug, journey = make_reward(owner, about="With our name."), make_reward(owner, name="Journey", price=5000)
        maya = make_advocate(acme)
        credit_points(advocate_id=maya.pk, amount=100, source="a", reason="A mission", now=timezone.now())
    by_link = open_hub(acme, maya)
    assert by_link.get(f"/acme/rewards/{mug.pk}/").headers["Location"].startswith("/acme/sign-in/confirmation/?next=")
    hub: Client = open_hub(acme, maya, way="code")
    assert "Spend them on a reward" in hub.get("/acme/points/").content.decode()
    page = hub.get("/acme/rewards/").content.decode()
    assert page.count('aria-current="page"') == 2  # "Points", in the menu and in the bar of the phone
    assert page.index("Mug") < page.index("4,900 more are needed for it.")
    assert "Take it for" in hub.get(f"/acme/rewards/{mug.pk}/").content.decode()
    assert "Take it for" not in hub.get(f"/acme/rewards/{journey.pk}/").content.decode()
    refused = hub.post(f"/acme/rewards/{mug.pk}/", {"price": "39"})
    assert refused.status_code == 422
    assert "not offered any more at this price" in refused.content.decode()
    answer = hub.post(f"/acme/rewards/{mug.pk}/", {"price": "40"}, follow=True).content.decode()
    assert "“Mug” is yours" in answer
    assert "Reward: Mug" in answer
    assert "On its way to you" in answer
    assert hub.get("/acme/rewards/999999/").status_code == 404
