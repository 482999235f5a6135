"""Two furnished worlds for all tests of a module, in a copy of a database that goes at its end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.template import Template
from pytest_django import DjangoDbBlocker

from tests.guards.visits import Visits
from tests.worlds import Worlds, copied_worlds


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker, folder_of_the_run: Path) -> Iterator[Worlds]:
    """Acme, globex with words of its own, and one in which nothing happened yet."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("programs.queries.UNDO", timedelta(hours=1))  # a module takes longer than a minute
        # Sessions were opened when the worlds were furnished; a request must not cost more because of their age.
        patch.setattr("accounts.middleware.USE_IS_NOTED_EVERY", 3600)
        patch.setattr("programs.sessions.USE_IS_NOTED_EVERY", timedelta(hours=1))
        # Django's tests copy the context of every template for assertions that nobody makes here.
        patch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
        with copied_worlds(folder_of_the_run) as worlds:
            yield worlds


@pytest.fixture
def visits(worlds: Worlds) -> Iterator[Visits]:
    """Visits of acme; what they change is undone one by one, and at the end as a whole."""
    acme, globex, _empty = worlds
    with transaction.atomic():
        yield Visits(acme, globex)
        transaction.set_rollback(True)
