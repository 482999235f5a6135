"""The nightly proof: a ledger that balances is left alone, one that does not is kept and told."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User, Workspace
from events.models import Event
from events.tasks import relay
from foundation.tenancy import workspace_scope
from notifications.models import BellItem
from programs.models import Advocate
from rewards.models import Budget, Wallet
from rewards.operations import credit_points, take_back_points
from rewards.operations.budgets import Cap, reserve_points, set_budget
from rewards.plugs import BELL_WORDS
from rewards.proof import prove_balances
from tests.database import superuser
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate

NO_BUDGETS = {"budgets": 0, "budget_differences": []}


@pytest.fixture
def paid(acme: Workspace) -> Workspace:
    """Three wallets: paid twice, paid and reversed, never paid."""
    with workspace_scope(acme.pk):
        people = [make_advocate(acme, name=name, email=None) for name in ("Ada", "Ben", "Cleo")]
        for number, person in enumerate((people[0], people[0], people[1])):
            credit_points(advocate_id=person.pk, amount=50, source=f"test:{number}", reason="Work", now=NOW)
        take_back_points(of_source="test:2", reason="Mistake", by_staff_id=None, now=NOW)
        Wallet.objects.create(advocate=people[2])
    return acme


def test_balances_that_match_are_proved(paid: Workspace, globex: Workspace) -> None:
    with workspace_scope(paid.pk):
        found = prove_balances(NOW)
        assert found.facts == {"wallets": 3, "points": 100, "sum": 0, "differences": [], **NO_BUDGETS}
        assert found.wrong == 0
        assert not Event.objects.filter(name="balances.differed").exists()
    with workspace_scope(globex.pk):
        assert prove_balances(NOW).facts == {"wallets": 0, "points": 0, "sum": 0, "differences": [], **NO_BUDGETS}


@pytest.mark.django_db(transaction=True)
def test_a_balance_changed_past_the_ledger_is_found_and_rings(paid: Workspace, globex: Workspace) -> None:
    name = str(connection.settings_dict["NAME"])
    superuser("UPDATE rewards_wallet SET balance = balance + 7 WHERE balance = 100", database=name)
    with workspace_scope(globex.pk):
        assert prove_balances(NOW).wrong == 0
    with workspace_scope(paid.pk):
        found = prove_balances(NOW)
        ada = Wallet.objects.get(balance=107).advocate_id
    assert found.wrong == 1
    assert (found.facts["sum"], found.facts["points"]) == (7, 107)
    assert found.facts["differences"] == [{"advocate": ada, "balance": 107, "proved": 100}]
    relay()
    with workspace_scope(paid.pk):
        (item,) = BellItem.objects.all()
        assert (item.staff, item.url) == (User.objects.get(email="owner@acme.example"), "/acme/console/health/")


@pytest.mark.django_db(transaction=True)
def test_a_budget_that_is_not_what_is_promised_and_paid_is_found(paid: Workspace) -> None:
    with workspace_scope(paid.pk):
        ada, ben, cleo = Advocate.objects.order_by("pk")
        set_budget(about="mission:7", cap=Cap(points=1000, need=50), now=NOW)
        given: dict[str, Any] = {"about": "mission:7", "now": NOW}
        reserve_points(advocate_id=ada.pk, amounts={"ada": 50}, expires_at=None, **given)
        credit_points(advocate_id=ada.pk, amount=50, source="a", reason="Work", reserved="ada", **given)
        credit_points(advocate_id=ben.pk, amount=50, source="b", reason="Work", **given)
        take_back_points(of_source="b", reason="Mistake", reserved="ben", by_staff_id=None, now=NOW)
        reserve_points(advocate_id=cleo.pk, amounts={"cleo": 50}, expires_at=NOW, **given)
        assert Budget.objects.get().committed == 150
        assert prove_balances(NOW).wrong == 0
    superuser("UPDATE rewards_budget SET committed = 151", database=str(connection.settings_dict["NAME"]))
    with workspace_scope(paid.pk):
        found = prove_balances(NOW)
        assert found.wrong == 1
        assert found.facts["budget_differences"] == [{"about": "mission:7", "committed": 151, "proved": 150}]
    relay()
    with workspace_scope(paid.pk):
        (item,) = BellItem.objects.all()
        assert BELL_WORDS[item.kind].words(item) == "1 budget does not match what is promised and paid"
