"""A large export is written in the background, part by part, and is exactly what was asked for when it began."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from events.models import Due, Event
from files.disk import open_file
from files.models import File
from foundation.tables import FORMATS
from foundation.tenancy import workspace_scope
from jobs.models import Job
from jobs.operations import step_job
from programs.models import Advocate
from programs.operations import exports
from programs.operations.exports import KIND, export_some, start_export
from programs.operations.fields import make_field, set_values
from programs.operations.people import change_advocate, erase_advocate
from programs.queries import PeopleFilter
from programs.work import expire
from tests.factories.accounts import NOW, make_member
from tests.factories.programs import make_people

LIST = "/acme/console/people/"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "STEP", 10)
    monkeypatch.setattr("programs.views.exports.AT_ONCE", 20)


def steps_of(workspace: Workspace, job: Job) -> Iterator[None]:
    """Each step of the job, in a transaction of its own."""
    more = True
    while more:
        with workspace_scope(workspace.pk):
            more = step_job(job_id=job.pk, kinds={KIND: export_some}, now=NOW)
        yield


def table(job: Job) -> list[list[str]]:
    assert job.file is not None
    with open_file(job.file.path) as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))


def started(workspace: Workspace, owner: User, **wanted: object) -> Job:
    with workspace_scope(workspace.pk):
        return start_export(wanted=PeopleFilter(**wanted), zone="Asia/Tokyo", by=owner, now=NOW)  # type: ignore[arg-type]


def test_everybody_asked_for_is_in_it_in_the_order_asked_for(acme: Workspace, owner: User) -> None:
    make_people(acme, 35, tags=["x"])
    make_people(acme, 5, prefix="gone", status="suspended")
    job = started(acme, owner, status="active", sort="-joined")
    assert len(list(steps_of(acme, job))) == 5
    with workspace_scope(acme.pk):
        job = Job.objects.select_related("file").get()
        head, *rows = table(job)
        assert [row[1] for row in rows] == [f"person{number}@example.com" for number in reversed(range(35))]
        assert (head[8], rows[-1][8]) == ("Joined (Asia/Tokyo)", "2026-11-02 18:00")
        assert (job.state, job.done_count, job.total_count) == ("done", 35, 35)
        assert File.objects.count() == 1  # the parts are gone
        event = Event.objects.get(name="people.exported")
        assert (event.payload, event.by_staff_id) == ({"count": 35}, owner.pk)


def test_who_is_renamed_meanwhile_is_neither_missed_nor_written_twice(acme: Workspace, owner: User) -> None:
    people = make_people(acme, 30)
    job = started(acme, owner, sort="name")
    steps = steps_of(acme, job)
    next(steps)
    next(steps)
    with workspace_scope(acme.pk):
        first = Advocate.objects.order_by("sort_name", "pk").first()
        assert first is not None
        change_advocate(advocate=first, changes={"name": "Zzz Zzz"}, by=owner, now=NOW)
        last = Advocate.objects.exclude(pk=first.pk).order_by("-sort_name", "-pk").first()
        assert last is not None
        erase_advocate(advocate=last, by=owner, now=NOW)
    list(steps)
    with workspace_scope(acme.pk):
        emails = [row[1] for row in table(Job.objects.select_related("file").get())[1:]]
    assert sorted(emails) == sorted(one.email or "" for one in people if one.pk != last.pk)


def test_nobody_is_exported_as_a_table_without_rows(acme: Workspace, owner: User) -> None:
    job = started(acme, owner, search="nobody")
    list(steps_of(acme, job))
    with workspace_scope(acme.pk):
        assert len(table(Job.objects.select_related("file").get())) == 1


def test_after_a_week_nothing_of_it_is_left(acme: Workspace, owner: User) -> None:
    make_people(acme, 12)
    job = started(acme, owner, search="anna")
    list(steps_of(acme, job))
    with workspace_scope(acme.pk):
        due = Due.objects.get(work="export.expire")
        assert timedelta(days=6) < due.due_at - timezone.now() < timedelta(days=8)
    expire(acme.pk, job.pk)
    expire(acme.pk, job.pk)
    with workspace_scope(acme.pk):
        job = Job.objects.get()
        assert (job.file, job.arguments, job.cursor) == (None, {}, {})
        assert not File.objects.exists()


def test_a_failed_export_leaves_no_parts_after_a_week(acme: Workspace, owner: User) -> None:
    make_people(acme, 25)
    job = started(acme, owner)
    steps = steps_of(acme, job)
    next(steps)
    next(steps)
    expire(acme.pk, job.pk)
    with workspace_scope(acme.pk):
        assert not File.objects.exists()


@pytest.mark.covers("X-24")
def test_erasing_somebody_removes_the_exports_that_may_name_them(acme: Workspace, owner: User) -> None:
    gone, *_others = make_people(acme, 25)
    done, going = started(acme, owner), started(acme, owner)
    list(steps_of(acme, done))
    steps = steps_of(acme, going)
    next(steps)
    next(steps)
    with workspace_scope(acme.pk):
        assert File.objects.count() == 3  # one whole, and the ids and a part of the other
        erase_advocate(advocate=gone, by=owner, now=NOW)
        assert not File.objects.exists()
    list(steps)
    with workspace_scope(acme.pk):
        jobs = Job.objects.select_related("file").order_by("pk")
        assert jobs[0].file is None
        assert len(table(jobs[1])) == 1 + 24
        assert gone.email not in {row[1] for row in table(jobs[1])}


# ---- the pages


def test_a_large_export_shows_its_progress_and_then_the_file(acme: Workspace, owner: User, client: Client) -> None:
    make_people(acme, 25)
    answer = client.post(f"{LIST}export/?sort=name")
    with workspace_scope(acme.pk):
        job = Job.objects.get()
    assert answer["Location"] == f"{LIST}export/{job.pk}/"
    page = client.get(answer["Location"]).text
    assert "The file is being written" in page
    assert "hx-get" in page.split("<main")[1]
    assert client.get(f"{LIST}export/{job.pk}/file/").status_code == 404
    list(steps_of(acme, job))
    fragment = client.get(answer["Location"], headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "hx-get" not in fragment  # it asks no more
    assert "25 people are in the file." in fragment
    download = client.get(f"{LIST}export/{job.pk}/file/")
    assert "attachment" in download["Content-Disposition"]
    assert len(b"".join(download.streaming_content).splitlines()) == 26  # type: ignore[attr-defined]  # it streams
    expire(acme.pk, job.pk)
    assert "kept for a week" in client.get(answer["Location"]).text


@pytest.mark.parametrize("path", ["", "file/"])
def test_an_export_is_for_those_who_may(
    acme: Workspace, globex: Workspace, owner: User, client: Client, other_browser: Client, path: str
) -> None:
    job = started(acme, owner)
    other = make_member(globex, Role.MANAGER)
    url = f"{LIST}export/{job.pk}/{path}"
    assert other_browser.get(url).status_code == 302
    assert client.post(url).status_code == 405
    other_browser.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert other_browser.get(url.replace("acme", "globex")).status_code == 404
    reviewer = make_member(acme, Role.REVIEWER)
    other_browser.force_login(reviewer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert other_browser.get(url).status_code == 403


def test_another_kind_of_job_is_no_export(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        job = Job.objects.create(kind="other")
    assert client.get(f"{LIST}export/{job.pk}/").status_code == 404


@pytest.mark.covers("X-60")
def test_a_large_export_has_the_custom_fields(acme: Workspace, owner: User) -> None:
    (maya,) = make_people(acme, 1)
    with workspace_scope(acme.pk):
        seats = make_field(name="Seats", kind="number", by=owner, now=NOW)
        set_values(advocate=maya, values={seats: 1234.5}, now=NOW)
        job = start_export(wanted=PeopleFilter(), zone="UTC", kind="json", by=owner, now=NOW)
    list(steps_of(acme, job))
    with workspace_scope(acme.pk):
        file = Job.objects.select_related("file").get().file
        assert file is not None
        with open_file(file.path) as content:
            assert [row["Seats"] for row in json.load(content)] == ["1234.5"]


@pytest.mark.covers("X-60")
@pytest.mark.parametrize(("kind", "begins"), [("xlsx", b"PK"), ("json", b"[\n{")])
def test_other_formats_are_written_part_by_part_as_well(acme: Workspace, owner: User, kind: str, begins: bytes) -> None:
    make_people(acme, 12)
    with workspace_scope(acme.pk):
        job = start_export(wanted=PeopleFilter(status="active"), zone="UTC", kind=kind, by=owner, now=NOW)
    list(steps_of(acme, job))
    with workspace_scope(acme.pk):
        file = Job.objects.select_related("file").get().file
        assert file is not None
        assert file.name.endswith(f".{kind}")
        with open_file(file.path) as content:
            assert content.read(len(begins)) == begins


@pytest.mark.covers("X-60")
@pytest.mark.parametrize(("asked", "kind"), [("xlsx", "xlsx"), ("json", "json"), ("", "csv"), ("exe", "csv")])
def test_a_small_export_leaves_at_once_in_the_format_asked_for(
    acme: Workspace, owner: User, client: Client, asked: str, kind: str
) -> None:
    answer = client.post("/acme/console/people/export/", {"format": asked})
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    assert answer.headers["Content-Type"] == FORMATS[kind].media_type
