"""Two furnished worlds for all tests of a module, in one transaction that is rolled back at its end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.template import Template
from pytest_django import DjangoDbBlocker

from accounts.operations import new_founding_token
from tests.factories.world import World, bare, furnished
from tests.guards.visits import Visits


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, World, World]]:
    """Acme, globex with words of its own, and one in which nothing happened yet."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("programs.queries.UNDO", timedelta(hours=1))  # a module takes longer than a minute
        # Django's tests copy the context of every template for assertions that nobody makes here.
        patch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
        try:
            with transaction.atomic():
                acme, globex = furnished("acme", word="Acme-Word"), furnished("globex", word="Zebra-Sentinel")
                acme.tokens["founding"] = globex.tokens["founding"] = new_founding_token()
                connection.check_constraints()
                yield acme, globex, bare("initech")
                transaction.set_rollback(True)
        finally:
            connection.close()


@pytest.fixture
def visits(worlds: tuple[World, World, World]) -> Iterator[Visits]:
    """Visits of acme; what they change is undone one by one, and at the end as a whole."""
    acme, globex, _empty = worlds
    with transaction.atomic():
        yield Visits(acme, globex)
        transaction.set_rollback(True)
