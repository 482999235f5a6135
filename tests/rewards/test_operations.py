"""Points: once per source, never negative, and every balance is the sum of its transfers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Workspace
from foundation.tenancy import workspace_scope
from programs.models import Advocate
from rewards.models import Transfer, Wallet
from rewards.operations import BalanceSpent, credit_points, take_back_points
from rewards.queries import balance_of
from tests.factories.accounts import NOW


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya")


def credit(advocate: Advocate, source: str, amount: int = 10) -> bool:
    return credit_points(advocate_id=advocate.pk, amount=amount, source=source, reason="A mission", now=NOW)


@pytest.mark.covers("B-02")
def test_a_source_pays_once(maya: Advocate) -> None:
    assert credit(maya, "decision:1")
    assert not credit(maya, "decision:1")
    assert balance_of(maya) == 10


@pytest.mark.covers("B-02")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["credit", "take back"]), st.integers(1, 5), st.integers(1, 100)), max_size=12
    )
)
def test_the_balance_is_the_sum_of_the_transfers_whatever_happens(
    maya: Advocate, acts: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        for act, number, amount in acts:
            if act == "credit":
                credit(maya, f"decision:{number}", amount)
            else:
                try:
                    take_back_points(of_source=f"decision:{number}", reason="Undone", by_staff_id=None, now=NOW)
                except BalanceSpent:
                    pytest.fail("nothing was spent")
        signed = [row.amount if row.into_wallet else -row.amount for row in Transfer.objects.all()]
        assert balance_of(maya) == sum(signed) >= 0
        transaction.set_rollback(True)


def test_the_ledger_cannot_be_changed_and_no_wallet_is_negative(maya: Advocate) -> None:
    credit(maya, "decision:1")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Transfer.objects.update(amount=1000)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Transfer.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Wallet.objects.update(balance=-1)


@pytest.mark.django_db(transaction=True)
def test_credits_at_the_same_moment_pay_once(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        maya = Advocate.objects.create(name="Maya")

    def press(_number: int) -> bool:
        try:
            with workspace_scope(acme.pk):
                return credit(maya, "decision:1")
        except IntegrityError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(press, range(16)))
    assert outcomes.count(True) == 1
    with workspace_scope(acme.pk):
        assert balance_of(maya) == 10
