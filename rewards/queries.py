"""Reads of points used by more than one caller."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, DateTimeField, F, OuterRef, QuerySet, Subquery, Sum, When

from foundation.prepared import Prepared, Slot
from programs.models import Advocate
from rewards.models import Side, Transfer, Wallet

WALLET = Prepared(lambda: Wallet.objects.filter(advocate=Slot("advocate", BigIntegerField())))


EARNED = Prepared(
    lambda: Wallet.objects.filter(advocate=Slot("advocate", BigIntegerField())).values_list(
        "balance",
        Subquery(
            Transfer.objects.filter(wallet=OuterRef("pk"), side=Side.ISSUED, at__gt=Slot("since", DateTimeField()))
            .values("wallet")
            .annotate(net=Sum(Case(When(into_wallet=True, then=F("amount")), default=-F("amount"))))
            .values("net")
        ),
    )
)


def balance_of(advocate: Advocate) -> int:
    """The points an advocate holds now."""
    return sum(wallet.balance for wallet in WALLET(advocate=advocate.pk))


class Earned(NamedTuple):
    """What an advocate holds, and what came in for what they did since some time, less what was taken back."""

    balance: int
    earned: int


def earned_by(advocate: Advocate, *, since: datetime | None) -> Earned:
    """Since then, or since ever; one query."""
    rows = EARNED(advocate=advocate.pk, since=since or datetime.min.replace(year=1970, tzinfo=UTC))
    return Earned(sum(balance for balance, _earned in rows), sum(earned or 0 for _balance, earned in rows))


def earned_in_all(advocates: QuerySet[Any, Any]) -> int:
    """What these people earned in all, less what was taken back; what they spent counts as earned. One query."""
    rows = Transfer.objects.filter(wallet__advocate__in=advocates, side=Side.ISSUED)
    net = rows.aggregate(net=Sum(Case(When(into_wallet=True, then=F("amount")), default=-F("amount")), default=0))
    return int(net["net"])


def statement_of(advocate: Advocate, *, before: int | None = None) -> QuerySet[Transfer]:
    """An advocate's transfers, newest first; `before` is the id of the last one seen."""
    rows = Transfer.objects.filter(wallet__advocate=advocate).select_related("by_staff").order_by("-pk")
    return rows.filter(pk__lt=before) if before else rows
