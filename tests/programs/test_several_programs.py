"""Several programs in a workspace: made, changed, archived; who is in them, by hand, by import and in the list."""

import pytest
from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from programs.models import Advocate, Enrolment, Program
from programs.operations.programs import (
    IsDefault,
    ProgramNameTaken,
    archive_program,
    default_program,
    enrol_people,
    make_program,
    remove_people,
    restore_program,
)
from programs.queries import PeopleFilter, people
from programs.states import ProgramKind
from tests.factories.accounts import NOW
from tests.factories.programs import import_people, make_advocate, make_people

LIST = "/acme/console/programs/"
NEW = {"name": "Champions", "kind": "ambassadors", "join_mode": "application", "reapply_days": "30"}


def make(by: User, name: str = "Ambassadors", **more: str) -> Program:
    return make_program(details={"name": name, "kind": "ambassadors", **more}, by=by, now=NOW)


@pytest.mark.covers("S0-43", "S0-44")
@pytest.mark.parametrize("kind", ["ambassadors", "super_fans", "customers", "industry_pros", "volunteers", "own"])
def test_a_program_of_each_kind_is_made(owner: User, client: Client, acme: Workspace, kind: str) -> None:
    client.post(f"{LIST}new/", NEW | {"kind": kind, "kind_words": "Choir" if kind == "own" else ""})
    with workspace_scope(acme.pk):
        program = Program.objects.get(name="Champions")
    page = client.get(LIST).content.decode()
    assert (program.kind, program.is_default) == (kind, False)
    assert ("Choir" if kind == "own" else str(ProgramKind(kind).label)) in page
    assert client.post(f"{LIST}new/", NEW | {"name": " Champions "}).status_code == 422


def test_words_of_ones_own_are_asked_for(owner: User, client: Client) -> None:
    answer = client.post(f"{LIST}new/", NEW | {"kind": "own"})
    assert (answer.status_code, "Say whom it is for." in answer.content.decode()) == (422, True)


@pytest.mark.covers("S0-65")
def test_people_are_put_in_and_taken_out_and_the_list_finds_a_whole_program(in_acme: Workspace, owner: User) -> None:
    make_people(in_acme, 3)
    program, everybody = make(owner), Advocate.objects.all()
    event = enrol_people(people=everybody, program=program, by=owner, now=NOW)
    assert event is not None
    assert len(event.payload["advocates"]) == 3
    assert enrol_people(people=everybody, program=program, by=owner, now=NOW) is None
    assert people(PeopleFilter(program=program.pk)).count() == 3
    one = Advocate.objects.order_by("pk")[:1]
    remove_people(people=Advocate.objects.filter(pk__in=[row.pk for row in one]), program=program, by=owner, now=NOW)
    assert people(PeopleFilter(program=program.pk)).count() == 2
    with pytest.raises(IsDefault):
        remove_people(people=everybody, program=default_program(), by=owner, now=NOW)


def test_an_archived_program_leaves_its_name_and_keeps_its_people(in_acme: Workspace, owner: User) -> None:
    make_people(in_acme, 2)
    program = make(owner)
    enrol_people(people=Advocate.objects.all(), program=program, by=owner, now=NOW)
    archive_program(program=program, by=owner, now=NOW)
    make(owner)
    with pytest.raises(ProgramNameTaken):
        restore_program(program=program, by=owner, now=NOW)
    assert Enrolment.objects.filter(program=program).count() == 2
    with pytest.raises(IsDefault):
        archive_program(program=default_program(), by=owner, now=NOW)


@pytest.mark.covers("S0-64")
def test_many_are_put_in_from_the_list_and_one_from_their_page(
    owner: User, client: Client, acme: Workspace, globex: Workspace
) -> None:
    make_people(acme, 3)
    with workspace_scope(acme.pk):
        program = make(owner)
    with workspace_scope(globex.pk):
        foreign = Program.objects.create(name="Theirs")
    maya = make_advocate(acme)
    page = client.post("/acme/console/people/programs/", {"program": program.pk, "everybody": "1"}, follow=True)
    assert "4 people are in “Ambassadors” now." in page.content.decode()
    at = f"/acme/console/people/{maya.pk}/programs/"
    page = client.post(at, {"program": program.pk, "take": "1"}, follow=True)
    assert "1 person is no longer in “Ambassadors”." in page.content.decode()
    client.post(at, {"program": foreign.pk})
    with workspace_scope(acme.pk):
        names = Enrolment.objects.filter(advocate=maya).values_list("program__name", flat=True)
        assert list(names) == ["Members"]
    client.post(at, {"program": program.pk})
    shown = client.get(f"/acme/console/people/{maya.pk}/").content.decode()
    assert f"?program={program.pk}" in shown
    found = client.get(f"/acme/console/people/?program={program.pk}").content.decode()
    assert "4 people" in " ".join(found.split())


def test_a_column_of_a_file_puts_people_into_programs(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        make(owner)
    text = "E-mail,Program\nanna@example.com,ambassadors; Beta circle\nben@example.com,\n"
    import_people(acme, text.encode(), by=owner)
    with workspace_scope(acme.pk):
        names = Enrolment.objects.order_by("advocate__email", "program__name").values_list(
            "advocate__email", "program__name"
        )
        assert list(names) == [
            ("anna@example.com", "Ambassadors"),
            ("anna@example.com", "Beta circle"),
            ("anna@example.com", "Members"),
            ("ben@example.com", "Members"),
        ]
        made = Program.objects.get(name="Beta circle")
        assert (made.join_mode, made.kind) == ("invitation", "own")
