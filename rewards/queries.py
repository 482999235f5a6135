"""Reads of points, milestones and rewards used by more than one caller."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When

from foundation.prepared import Prepared, Slot
from programs.models import Advocate
from rewards.models import Grant, Milestone, Reached, Reward, Side, Transfer, Wallet
from rewards.states import GrantState

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


class Way(NamedTuple):
    """How far somebody has come: what was reached last, and what comes next with the points that are lacking."""

    reached: Milestone | None
    upcoming: Milestone | None
    lifetime: int

    @property
    def lacking(self) -> int:
        """Points to the next milestone; 0 without one."""
        return max(0, self.upcoming.points - self.lifetime) if self.upcoming else 0


def way_of(advocate: Advocate) -> Way:
    """The last milestone that an advocate reached, and the next one; two queries."""
    lifetime = sum(Wallet.objects.filter(advocate=advocate).values_list("lifetime", flat=True))
    own = Reached.objects.filter(milestone=OuterRef("pk"), advocate=advocate)
    rows = Milestone.objects.annotate(is_reached=Exists(own))
    known = list(rows.filter(Q(archived_at=None) | Q(is_reached=True)).select_related("reward").order_by("points"))
    reached = [row for row in known if row.is_reached]
    ahead = [row for row in known if not row.is_reached and row.points > lifetime]
    return Way(reached[-1] if reached else None, ahead[0] if ahead else None, lifetime)


def grants_of(advocate: Advocate) -> QuerySet[Grant]:
    """What an advocate was given, newest first."""
    return Grant.objects.filter(advocate=advocate).select_related("reward").order_by("-pk")


def rewards_on_offer() -> QuerySet[Reward]:
    """What can be promised now, by name."""
    return Reward.objects.filter(archived_at=None).order_by("name")


def rewards_by_source(sources: Iterable[str]) -> dict[str, str]:
    """What was given for each of these, by name, unless it was cancelled; one query."""
    rows = Grant.objects.filter(source__in=set(sources)).exclude(state=GrantState.CANCELLED)
    return dict(rows.values_list("source", "reward__name"))


def has_offers() -> bool:
    """Whether anything can be taken for points."""
    return rewards_on_offer().filter(price__isnull=False).exists()
