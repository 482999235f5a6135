"""A file of people comes in: each good row once, each bad one with line and reason; the same again changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User, Workspace
from events.models import Due, Event
from files.models import File
from foundation.spreadsheets import Reading, read_table
from foundation.tenancy import workspace_scope
from jobs.models import JobState
from jobs.operations import step_job
from programs.columns import Field
from programs.models import (
    Advocate,
    AdvocateStatus,
    Enrolment,
    Import,
    ImportedRow,
    RowOutcome,
    SearchWord,
    Tagging,
)
from programs.operations import importing
from programs.operations import imports as operations
from programs.operations.imports import (
    AlreadyStarted,
    NotGoing,
    begin_import,
    discard_import,
    import_some,
    start_import,
    stop_import,
)
from programs.work import discard_unused
from tests.factories.accounts import NOW
from tests.factories.programs import import_people, make_advocate, start_import_of, upload_of, work_on
from tests.programs.tables import PEOPLE, WRITERS, Rows, google_sheets


def counts(row: Import) -> tuple[int, int, int, int]:
    """Added, updated, unchanged, bad."""
    return (row.added_count, row.updated_count, row.unchanged_count, row.bad_count)


def table(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def faults(workspace: Workspace, row: Import) -> dict[int, str]:
    with workspace_scope(workspace.pk):
        return dict(row.faults.order_by("line").values_list("line", "reason"))


def stored(workspace: Workspace, email: str) -> Advocate:
    with workspace_scope(workspace.pk):
        return Advocate.objects.get(email=email)


@pytest.mark.parametrize("write", WRITERS)
def test_people_come_in_from_whatever_program(acme: Workspace, owner: User, write: Callable[[Rows], bytes]) -> None:
    row = import_people(acme, write(PEOPLE), by=owner)
    assert (counts(row), faults(acme, row)) == ((4, 0, 0, 0), {})
    with workspace_scope(acme.pk):
        people = {one.email: (one.name, one.phone, one.company) for one in Advocate.objects.all()}
    assert people == {
        "anna.schmidt@example.com": ("Anna Schmidt", "+491711234567", "Bäckerei Müller & Söhne"),
        "juergen@gross.example": ("Jürgen Groß", None, 'Hotel "Zur Post"'),
        "chloe@example.com": ("Chloé Martin; Dupont", "+33170189900", "Rue 1 Paris, France"),
        "elif@example.com": ("Elif Öztürk", None, ""),
    }


def test_who_comes_in_can_be_found_is_enrolled_and_has_a_consent(acme: Workspace, owner: User) -> None:
    row = import_people(acme, google_sheets(PEOPLE), by=owner, tag="fair")
    anna = stored(acme, "anna.schmidt@example.com")
    with workspace_scope(acme.pk):
        assert (anna.status, anna.consent_source, anna.added_by_import) == ("active", "Ticked at the fair", row)
        assert anna.sort_name == "schmidt anna"
        words = set(SearchWord.objects.filter(advocate=anna).values_list("word", flat=True))
        assert {"schmidt", "muller", "491711234567", "1711234567"} <= words
        assert Enrolment.objects.filter(advocate=anna, program__is_default=True).exists()
        assert Tagging.objects.filter(tag__name="fair").count() == 4


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_file_again_changes_nothing(acme: Workspace, owner: User, write: Callable[[Rows], bytes]) -> None:
    import_people(acme, google_sheets(PEOPLE), by=owner, tag="fair")
    with workspace_scope(acme.pk):
        before = (list(Advocate.objects.order_by("pk").values()), Event.objects.filter(name="advocate.changed").count())
    row = import_people(acme, write(PEOPLE), by=owner, tag="Fair")
    assert counts(row) == (0, 0, 4, 0)
    with workspace_scope(acme.pk):
        after = (list(Advocate.objects.order_by("pk").values()), Event.objects.filter(name="advocate.changed").count())
        assert before == after


def test_only_chosen_columns_change_and_a_blank_erases_nothing(acme: Workspace, owner: User) -> None:
    make_advocate(acme, name="Maya Okafor", email="maya@example.com", company="Old", phone="+4930901820")
    content = table("E-Mail,Name,Firma,Telefon", "maya@example.com,New Name,,030 901899")
    columns = {"E-Mail": Field.EMAIL, "Firma": Field.COMPANY, "Telefon": Field.PHONE}
    row = import_people(acme, content, by=owner, columns=columns)
    maya = stored(acme, "maya@example.com")
    assert counts(row) == (0, 1, 0, 0)
    assert (maya.name, maya.company, maya.phone) == ("Maya Okafor", "Old", "+4930901899")
    with workspace_scope(acme.pk):
        event = Event.objects.get(name="advocate.changed")
        assert (event.advocate_id, event.by_staff_id) == (maya.pk, owner.pk)
        assert event.payload == {"fields": "phone, consent_source", "import": row.pk}
        assert not Due.objects.filter(ref=event.pk, work="event").exists()


def test_a_part_of_a_name_does_not_replace_a_whole_one(acme: Workspace, owner: User) -> None:
    make_advocate(acme, name="Maya Okafor", email="maya@example.com")
    import_people(acme, table("Vorname,Nachname,E-Mail", "Maya,,maya@example.com", "Ben,,ben@example.com"), by=owner)
    assert stored(acme, "maya@example.com").name == "Maya Okafor"
    assert stored(acme, "ben@example.com").name == "Ben"


def test_people_who_are_here_may_be_left_as_they_are(acme: Workspace, owner: User) -> None:
    make_advocate(acme, name="Maya Okafor", email="maya@example.com", tags=["vip"])
    content = table("Name,E-Mail,Tags,Phone", "New,maya@example.com,beta,030 901820", "Ben,ben@example.com,beta,")
    row = import_people(acme, content, by=owner, updates_existing=False)
    assert counts(row) == (1, 0, 1, 0)
    maya = stored(acme, "maya@example.com")
    assert (maya.name, maya.phone, maya.consent_source) == ("Maya Okafor", None, "")
    with workspace_scope(acme.pk):
        assert [row.tag.name for row in maya.taggings.all()] == ["vip"]


def test_the_tag_is_for_everybody_in_the_file(acme: Workspace, owner: User) -> None:
    make_advocate(acme, email="maya@example.com", tags=["vip"])
    content = table("E-Mail,Tags", 'maya@example.com,"vip, beta"', "ben@example.com,")
    row = import_people(acme, content, by=owner, tag="fair", updates_existing=False)
    assert counts(row) == (1, 1, 0, 0)
    row = import_people(acme, content, by=owner, tag="fair")
    assert counts(row) == (0, 1, 1, 0)
    with workspace_scope(acme.pk):
        maya = Advocate.objects.get(email="maya@example.com")
        assert {row.tag.name for row in maya.taggings.all()} == {"vip", "beta", "fair"}


def test_who_is_kept_out_stays_out(acme: Workspace, owner: User) -> None:
    make_advocate(acme, email="maya@example.com", status="suspended")
    import_people(acme, table("Name,E-Mail", "Maya,maya@example.com"), by=owner)
    maya = stored(acme, "maya@example.com")
    assert (maya.status, maya.name) == (AdvocateStatus.SUSPENDED, "Maya")


def test_people_are_recognised_by_address_else_by_number(acme: Workspace, owner: User) -> None:
    make_advocate(acme, name="By number", email=None, phone="+4930901820")
    make_advocate(acme, name="By both", email="both@example.com", phone="+4930901821")
    content = table(
        "Name,E-Mail,Telefon",
        "Now with address,new@example.com,030 901820",
        "Changed,,030 901821",
        ",both@example.com,",
    )
    row = import_people(acme, content, by=owner)
    assert stored(acme, "new@example.com").name == "Now with address"
    assert stored(acme, "both@example.com").name == "Changed"
    assert (counts(row), faults(acme, row)) == ((0, 2, 0, 1), {4: "The same person as in line 3."})


def test_a_number_of_somebody_with_another_address_is_not_taken(acme: Workspace, owner: User) -> None:
    make_advocate(acme, name="Maya", email="maya@example.com", phone="+4930901820")
    content = table("Name,E-Mail,Telefon", "Ben,ben@example.com,030 901820", "Zoë,zoe@example.com,030 901899",
                    "Zoë's husband,jan@example.com,030 901899", "Maya,maya@example.com,030901899")  # fmt: skip
    row = import_people(acme, content, by=owner)
    assert counts(row) == (1, 0, 0, 3)
    assert faults(acme, row) == {
        2: "Somebody else, with another e-mail address, has this phone number.",
        4: "Line 3 has this phone number too, with another e-mail.",
        5: "Line 3 has this phone number too, with another e-mail.",
    }


def test_of_rows_about_the_same_person_the_first_counts(
    acme: Workspace, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "STEP", 2)  # the third row is in another step than the first
    content = table("Name,E-Mail", "Anna,anna@example.com", "Ben,ben@example.com", "Other,ANNA@example.com", "X,anna@")
    row = import_people(acme, content, by=owner)
    assert counts(row) == (2, 0, 0, 2)
    assert faults(acme, row)[4] == "The same person as in line 2."
    assert stored(acme, "anna@example.com").name == "Anna"


def test_after_a_bad_row_about_somebody_a_good_one_is_taken(acme: Workspace, owner: User) -> None:
    row = import_people(acme, table("Name,E-Mail,Phone", "A,a@example.com,12", "A,a@example.com,"), by=owner)
    assert (counts(row), list(faults(acme, row))) == ((1, 0, 0, 1), [2])


def test_bad_rows_have_the_line_of_the_file_and_their_cells(acme: Workspace, owner: User) -> None:
    content = table(
        "Name,E-Mail,Firma", 'Anna,anna@example.com,"Line\nand line"', "Ben,ben@,x", "", "C,c@example.com,y,too,many",
        'D,"d@example.com', "E,e@example.com,z", ",,only a company",
    )  # fmt: skip
    row = import_people(acme, content, by=owner)
    found = faults(acme, row)
    assert list(found) == [4, 6, 7, 9]
    assert "something is missing beside the @" in found[4]
    assert "5 cells" in found[6]
    assert "never closed" in found[7]
    assert "neither an e-mail address nor a phone number" in found[9]
    assert counts(row) == (2, 0, 0, 4)
    with workspace_scope(acme.pk):
        assert row.faults.get(line=4).cells == ["Ben", "ben@", "x"]
        assert row.faults.get(line=4).text == "Ben · ben@ · x"


def test_every_line_is_counted_once(acme: Workspace, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "STEP", 7)
    lines = [f"P{number},p{number % 40}@example.com" for number in range(50)]
    row = import_people(acme, table("Name,E-Mail", *lines), by=owner)
    assert (row.rows_count, counts(row)) == (50, (40, 0, 0, 10))
    with workspace_scope(acme.pk):
        assert ImportedRow.objects.filter(outcome=RowOutcome.ADDED).count() == Advocate.objects.count() == 40
        assert row.job is not None
        assert (row.job.state, row.job.done_count, row.job.total_count) == (JobState.DONE, 50, 50)


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_when_its_rows_are_in(acme: Workspace, owner: User, media: Path) -> None:
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    assert [path.is_file() for path in media.rglob("*")].count(True) == 1
    row = work_on(acme, row)
    with workspace_scope(acme.pk):
        assert not File.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))
    assert (row.file, row.file_name) == (None, "people.csv")


def test_what_happened_is_told_once_for_the_whole_file(acme: Workspace, owner: User) -> None:
    row = import_people(acme, google_sheets(PEOPLE), by=owner)
    with workspace_scope(acme.pk):
        events = Event.objects.exclude(name="workspace.created").order_by("pk")
        assert [event.name for event in events] == ["import.started", "import.finished", "job.ended"]
        assert {event.about for event in events} == {f"import:{row.pk}"}
        assert {event.by_staff_id for event in events} == {owner.pk}


def queries_of_a_step(acme: Workspace, owner: User, count: int, *, prefix: str) -> int:
    lines = [f"{prefix}{number},{prefix}{number}@example.com,a;b" for number in range(count)]
    row = start_import_of(acme, table("Name,E-Mail,Tags", *lines), by=owner, tag="fair")
    with workspace_scope(acme.pk), CaptureQueriesContext(connection) as queries:
        step_job(job_id=row.job_id or 0, kinds={operations.KIND: import_some}, now=NOW)
    return len(queries)


def test_a_row_costs_no_query_of_its_own(acme: Workspace, owner: User) -> None:
    queries_of_a_step(acme, owner, 1, prefix="first")  # makes tags and the program
    assert queries_of_a_step(acme, owner, 2, prefix="few") == queries_of_a_step(acme, owner, 400, prefix="many")


def test_an_import_is_started_once(acme: Workspace, owner: User) -> None:
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    with workspace_scope(acme.pk):
        with pytest.raises(AlreadyStarted):
            start_import(
                row=row, reading=Reading(**row.reading), columns={}, region="", updates_existing=True, tag="",
                consent_source="", by=owner, now=NOW,
            )  # fmt: skip
        assert Event.objects.filter(name="import.started").count() == 1
        assert Import.objects.get().columns == row.columns


def test_stopping_keeps_what_is_in_and_takes_no_more(
    acme: Workspace, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "STEP", 2)
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    with workspace_scope(acme.pk):
        step_job(job_id=row.job_id or 0, kinds={operations.KIND: import_some}, now=NOW)
        row = Import.objects.get()
        stop_import(row=row, by=owner, now=NOW)
        with pytest.raises(NotGoing):
            stop_import(row=Import.objects.get(), by=owner, now=NOW)
    row = work_on(acme, row)
    assert (counts(row), row.finished_at, row.file) == ((2, 0, 0, 0), NOW, None)
    assert row.job is not None
    assert row.job.state == JobState.CANCELLED
    with workspace_scope(acme.pk):
        assert [Event.objects.filter(name=name).count() for name in ("import.stopped", "import.finished")] == [1, 0]


def test_a_file_that_is_not_imported_is_discarded_after_two_days(acme: Workspace, owner: User) -> None:
    upload = upload_of(google_sheets(PEOPLE))
    with workspace_scope(acme.pk):
        reading = read_table(cast("BinaryIO", upload))
        row = begin_import(upload=upload, reading=reading, by=owner, now=NOW)
        due = Due.objects.get(work="import.discard")
        assert (due.ref, due.due_at) == (row.pk, NOW + timedelta(days=2))
    discard_unused(acme.pk, row.pk)
    with workspace_scope(acme.pk):
        assert not Import.objects.exists()
        assert not File.objects.exists()
    discard_unused(acme.pk, row.pk)  # twice is once


def test_a_file_that_was_imported_is_not_discarded(acme: Workspace, owner: User) -> None:
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    with workspace_scope(acme.pk):
        assert discard_import(import_id=row.pk) is False
        assert Import.objects.exists()


def test_somebody_added_while_a_step_runs_makes_it_run_again(acme: Workspace, owner: User) -> None:
    """The step sees nobody of this address; then somebody has it. The database refuses, and the next try finds them."""
    row = start_import_of(acme, google_sheets(PEOPLE), by=owner)
    make_advocate(acme, name="Anna Schmidt", email="anna.schmidt@example.com")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "_known", lambda read, *, of: importing.People())
        with workspace_scope(acme.pk), pytest.raises(IntegrityError), transaction.atomic():
            step_job(job_id=row.job_id or 0, kinds={operations.KIND: import_some}, now=NOW)
    assert counts(work_on(acme, row)) == (3, 1, 0, 0)


def test_a_long_file_costs_some_statements_for_500_rows_and_the_same_file_changes_nothing(
    acme: Workspace, owner: User
) -> None:
    lines = [f"P{n};Person {n};p{n}@example.com;0171 {1000000 + n};Firma {n % 90};de" for n in range(1700)]
    content = "\r\n".join(["Vorname;Name;E-Mail;Telefon;Firma;Sprache", *lines]).encode("cp1252")
    with CaptureQueriesContext(connection) as queries:
        row = import_people(acme, content, by=owner, tag="fair")
    assert counts(row) == (1700, 0, 0, 0)
    assert len(queries) < 4 * 50  # four steps
    assert counts(import_people(acme, content, by=owner, tag="fair")) == (0, 0, 1700, 0)
