"""What people earned, for rules."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from foundation import facts as build
from foundation.plugs import Fact, FactKind
from rewards.models import Wallet

POINTS = gettext_lazy("Points")
MOVED = "points.moved"  # said to segments by whatever moves points


def balance() -> Iterable[Fact]:
    """What somebody holds now."""
    yield Fact(
        "balance", gettext_lazy("Points now"), POINTS, FactKind.COUNT,
        where=build.number_of_rows(Wallet.objects.all, "balance"),
        changed_by=frozenset({MOVED}),
        found=lambda pk: str(sum(Wallet.objects.filter(advocate=pk).values_list("balance", flat=True))),
    )  # fmt: skip


def lifetime() -> Iterable[Fact]:
    """All that somebody ever earned, whatever they spent."""
    yield Fact(
        "lifetime", gettext_lazy("Points ever earned"), POINTS, FactKind.COUNT,
        where=build.number_of_rows(Wallet.objects.all, "lifetime"),
        changed_by=frozenset({MOVED}),
        found=lambda pk: str(sum(Wallet.objects.filter(advocate=pk).values_list("lifetime", flat=True))),
    )  # fmt: skip


FACTS = [balance, lifetime]
