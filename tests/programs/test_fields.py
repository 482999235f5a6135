"""Custom fields: kept by staff, typed, imported, exported, and what the list of people is narrowed by."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User, Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from programs.columns import Field
from programs.models import Advocate, CustomField, FieldKind, FieldValue
from programs.operations.fields import OptionsInUse, change_field, fill_field, make_field, set_values
from programs.operations.people import erase_advocate
from programs.operations.taking_back import take_import_back
from programs.queries import PeopleFilter, fields_of, people
from programs.values import Custom, Held
from tests.factories.accounts import NOW
from tests.factories.programs import import_people, make_advocate, work_on
from tests.programs.shown import part
from tests.programs.test_people_views import sign_in

FIELDS = "/acme/console/people/fields/"
PERSON: dict[str, Any] = {"name": "Maya Okafor", "email": "maya@example.com", "status": "active"}


def make(workspace: Workspace, by: User, name: str, kind: FieldKind, **more: Any) -> CustomField:
    with workspace_scope(workspace.pk):
        return make_field(name=name, kind=kind, by=by, now=NOW, **more)


def held_of(workspace: Workspace, person: Advocate) -> list[tuple[str, str]]:
    with workspace_scope(workspace.pk):
        return fields_of(person)


@pytest.fixture
def plan(acme: Workspace, owner: User) -> CustomField:
    return make(acme, owner, "Plan", FieldKind.CHOICE, options=["Basic", "Premium"], is_listed=True)


@pytest.fixture
def seats(acme: Workspace, owner: User) -> CustomField:
    return make(acme, owner, "Seats", FieldKind.NUMBER, is_listed=True)


# ---- staff's own list


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ANALYST])
def test_only_who_manages_people_keeps_fields(acme: Workspace, client: Client, role: Role) -> None:
    sign_in(client, acme, role)
    assert client.get(FIELDS).status_code == 403


def test_a_field_is_made_and_its_kind_stays(acme: Workspace, owner: User, client: Client) -> None:
    posted = {"name": " Shirt  size ", "kind": "choice", "options": "S\nM\ns\n\nL", "is_listed": "on"}
    assert client.post(f"{FIELDS}new/", posted).status_code == 302
    with workspace_scope(acme.pk):
        field = CustomField.objects.get()
        assert (field.name, field.options, field.is_listed) == ("Shirt size", ["S", "M", "L"], True)
    client.post(f"{FIELDS}{field.pk}/", {"name": "Size", "kind": "number", "options": "S\nM\nL\nXL"})
    with workspace_scope(acme.pk):
        field.refresh_from_db()
        assert (field.name, field.kind, field.options[-1], field.is_listed) == ("Size", "choice", "XL", False)
        assert Event.objects.filter(name="custom_field.changed").count() == 2


REFUSED = [
    ({"name": "plan", "kind": "text"}, "There is a field of this name already."),
    ({"name": "E-Mail", "kind": "text"}, "Everybody has “E-mail” already"),
    ({"name": "Firma", "kind": "text"}, "Everybody has “Company” already"),
    ({"name": "Size", "kind": "choice", "options": " \n"}, "Write the words to choose from"),
    ({"name": "Size", "kind": "choice", "options": "x" * 81}, "is longer than 80 characters"),
    ({"name": "Size", "kind": "colour"}, "Select a valid choice"),
]


@pytest.mark.parametrize(("posted", "words"), REFUSED)
def test_a_field_that_cannot_be_is_refused_in_words(
    plan: CustomField, owner: User, client: Client, posted: dict[str, str], words: str
) -> None:
    response = client.post(f"{FIELDS}new/", posted)
    assert (response.status_code, words in response.content.decode()) == (422, True)


def test_four_fields_stand_in_the_list(acme: Workspace, owner: User, client: Client) -> None:
    for number in range(4):
        make(acme, owner, f"F{number}", FieldKind.TEXT, is_listed=True)
    response = client.post(f"{FIELDS}new/", {"name": "One more", "kind": "text", "is_listed": "on"})
    assert "Four fields are shown there already" in response.content.decode()


def test_words_that_people_have_stay(
    acme: Workspace, owner: User, client: Client, maya: Advocate, plan: CustomField
) -> None:
    with workspace_scope(acme.pk):
        set_values(advocate=maya, values={plan: "Premium"}, now=NOW)
        with pytest.raises(OptionsInUse):
            change_field(field=plan, name="Plan", options=["Basic"], is_listed=True, by=owner, now=NOW)
    response = client.post(f"{FIELDS}{plan.pk}/", {"name": "Plan", "options": "Basic"})
    assert (response.status_code, "Premium (1)" in response.content.decode()) == (422, True)


def test_a_field_goes_with_all_it_holds(
    acme: Workspace, owner: User, client: Client, maya: Advocate, plan: CustomField
) -> None:
    with workspace_scope(acme.pk):
        set_values(advocate=maya, values={plan: "Premium"}, now=NOW)
    assert client.post(f"{FIELDS}{plan.pk}/removal/", {"name": "Another"}).status_code == 422
    assert client.post(f"{FIELDS}{plan.pk}/removal/", {"name": "plan"}).status_code == 302
    with workspace_scope(acme.pk):
        assert not CustomField.objects.exists()
        assert not FieldValue.objects.exists()


# ---- typed by hand


def test_fields_are_typed_on_a_persons_page_and_emptied_again(
    acme: Workspace, owner: User, client: Client, maya: Advocate, plan: CustomField, seats: CustomField
) -> None:
    edit = f"/acme/console/people/{maya.pk}/edit/"
    client.post(edit, PERSON | {f"field-{plan.pk}": "Premium", f"field-{seats.pk}": "12,5"})
    assert held_of(acme, maya) == [("Plan", "Premium"), ("Seats", "12.5")]
    page = client.get(f"/acme/console/people/{maya.pk}/").content.decode()
    assert "Premium" in page
    assert "custom fields" in page
    assert 'value="12.5"' in client.get(edit).content.decode()
    client.post(edit, PERSON | {f"field-{plan.pk}": "Premium", f"field-{seats.pk}": ""})
    assert held_of(acme, maya) == [("Plan", "Premium")]
    with workspace_scope(acme.pk):
        changes = Event.objects.filter(name="advocate.changed").order_by("pk")
        assert [event.payload["fields"].split(", ")[-1] for event in changes] == ["custom_fields", "custom_fields"]


def test_what_is_no_number_is_refused_where_it_was_typed_and_kept(
    acme: Workspace, owner: User, client: Client, maya: Advocate, seats: CustomField
) -> None:
    response = client.post(f"/acme/console/people/{maya.pk}/edit/", PERSON | {f"field-{seats.pk}": "a dozen"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "“a dozen” is not a number" in " ".join(part(page, f"id_field-{seats.pk}_error"))
    assert 'value="a dozen"' in page
    assert held_of(acme, maya) == []


def test_somebody_is_added_with_fields(acme: Workspace, owner: User, client: Client, plan: CustomField) -> None:
    client.post("/acme/console/people/new/", PERSON | {f"field-{plan.pk}": "Basic", "form_key": ""})
    with workspace_scope(acme.pk):
        assert FieldValue.objects.get().text == "Basic"


def test_nothing_is_kept_of_somebody_erased(acme: Workspace, owner: User, maya: Advocate, plan: CustomField) -> None:
    with workspace_scope(acme.pk):
        set_values(advocate=maya, values={plan: "Basic"}, now=NOW)
        erase_advocate(advocate=maya, by=owner, now=NOW)
        assert not FieldValue.objects.exists()


def test_an_answer_that_fills_a_field_is_found_by_its_words(acme: Workspace, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        field = fill_field(advocate=maya, name="Diet", kind="text", value="Végan", source="decision:1", now=NOW)
        assert field
        assert people(PeopleFilter(fields=[(field.pk, "begins", "veg")])).get() == maya


# ---- the list


def test_the_list_shows_and_is_narrowed_by_fields(
    acme: Workspace, owner: User, client: Client, maya: Advocate, plan: CustomField, seats: CustomField
) -> None:
    tom = make_advocate(acme, name="Tom", email="tom@example.com")
    since = make(acme, owner, "Since", FieldKind.DAY, is_listed=True)
    speaks = make(acme, owner, "Speaks", FieldKind.YES_NO, is_listed=True)
    said: dict[CustomField, Held | None] = {plan: "Premium", seats: 10.0, speaks: True}
    with workspace_scope(acme.pk):
        set_values(advocate=maya, values=said, now=NOW)
        set_values(advocate=tom, values={seats: 30.0, speaks: False}, now=NOW)
    page = client.get("/acme/console/people/").content.decode()
    assert re.findall(r">\s*(Plan|Seats|Since|Speaks)\s*</th", page) == ["Plan", "Seats", "Since", "Speaks"]
    assert re.search(r'data-label="Plan"\s*>\s*Premium\s*</td', page)
    for query, found in [
        ({f"field-{plan.pk}": "Premium"}, "1 person"),
        ({f"field-{seats.pk}": "5..20"}, "1 person"),
        ({f"field-{seats.pk}": "5..", f"field-{speaks.pk}": "no"}, "1 person"),
        ({f"field-{seats.pk}": "5.."}, "2 people"),
        ({f"field-{since.pk}": "2026-01-01.."}, "0 people"),
        ({f"field-{plan.pk}": "Gold"}, "0 people"),
        ({f"field-{seats.pk}": "many"}, "“many” is not a number"),
    ]:
        assert found in client.get("/acme/console/people/", query).content.decode(), query


# ---- files


def test_fields_come_from_a_file_and_only_what_a_cell_says_changes(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    plan = make(acme, owner, "Plan", FieldKind.CHOICE, options=["Basic", "Premium"])
    lines = ["E-mail,Plan,Visits", "maya@example.com,premium,3", "ben@example.com,,", "eva@example.com,Gold,1"]
    columns: Any = {
        "E-mail": Field.EMAIL, "Plan": Custom(plan.pk, "Plan", "choice"), "Visits": Custom(0, "Visits", "number"),
    }  # fmt: skip
    row = import_people(acme, "\n".join(lines).encode(), by=owner, columns=columns)
    assert (row.added_count, row.updated_count, row.bad_count) == (1, 1, 1)
    assert held_of(acme, maya) == [("Plan", "Premium"), ("Visits", "3")]
    with workspace_scope(acme.pk):
        assert row.faults.get().reason == "Plan: “Gold” is none of the choices: Basic, Premium."
        assert Event.objects.get(name="advocate.changed").payload["fields"] == "consent_source, custom_fields"
        columns["Visits"] = Custom(CustomField.objects.get(name="Visits").pk, "Visits", "number")
    again = import_people(acme, b"E-mail,Plan,Visits\nmaya@example.com,,4\n", by=owner, columns=columns)
    assert again.updated_count == 1
    assert held_of(acme, maya) == [("Plan", "Premium"), ("Visits", "4")]
    same = import_people(acme, b"E-mail,Plan,Visits\nmaya@example.com,Premium,4\n", by=owner, columns=columns)
    assert (same.updated_count, same.unchanged_count) == (0, 1)


def test_what_a_file_filled_goes_with_those_it_added(acme: Workspace, owner: User, seats: CustomField) -> None:
    columns: Any = {"E-mail": Field.EMAIL, "Seats": Custom(seats.pk, "Seats", "number")}
    row = import_people(acme, b"E-mail,Seats\nben@example.com,3\n", by=owner, columns=columns)
    with workspace_scope(acme.pk):
        take_import_back(row=row, by=owner, now=NOW)
    assert work_on(acme, row).removed_count == 1


def test_a_column_is_recognised_by_a_fields_name_or_becomes_a_new_field(
    acme: Workspace, owner: User, client: Client, maya: Advocate, seats: CustomField
) -> None:
    file = io.BytesIO(b"E-mail,SEATS,Speaks\nmaya@example.com,x,yes\n")
    file.name = "people.csv"
    columns = client.post("/acme/console/people/imports/new/", {"file": file}).headers["Location"]
    page = client.get(columns).content.decode()
    assert f'value="field:{seats.pk}" selected' in page
    assert "Seats: “x” is not a number" in page
    posted = {
        "encoding": "utf-8", "delimiter": ",", "read_as": "utf-8 ,", "existing": "update", "tag": "", "start": "1",
        "consent_source": "Fair", "column_0": "email", "column_1": "", "column_2": "new:yes_no",
    }  # fmt: skip
    assert client.post(columns, posted | {"column_1": "new:text"}).status_code == 422
    assert client.post(columns, posted).status_code == 302
    with workspace_scope(acme.pk):
        assert CustomField.objects.get(name="Speaks").kind == "yes_no"


def test_an_export_has_the_fields_and_can_be_imported_again(
    acme: Workspace, owner: User, client: Client, maya: Advocate, plan: CustomField, seats: CustomField
) -> None:
    with workspace_scope(acme.pk):
        set_values(advocate=maya, values={plan: "Premium", seats: 1234.5}, now=NOW)
    response: Any = client.post("/acme/console/people/export/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert (line["Plan"], line["Seats"]) == ("Premium", "1234.5")
