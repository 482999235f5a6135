"""An import is taken back: those it added are gone as if they had never been, except who has done something since."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models

from accounts.models import User, Workspace
from events.models import Event
from events.operations import record
from foundation.tenancy import workspace_scope
from missions.models import Firing
from programs.models import Advocate, Enrolment, Import, ImportedRow, SearchWord, Tagging
from programs.operations import taking_back
from programs.operations.people import change_advocate, erase_advocate
from programs.operations.sign_in import ask_to_sign_in, open_session
from programs.operations.taking_back import PARTS, NotTakeable, take_import_back, traces_of
from segments.models import Stay, Touch
from tests.factories.accounts import NOW
from tests.factories.programs import import_people, make_advocate, start_import_of, work_on

FILE = b"Name,E-Mail,Tags\nAnna,anna@example.com,vip\nBen,ben@example.com,\nElif,elif@example.com,vip\n"


@pytest.fixture
def fair(acme: Workspace, owner: User) -> Import:
    return import_people(acme, FILE, by=owner, name="fair.csv", tag="fair")


def take_back(workspace: Workspace, row: Import, owner: User) -> Import:
    with workspace_scope(workspace.pk):
        take_import_back(row=row, by=owner, now=NOW)
    return work_on(workspace, row)


def person(name: str) -> Advocate:
    return Advocate.objects.get(name=name)


def test_who_was_added_is_gone_with_all_that_came_along(acme: Workspace, owner: User, fair: Import) -> None:
    maya = make_advocate(acme)
    row = take_back(acme, fair, owner)
    assert (row.removed_count, row.kept_count, row.taken_back_at is not None) == (3, 0, True)
    with workspace_scope(acme.pk):
        assert list(Advocate.objects.all()) == [maya]
        for model in (SearchWord, Enrolment):
            assert set(model._base_manager.values_list("advocate_id", flat=True)) == {maya.pk}
        assert not Tagging.objects.exists()
        assert not ImportedRow.objects.exists()
        event = Event.objects.get(name="import.taken_back")
        assert (event.about, event.by_staff_id) == (f"import:{fair.pk}", owner.pk)


def test_the_numbers_of_the_import_stay(acme: Workspace, owner: User, fair: Import) -> None:
    row = take_back(acme, fair, owner)
    assert (row.added_count, row.updated_count) == (3, 0)


TRACES: dict[str, Callable[[Advocate, User], object]] = {
    "changed": lambda one, owner: change_advocate(advocate=one, changes={"company": "X"}, by=owner, now=NOW),
    "opened the hub": lambda one, owner: open_session(advocate=one, way="link", token="t", browser="", now=NOW),
    "asked to sign in": lambda one, owner: ask_to_sign_in(email=one.email or "", nonce="n", next_path="", now=NOW),
    "did something to somebody else": lambda one, owner: record("x.happened", by_advocate_id=one.pk),
    "was erased": lambda one, owner: erase_advocate(advocate=one, by=owner, now=NOW),
}


@pytest.mark.parametrize("trace", TRACES.values(), ids=list(TRACES))
def test_who_has_done_something_since_stays_and_it_is_said_why(
    acme: Workspace, owner: User, fair: Import, trace: Callable[[Advocate, User], object]
) -> None:
    with workspace_scope(acme.pk):
        anna = person("Anna")
        trace(anna, owner)
    row = take_back(acme, fair, owner)
    assert (row.removed_count, row.kept_count) == (2, 1)
    with workspace_scope(acme.pk):
        assert list(Advocate.objects.all()) == [anna]
        kept = row.rows.get(advocate=anna)
        assert kept.kept_because
        assert Tagging.objects.filter(advocate=anna).exists() == (Advocate.objects.get().erased_at is None)


def test_who_is_in_a_later_file_stays(acme: Workspace, owner: User, fair: Import) -> None:
    later = import_people(acme, b"E-Mail\nanna@example.com\n", by=owner, name="later.csv")
    row = take_back(acme, fair, owner)
    with workspace_scope(acme.pk):
        assert row.rows.get().kept_because == "also in the file later.csv"
    assert take_back(acme, later, owner).removed_count == 0


def test_updates_stay(acme: Workspace, owner: User) -> None:
    make_advocate(acme, name="Old", email="anna@example.com")
    row = take_back(acme, import_people(acme, FILE, by=owner), owner)
    assert (row.removed_count, row.kept_count) == (2, 0)
    with workspace_scope(acme.pk):
        assert [one.name for one in Advocate.objects.all()] == ["Anna"]


def test_it_is_done_in_steps(acme: Workspace, owner: User, fair: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_back, "STEP", 1)
    with workspace_scope(acme.pk):
        open_session(advocate=person("Ben"), way="link", token="t", browser="", now=NOW)
    row = take_back(acme, fair, owner)
    assert (row.removed_count, row.kept_count) == (2, 1)
    assert row.taking_back is not None
    assert (row.taking_back.done_count, row.taking_back.total_count) == (3, 3)


def test_an_import_is_taken_back_once_and_only_when_it_is_finished(acme: Workspace, owner: User, fair: Import) -> None:
    going = start_import_of(acme, b"E-Mail\nz@example.com\n", by=owner)
    take_back(acme, fair, owner)
    for row in (fair, going):
        with workspace_scope(acme.pk), pytest.raises(NotTakeable):
            take_import_back(row=row, by=owner, now=NOW)


def test_whoever_was_taken_back_can_be_imported_again(acme: Workspace, owner: User, fair: Import) -> None:
    take_back(acme, fair, owner)
    assert import_people(acme, FILE, by=owner).added_count == 3


def test_every_table_that_points_to_a_person_is_a_part_or_a_trace(acme: Workspace, owner: User, fair: Import) -> None:
    """Of all apps: a row in any of them keeps the person, unless it is listed as a part."""
    pointing = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Advocate
    }
    asked = {model for model, _column, _words in taking_back._ways_to_leave_traces()}
    parts = set(taking_back._parts())
    assert parts == {*PARTS, Stay, Touch, Firing}
    assert asked | parts == pointing
    assert not asked & parts
    assert len(asked) >= 8
    with workspace_scope(acme.pk):
        assert traces_of([person("Anna").pk], besides=fair) == {}
