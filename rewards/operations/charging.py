"""Charging budgets: what the database says when one would be overrun, and that staff hear when it is nearly spent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction

from events.operations import record
from rewards.models import Budget

GUARD = "a_budget_is_never_overrun"
WARNING = 80  # per cent of the cap
ALERT = """
INSERT INTO rewards_budgetalert (budget_id, percent, cap, committed, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


class BudgetSpent(Exception):
    """Less is left in the budget of what it is `about` than the `amount` that was to be promised or paid."""

    def __init__(self, about: str, amount: int) -> None:
        super().__init__(f"the budget of {about} has not {amount} points left")
        self.about, self.amount = about, amount


@contextmanager
def charging(about: str, amount: int, *, savepoint: bool) -> Iterator[None]:
    """A transaction around a statement that charges the budget of a thing.

    Raises BudgetSpent where the database's guard refuses it. Without a savepoint nothing more can then be done in a
    transaction that is around it, and the budget's row is held by one round trip less.
    """
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != GUARD:
            raise
        raise BudgetSpent(about, amount) from None


class Charged(NamedTuple):
    """A budget after a charge of `amount`: what is promised or paid now, and what the next one to begin needs."""

    budget_id: int
    amount: int
    committed: int
    cap: int | None
    need: int

    def tell(self, *, now: datetime) -> None:
        """Have staff told when this charge is the one that reached 80 %, or left too little for one more (G-16).

        Once for each cap: the database holds it, whatever is given up and begun again. One that reaches both at once
        tells of the second only.
        """
        reached = sorted(self._reached(self.committed) - self._reached(self.committed - self.amount))
        with connection.cursor() as cursor:
            cursor.executemany(ALERT, [(self.budget_id, percent, self.cap, self.committed, now) for percent in reached])
            is_new = bool(cursor.rowcount)
        if reached and is_new:
            budget = Budget.objects.get(pk=self.budget_id)
            record("budget.reached", about=budget.about, at=now, budget=budget.pk, percent=reached[-1], cap=self.cap)

    def _reached(self, committed: int) -> set[int]:
        if self.cap is None:
            return set()
        near, full = committed * 100 >= WARNING * self.cap, committed + self.need > self.cap
        return {percent for percent, is_reached in ((WARNING, near or full), (100, full)) if is_reached}

    @classmethod
    def at_once(cls, budget: Budget) -> "Charged":
        """As if all that is committed had come this moment: for a cap that was set below it."""
        return cls(budget.pk, budget.committed, budget.committed, budget.cap, budget.need)
