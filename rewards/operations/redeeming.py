"""Spending points on a reward: points, stock and grant in one transaction, or nothing of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from events.operations import record
from programs.models import Advocate
from rewards.facts import MOVED
from rewards.models import Grant, Reward, Side, Transfer, Wallet
from rewards.operations import BalanceSpent
from rewards.states import GrantState
from segments.operations.touching import touch


class NotOnOffer(Exception):
    """It cannot be taken: archived, all gone, taken as often as allowed, or at another price than was seen."""


@transaction.atomic
def redeem(*, reward: Reward, price: int, advocate: Advocate, key: str, now: datetime) -> Grant:
    """Take a reward for the price that was seen. `key` makes it one thing: the same again is the same grant.

    Of many at once who want the last one, one gets it. Raises NotOnOffer, and BalanceSpent when points are missing.
    """
    source = f"redemption:{key}"
    known = Grant.objects.filter(source=source, advocate=advocate).first()
    if known is not None:
        return known
    _take(reward, price)
    _refuse_one_too_many(reward, advocate)
    grant = Grant.objects.create(
        reward=reward, advocate=advocate, source=source, reason=_("Taken for points"), cost=price, at=now
    )
    _spend(grant, now)
    record("reward.redeemed", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, grant=grant.pk)
    return grant


def _take(reward: Reward, price: int) -> None:
    """Holds the reward's row until the end, so that what follows is counted by one at a time."""
    rows = Reward.objects.filter(pk=reward.pk, archived_at=None, price=price)
    if not rows.filter(Q(stock=None) | Q(taken__lt=F("stock"))).update(taken=F("taken") + 1):
        raise NotOnOffer(_("None is left.") if rows.exists() else _("It is not offered any more at this price."))


def _refuse_one_too_many(reward: Reward, advocate: Advocate) -> None:
    if reward.per_person is None:
        return
    taken = Grant.objects.filter(reward=reward, advocate=advocate, cost__gt=0).exclude(state=GrantState.CANCELLED)
    if taken.count() >= reward.per_person:
        raise NotOnOffer(_("You have taken it as often as you can."))


def _spend(grant: Grant, now: datetime) -> None:
    wallet = Wallet.objects.filter(advocate=grant.advocate_id)
    if not wallet.filter(balance__gte=grant.cost).update(balance=F("balance") - grant.cost):
        raise BalanceSpent(grant.cost - sum(wallet.values_list("balance", flat=True)))
    _note(grant, into_wallet=False, source=f"spent on grant:{grant.pk}", now=now)


@transaction.atomic
def give_points_back(*, grant: Grant, now: datetime) -> None:
    """A reward that was paid for is not handed out: its points return, once, and one more can be taken.

    They count as spent and returned, not as earned: what was ever earned stays as it is.
    """
    source = f"returned for grant:{grant.pk}"
    if not grant.cost or Transfer.objects.filter(source=source).exists():
        return
    Wallet.objects.filter(advocate=grant.advocate_id).update(balance=F("balance") + grant.cost)
    _note(grant, into_wallet=True, source=source, now=now)
    Reward.objects.filter(pk=grant.reward_id, taken__gt=0).update(taken=F("taken") - 1)


def _note(grant: Grant, *, into_wallet: bool, source: str, now: datetime) -> None:
    wallet = Wallet.objects.get(advocate=grant.advocate_id)
    words = _("Returned: %(name)s") if into_wallet else _("Reward: %(name)s")
    Transfer.objects.create(
        wallet=wallet, side=Side.REDEEMED, into_wallet=into_wallet, amount=grant.cost, balance_after=wallet.balance,
        source=source, reason=(words % {"name": grant.reward.name})[:200], about=f"grant:{grant.pk}", at=now,
    )  # fmt: skip
    touch(advocates=[grant.advocate_id], word=MOVED)
