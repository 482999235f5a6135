"""How a mission's budget stands: paid, kept, left, and when it will be used up at the pace of the last days (B-13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, Sum, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.money import shown, worth
from foundation.times import in_zone
from missions.budgets import about, is_spent
from missions.models import Mission
from rewards.models import Budget, BudgetAlert, Transfer

PACE = timedelta(days=14)
FAR = timedelta(days=366)


@dataclass(frozen=True)
class Spending:
    """Points of a budget: of its `cap` so many are `paid`, and so many `promised` to people who have begun or wait.

    `pace` is what was paid a day lately; `reached_at` is when the rest is gone at that pace, None when that is far off
    or nothing moves.
    """

    budget: Budget
    cap: int | None
    paid: int
    promised: int
    full: bool
    pace: float
    reached_at: datetime | None
    alerts: list[BudgetAlert]

    @property
    def committed(self) -> int:
        return self.paid + self.promised

    @property
    def left(self) -> int | None:
        """Never below nothing: what went above the cap is `over`."""
        return None if self.cap is None else max(self.cap - self.committed, 0)

    @property
    def over(self) -> int:
        return max(self.committed - self.cap, 0) if self.cap is not None else 0

    @property
    def percent(self) -> int:
        """How much of the cap is paid or promised, rounded down: 100 is said when it is so."""
        return 0 if not self.cap else self.committed * 100 // self.cap

    def in_money(self, points: int | None) -> str:
        """What points are worth by the value the budget was set with; "" for one that is set in points."""
        if self.budget.money is None or not self.budget.point_value or points is None:
            return ""
        return shown(worth(points, point_value=self.budget.point_value), self.budget.currency)

    @property
    def cap_in_money(self) -> str:
        return "" if self.budget.money is None else shown(self.budget.money, self.budget.currency)

    @property
    def paid_in_money(self) -> str:
        return self.in_money(self.paid)

    @property
    def promised_in_money(self) -> str:
        return self.in_money(self.promised)

    @property
    def left_in_money(self) -> str:
        return self.in_money(self.left)


def spending_of(mission: Mission, *, now: datetime) -> Spending | None:
    """None for a mission without a budget; three queries."""
    budget = mission.budget
    if budget is None:
        return None
    ended = Q(expires_at__lte=now)
    held = budget.reservations.aggregate(all=Sum("amount", default=0), ended=Sum("amount", default=0, filter=ended))
    paid, promised = budget.committed - held["all"], held["all"] - held["ended"]
    pace, full = _pace(mission, now=now), is_spent(budget) and paid + promised + budget.need > (budget.cap or 0)
    return Spending(
        budget, budget.cap, paid, promised, full, pace,
        _reached_at(budget, paid + promised, pace, now=now), list(budget.alerts.order_by("at", "percent")),
    )  # fmt: skip


def _pace(mission: Mission, *, now: datetime) -> float:
    """Points a day that were paid lately, since the launch when that was later."""
    begin = max(now - PACE, mission.launched_at or now)
    rows = Transfer.objects.filter(about=about(mission.pk), at__gt=now - PACE, wallet__advocate__is_test=False)
    net = rows.aggregate(net=Sum(Case(When(into_wallet=True, then=F("amount")), default=-F("amount")), default=0))
    return max(int(net["net"]), 0) / max((now - begin) / timedelta(days=1), 1)


def _reached_at(budget: Budget, committed: int, pace: float, *, now: datetime) -> datetime | None:
    if budget.cap is None or pace <= 0 or committed >= budget.cap:
        return None
    wait = timedelta(days=min((budget.cap - committed) / pace, 10_000))
    return now + wait if wait <= FAR else None


def forecast(spending: Spending, *, zone: str) -> str:
    """When it is used up, in words: "About Thursday, 10 Dec, at the pace of the last 14 days."; "" without a limit."""
    if spending.cap is None:
        return ""
    if spending.full:
        return _("It is used up: nobody new can begin.")
    if spending.pace <= 0:
        return _("Too early to say when it is used up: nothing was paid in the last 14 days.")
    if spending.reached_at is None:
        return _("At the pace of the last 14 days it lasts longer than a year.")
    day = date_format(in_zone(spending.reached_at, zone), "l, j M")
    return _("Used up about %(day)s, at the pace of the last 14 days.") % {"day": day}
