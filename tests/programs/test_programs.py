"""Two who do the same at the same moment: the database lets one win, and the other is told or finds it done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.models import Workspace
from foundation.tenancy import workspace_scope
from programs.models import Advocate, Program
from programs.operations.people import IdentityTaken, add_advocate
from programs.operations.programs import default_program
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(workspace: Workspace, act: Callable[[], object], *, times: int = 4) -> list[object]:
    """What each of several threads gets that begin together; an error that was raised is a result too."""
    barrier = Barrier(times)

    def run(_number: int) -> object:
        try:
            with workspace_scope(workspace.pk):
                barrier.wait()
                return act()
        except IdentityTaken as taken:
            return taken
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_the_default_program_is_made_once(acme: Workspace) -> None:
    programs = at_once(acme, default_program)
    assert len({program.pk for program in programs if isinstance(program, Program)}) == 1
    with workspace_scope(acme.pk):
        assert Program.objects.count() == 1


def test_of_two_who_add_the_same_person_one_is_told(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        default_program()
    results = at_once(acme, lambda: add_advocate(email="maya@example.com", by=None, now=NOW))
    assert sorted(type(result).__name__ for result in results) == ["Advocate", *["IdentityTaken"] * 3]
    with workspace_scope(acme.pk):
        assert Advocate.objects.count() == 1
