"""Importing in the console: a file, its columns with a preview, its progress, what was not taken, taking it back."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User, Workspace
from files.models import File
from foundation.tenancy import workspace_scope
from jobs.models import Job
from jobs.operations import fail_job
from programs.models import Advocate, Import
from tests.factories.accounts import NOW, make_member
from tests.factories.programs import import_people, make_advocate, start_import_of, work_on
from tests.programs.shown import HTMX, part
from tests.programs.tables import PEOPLE, excel_in_german, google_sheets

IMPORTS = "/acme/console/people/imports/"
BAD = b"Name,E-Mail,Firma\nAnna,anna@example.com,x\n=1+1,ben@,y\n"
ANSWERS = {"existing": "update", "tag": "fair", "consent_source": "Ticked at the fair", "start": "1"}


def upload(client: Client, content: bytes, *, name: str = "people.csv") -> Any:
    return client.post(f"{IMPORTS}new/", {"file": SimpleUploadedFile(name, content, "text/csv")})


def uploaded(acme: Workspace, client: Client, content: bytes) -> str:
    """The address of the page with the columns of this file."""
    answer = upload(client, content)
    with workspace_scope(acme.pk):
        url = f"{IMPORTS}{Import.objects.latest('pk').pk}/columns/"
    assert answer["Location"] == url
    return url


def posted(page: str, **answers: str) -> dict[str, str]:
    """What a browser sends of the page's form, with these answers."""
    hidden = re.search(r'name="read_as"\s+value="([^"]*)"', page)
    assert hidden is not None
    chosen = {}
    for name, options in re.findall(r'<select[^>]*\bname="(\w+)"[^>]*>(.*?)</select', page, re.DOTALL):
        selected = re.search(r'<option\s+value="([^"]*)"\s+selected', options)
        chosen[name] = selected[1] if selected else ""
    return chosen | {"read_as": hidden[1].replace("&#9;", "\t")} | answers


# ---- a file


def test_a_file_is_uploaded_and_its_columns_are_shown(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get(uploaded(acme, client, excel_in_german(PEOPLE))).text
    assert "Bäckerei Müller" in page
    assert posted(page)["encoding"] == "cp1252"
    assert posted(page)["delimiter"] == ";"
    names = ["first_name", "last_name", "email", "phone", "company"]
    assert [posted(page)[f"column_{at}"] for at in range(5)] == names
    assert posted(page)["region"] == "DE"
    assert "Import 4 rows" in page
    with workspace_scope(acme.pk):
        assert not Advocate.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "people.csv", "empty"),
        (b"PK\x03\x04" + b"\x00" * 100, "people.xlsx", "workbook"),
        (b"%PDF-1.7\n%%EOF", "people.csv", "not a CSV file"),
        (b"Name,E-Mail\n", "people.exe", "Rename it"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(
    acme: Workspace, owner: User, client: Client, content: bytes, name: str, words: str
) -> None:
    answer = upload(client, content, name=name)
    assert answer.status_code == 422
    assert words in answer.text
    with workspace_scope(acme.pk):
        assert not Import.objects.exists()
        assert not File.objects.exists()


def test_no_file_is_told(owner: User, client: Client) -> None:
    answer = client.post(f"{IMPORTS}new/", {})
    assert answer.status_code == 422
    assert "Choose a file" in answer.text


# ---- its columns


def test_the_preview_shows_what_will_be_stored_and_what_will_not(acme: Workspace, owner: User, client: Client) -> None:
    rows = [*PEOPLE, ("", "", "anna@", "", ""), ("A", "B", "ELIF@example.com", "", "")]
    texts = part(client.get(uploaded(acme, client, google_sheets(rows))).text, "columns")
    for words in ("Anna Schmidt", "anna.schmidt@example.com", "+491711234567", "The same person as in line 6."):
        assert words in " ".join(texts)
    assert "something is missing beside the @" in " ".join(texts)


def test_another_choice_shows_another_preview_without_starting(acme: Workspace, owner: User, client: Client) -> None:
    url = uploaded(acme, client, excel_in_german(PEOPLE))
    data = posted(client.get(url).text, column_0="", column_1="name", tag="fair")
    fragment = client.post(url, data, headers=HTMX)
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert "Anna Schmidt" not in fragment.text
    assert posted(fragment.text)["column_1"] == "name"
    assert 'value="fair"' in fragment.text  # what is typed stays
    assert "There is a problem" not in fragment.text  # nobody has pressed the button yet
    page = client.post(url, data)
    assert part(page.text, "columns") == part(fragment.text, "columns")
    with workspace_scope(acme.pk):
        assert Import.objects.get().started_at is None


def test_read_in_another_way_the_columns_are_shown_once_more_first(
    acme: Workspace, owner: User, client: Client
) -> None:
    url = uploaded(acme, client, "Name|E-Mail;Nr\nŁódź|a@example.com;1\n".encode("cp1250"))
    data = posted(client.get(url).text, encoding="cp1250", delimiter="|", **ANSWERS)
    page = client.post(url, data)
    assert page.status_code == 200
    assert "Check the columns once more" in page.text
    assert "Łódź" in page.text
    with workspace_scope(acme.pk):
        assert Import.objects.get().started_at is None
    client.post(url, posted(page.text, column_1="email", **ANSWERS))
    with workspace_scope(acme.pk):
        row = work_on(acme, Import.objects.get())
    assert (row.reading["encoding"], row.reading["delimiter"], row.bad_count) == ("cp1250", "|", 1)


def test_tabs_survive_the_way_through_the_form(acme: Workspace, owner: User, client: Client) -> None:
    url = uploaded(acme, client, b"Name\tE-Mail\nAnna\tanna@example.com\n")
    answer = client.post(url, posted(client.get(url).text, **ANSWERS))
    assert answer.status_code == 302
    with workspace_scope(acme.pk):
        assert work_on(acme, Import.objects.get()).added_count == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"consent_source": ""}, "consent to be written to"),
        ({"column_2": "", "column_3": ""}, "Choose the column with e-mail addresses or phone numbers"),
        ({"column_4": "name"}, "Choose either “Name” or “First name”"),
        ({"column_4": "email"}, "“E-Mail-Adresse” is the E-mail already."),
        ({"column_4": "nonsense"}, "Select a valid choice"),
        ({"tag": "a, b"}, "Name one tag"),
        ({"existing": ""}, "People who are here already"),
        ({"region": "XX"}, "Select a valid choice"),
        ({"encoding": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_starts(
    acme: Workspace, owner: User, client: Client, change: dict[str, str], words: str
) -> None:
    url = uploaded(acme, client, excel_in_german(PEOPLE))
    answer = client.post(url, posted(client.get(url).text, **ANSWERS | change))
    assert answer.status_code == 422
    assert words in answer.text
    with workspace_scope(acme.pk):
        assert Import.objects.get().started_at is None


def test_a_file_without_headings_names_its_columns(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get(uploaded(acme, client, b"Anna,anna@example.com\nBen,ben@example.com\n")).text
    assert "taken as a person, not as headings" in page
    assert "Column A" in page


def test_a_file_is_discarded(acme: Workspace, owner: User, client: Client) -> None:
    url = uploaded(acme, client, google_sheets(PEOPLE))
    assert "Nobody was added" in client.post(url.replace("columns", "discard"), follow=True).text
    assert client.get(url).status_code == 404
    with workspace_scope(acme.pk):
        assert not Import.objects.exists()


# ---- its progress and outcome


def test_started_it_shows_its_progress_and_then_its_outcome(acme: Workspace, owner: User, client: Client) -> None:
    url = uploaded(acme, client, google_sheets(PEOPLE))
    data = posted(client.get(url).text, **ANSWERS)
    there = client.post(url, data)["Location"]
    page = client.get(there).text
    assert "People are being imported" in page
    assert f'hx-get="{there}"' in page
    assert client.get(url)["Location"] == there  # the columns can no longer be changed
    assert client.post(url, data)["Location"] == there
    with workspace_scope(acme.pk):
        assert Job.objects.count() == 1
        row = Import.objects.get()
    row = work_on(acme, row)
    fragment = client.get(there, headers=HTMX)
    assert "<html" not in fragment.text
    assert f'hx-get="{there}"' not in fragment.text  # it asks no more
    assert "Ticked at the fair" in fragment.text
    assert part(fragment.text, "import") == part(client.get(there).text, "import")
    assert re.findall(r"tabular-nums\">\s*(\d+)", fragment.text) == ["4", "0", "0", "0"]
    page = client.get(f"/acme/console/people/?source={row.pk}").text
    assert "4 people" in part(page, "people")[0]


def test_rows_that_were_not_taken_are_listed_and_downloaded(acme: Workspace, owner: User, client: Client) -> None:
    row = import_people(acme, BAD, by=owner, name="fair.csv")
    page = client.get(f"{IMPORTS}{row.pk}/").text
    assert "something is missing beside the @" in page
    assert "=1+1 · ben@ · y" in page
    answer = client.get(f"{IMPORTS}{row.pk}/faults/")
    assert "not taken - fair.csv" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    head, fault = csv.reader(io.StringIO(text))
    assert head == ["Line", "Reason", "Name", "E-Mail", "Firma"]
    assert (fault[0], fault[2:]) == ("3", ["'=1+1", "ben@", "y"])


def test_what_was_not_taken_is_mended_and_imported(acme: Workspace, owner: User, client: Client) -> None:
    row = import_people(acme, BAD, by=owner)
    text = b"".join(client.get(f"{IMPORTS}{row.pk}/faults/").streaming_content)  # type: ignore[attr-defined]  # it streams
    row = import_people(acme, text.replace(b"ben@", b"ben@example.com"), by=owner)
    assert (row.added_count, row.bad_count) == (1, 0)
    with workspace_scope(acme.pk):
        assert Advocate.objects.get(email="ben@example.com").name == "=1+1"


def test_many_faults_are_shown_page_by_page(acme: Workspace, owner: User, client: Client) -> None:
    row = import_people(acme, b"E-Mail\n" + b"x@\n" * 120, by=owner)
    lines, after = [], 0
    for size in (40, 40, 40):
        page = client.get(f"{IMPORTS}{row.pk}/?after={after}").text
        found = [int(line) for line in re.findall(r'data-label="Line"\s*>\s*(\d+)', page)]
        assert len(found) == size
        lines += found
        after = found[-1]
    assert lines == list(range(2, 122))


def test_an_import_is_stopped(acme: Workspace, owner: User, client: Client) -> None:
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    client.post(f"{IMPORTS}{row.pk}/stop/")
    assert "Stopped" in client.get(IMPORTS).text
    assert "had ended already" in client.post(f"{IMPORTS}{row.pk}/stop/", follow=True).text
    with workspace_scope(acme.pk):
        assert not File.objects.exists()


def test_a_failed_import_goes_on_by_a_button(acme: Workspace, owner: User, client: Client) -> None:
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    with workspace_scope(acme.pk):
        fail_job(job_id=row.job_id or 0, error="boom", now=NOW)
    page = client.get(f"{IMPORTS}{row.pk}/").text
    assert "Something went wrong on our side" in page
    assert "boom" not in page
    client.post(f"{IMPORTS}{row.pk}/retry/")
    assert work_on(acme, row).added_count == 4
    assert "being worked on" in client.post(f"{IMPORTS}{row.pk}/retry/", follow=True).text


# ---- the history


def test_the_history_shows_each_import_with_its_numbers(acme: Workspace, owner: User, client: Client) -> None:
    assert "No imports yet" in client.get(IMPORTS).text
    import_people(acme, BAD, by=owner, name="bad.csv")
    start_import_of(acme, google_sheets(PEOPLE), by=owner, name="going.csv")
    uploaded(acme, client, google_sheets(PEOPLE))
    page = client.get(IMPORTS).text
    for words in ("bad.csv", "Done", "going.csv", "Waiting", "Not started", str(owner)):
        assert words in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_history_asks_as_often_for_one_as_for_thirty(
    acme: Workspace, owner: User, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        start_import_of(acme, b"E-Mail\na@example.com\n", by=owner)
    client.get(IMPORTS)
    with django_assert_num_queries(13):
        client.get(IMPORTS)


def test_a_long_history_goes_on(acme: Workspace, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("programs.views.imports.PAGE", 2)
    for number in range(3):
        import_people(acme, b"E-Mail\na@example.com\n", by=owner, name=f"file-{number}.csv")
    first = client.get(IMPORTS).text
    found = re.search(r'href="(\?after=\d+)"', first)
    assert found is not None
    assert re.findall(r"file-\d", first) == ["file-2", "file-1"]
    assert re.findall(r"file-\d", client.get(IMPORTS + found[1]).text) == ["file-0"]


# ---- taking it back


def test_an_import_is_taken_back_after_asking(acme: Workspace, owner: User, client: Client) -> None:
    make_advocate(acme, name="Maya")
    row = import_people(acme, google_sheets(PEOPLE), by=owner)
    url = f"{IMPORTS}{row.pk}/taking-back/"
    assert "4 people were added" in client.get(url).text
    with workspace_scope(acme.pk):
        assert Advocate.objects.count() == 5
    assert client.post(url)["Location"] == f"{IMPORTS}{row.pk}/"
    assert "being taken back" in client.get(f"{IMPORTS}{row.pk}/").text
    assert "was taken back already" in client.post(url, follow=True).text
    work_on(acme, row)
    assert "4 people were removed" in client.get(f"{IMPORTS}{row.pk}/").text
    with workspace_scope(acme.pk):
        assert [one.name for one in Advocate.objects.all()] == ["Maya"]


def test_removing_more_than_a_hundred_asks_for_the_name(acme: Workspace, owner: User, client: Client) -> None:
    lines = "\n".join(f"p{number}@example.com" for number in range(101))
    row = import_people(acme, f"E-Mail\n{lines}".encode(), by=owner, name="Crowd.csv")
    url = f"{IMPORTS}{row.pk}/taking-back/"
    for typed in ("", "other.csv"):
        answer = client.post(url, {"file_name": typed})
        assert answer.status_code == 422
    assert "This is not the name of the file" in answer.text
    client.post(url, {"file_name": "crowd.csv "})
    assert work_on(acme, row).removed_count == 101


def test_who_stays_is_listed_with_why(acme: Workspace, owner: User, client: Client) -> None:
    row = import_people(acme, google_sheets(PEOPLE), by=owner)
    import_people(acme, b"E-Mail\nelif@example.com\n", by=owner, name="later.csv")
    client.post(f"{IMPORTS}{row.pk}/taking-back/")
    work_on(acme, row)
    page = client.get(f"{IMPORTS}{row.pk}/").text
    assert "1 person stays" in page
    assert "also in the file later.csv" in page


# ---- doors

PAGES = ["", "new/", "{pk}/", "{pk}/columns/", "{pk}/faults/", "{pk}/taking-back/"]
ACTS = ["{pk}/discard/", "{pk}/stop/", "{pk}/retry/"]


@pytest.mark.parametrize("path", [*PAGES, *ACTS])
def test_imports_are_for_those_who_manage_people_of_this_workspace(
    acme: Workspace, globex: Workspace, owner: User, client: Client, other_browser: Client, path: str
) -> None:
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    url = f"{IMPORTS}{path.format(pk=row.pk)}"
    method = "post" if path in ACTS else "get"
    assert getattr(other_browser, method)(url)["Location"].startswith("/accounts/login/")
    wrong = "get" if path in ACTS else "put"
    assert getattr(client, wrong)(url).status_code == 405
    other_browser.force_login(
        make_member(acme, Role.ANALYST), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert getattr(other_browser, method)(url).status_code == 403
    stranger = make_member(globex, Role.MANAGER)
    other_browser.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert getattr(other_browser, method)(url).status_code == 404
    if "{pk}" in path:
        there = url.replace("/acme/", "/globex/")
        assert getattr(other_browser, method)(there).status_code == 404
    assert work_on(acme, row).added_count == 4
