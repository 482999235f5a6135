"""Districts and languages: kept by hand and from files, and what the list of people is narrowed by."""

import csv
import io
from typing import Any

from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from programs.columns import guess_columns
from programs.models import Advocate, District, Residence
from programs.operations.people import change_advocate, erase_advocate
from programs.operations.taking_back import take_import_back
from programs.queries import districts_of, languages_of_people
from tests.factories.accounts import NOW
from tests.factories.programs import import_people, make_advocate, work_on

LIST = "/acme/console/people/"
PERSON = {"name": "Maya Okafor", "email": "maya@example.com", "status": "active"}


def of(workspace: Workspace, person: Advocate) -> list[str]:
    with workspace_scope(workspace.pk):
        return districts_of(person)


def test_districts_are_typed_by_hand_and_made_where_needed(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    edit = f"{LIST}{maya.pk}/edit/"
    client.post(edit, PERSON | {"districts": "North, Bay Area; north"})
    assert of(acme, maya) == ["Bay Area", "North"]
    assert "Bay Area, North" in client.get(edit).content.decode()
    assert "Bay Area, North" in client.get(f"{LIST}{maya.pk}/").content.decode()
    client.post(edit, PERSON | {"districts": "NORTH"})
    assert of(acme, maya) == ["North"]
    response = client.post(edit, PERSON | {"districts": "x" * 61})
    assert (response.status_code, "longer than 60 characters" in response.content.decode()) == (422, True)


def test_districts_come_from_a_file_and_go_with_those_it_added(acme: Workspace, owner: User, maya: Advocate) -> None:
    content = b'E-mail,Wahlkreis\nmaya@example.com,North\nben@example.com,"north, South"\n'
    assert {str(field) for field in guess_columns(["E-mail", "Wahlkreis"]).values()} == {"email", "districts"}
    row = import_people(acme, content, by=owner)
    assert (row.added_count, row.updated_count) == (1, 1)
    assert of(acme, maya) == ["North"]
    same = import_people(acme, content, by=owner)
    assert same.unchanged_count == 2
    with workspace_scope(acme.pk):
        assert District.objects.count() == 2
        take_import_back(row=row, by=owner, now=NOW)
    assert work_on(acme, row).kept_count == 1, "the second file names Ben, too"


def test_the_list_is_narrowed_by_district_and_language(acme: Workspace, owner: User, client: Client) -> None:
    assert 'name="district"' not in client.get(LIST).content.decode()
    for name, language, district in [("Anna", "de", "North"), ("Ben", "es", "South"), ("Cleo", "de", "South")]:
        person = make_advocate(acme, name=name, email=f"{name.lower()}@example.com")
        with workspace_scope(acme.pk):
            changes: dict[str, str | None] = {"language": language}
            change_advocate(advocate=person, changes=changes, districts=[district], by=owner, now=NOW)
    with workspace_scope(acme.pk):
        south = District.objects.get(name="South")
        assert languages_of_people() == ["de", "es"]
    page = client.get(LIST, {"district": str(south.pk), "language": "de"}).content.decode()
    assert "1 person" in page
    assert "Cleo" in page
    assert "Deutsch" in page


def test_an_export_has_the_districts(acme: Workspace, owner: User, client: Client, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        change_advocate(advocate=maya, changes={}, districts=["North", "South"], by=owner, now=NOW)
    response: Any = client.post(f"{LIST}export/")
    (line,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert line["Districts"] == "North, South"


def test_nobody_erased_is_in_a_district(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        change_advocate(advocate=maya, changes={}, districts=["North"], by=owner, now=NOW)
        erase_advocate(advocate=maya, by=owner, now=NOW)
        assert not Residence.objects.exists()
