"""People for tests: one by the operation that adds people in the product, many by a few statements."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User, Workspace
from files.types import Upload
from foundation.spreadsheets import read_table
from foundation.tenancy import workspace_scope
from jobs.operations import step_job
from programs.columns import Field, guess_columns
from programs.models import Advocate, Import, Tagging
from programs.operations.imports import KIND as IMPORT
from programs.operations.imports import begin_import, import_some, start_import
from programs.operations.people import add_advocate
from programs.operations.programs import default_program, enrol
from programs.operations.tags import tags_by_name
from programs.operations.taking_back import KIND as TAKING_BACK
from programs.operations.taking_back import take_some_back
from programs.operations.words import fold_name, keep_words
from programs.queries import imports
from tests.factories.accounts import NOW

FIRST = ("Anna", "Ben", "Chloé", "Dmitri", "Elif", "Farid", "Grace", "Hiro", "Inés", "Jürgen", "Kofi", "Łucja", "Maya")
LAST = ("Schmidt", "Okafor", "García", "Müller", "Nowak", "Tanaka", "O'Brien", "van Dyck", "Öztürk", "Rossi", "Zhang")


def make_advocate(
    workspace: Workspace,
    *,
    name: str = "Maya Okafor",
    email: str | None = "maya@example.com",
    phone: str | None = None,
    company: str = "",
    status: str = "active",
    tags: Collection[str] = (),
    by: User | None = None,
    now: datetime = NOW,
) -> Advocate:
    """A person, as staff would add them."""
    with workspace_scope(workspace.pk):
        return add_advocate(
            name=name, email=email, phone=phone, company=company, status=status, tags=tags, by=by, now=now
        )


def make_people(
    workspace: Workspace,
    count: int,
    *,
    status: str = "active",
    tags: Sequence[str] = (),
    without_address: bool = False,
    added_by: Import | None = None,
    prefix: str = "person",
    now: datetime = NOW,
) -> list[Advocate]:
    """Many people with names, addresses, words and places in the default program: 20,000 in some seconds.

    They joined a minute apart, the first one first. Call it twice with different prefixes.
    """
    with workspace_scope(workspace.pk):
        people = [_person(number, status, prefix, now) for number in range(count)]
        for number, advocate in enumerate(people):
            advocate.added_by_import = added_by
            if without_address:
                advocate.email, advocate.phone = None, f"+4930{prefix.encode().hex()[:4]}{number:07}"[:16]
            fold_name(advocate)
        Advocate.objects.bulk_create(people, batch_size=5000)
        for start in range(0, count, 5000):
            keep_words(new=people[start : start + 5000])
        enrol(advocates=people, program=default_program())
        for tag in tags_by_name(tags).values():
            Tagging.objects.bulk_create([Tagging(advocate=one, tag=tag) for one in people], batch_size=5000)
        return people


def _person(number: int, status: str, prefix: str, now: datetime) -> Advocate:
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return Advocate(
        name=f"{first} {last} {number}",
        email=f"{prefix}{number}@example.com",
        company=f"Company {number % 97}",
        status=status,
        joined_at=now + timedelta(minutes=number),
    )


def upload_of(content: bytes, *, name: str = "people.csv") -> Upload:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, "text/csv")


def start_import_of(
    workspace: Workspace,
    content: bytes,
    *,
    by: User,
    name: str = "people.csv",
    columns: Mapping[str, Field] | None = None,
    region: str = "DE",
    updates_existing: bool = True,
    tag: str = "",
) -> Import:
    """An import of this file that has been started, with the columns guessed, and of which no row is taken yet."""
    upload = upload_of(content, name=name)
    reading = read_table(cast("BinaryIO", upload))
    with workspace_scope(workspace.pk):
        return start_import(
            row=begin_import(upload=upload, reading=reading, by=by, now=NOW),
            reading=reading,
            columns=guess_columns(reading.headings) if columns is None else columns,
            region=region,
            updates_existing=updates_existing,
            tag=tag,
            consent_source="Ticked at the fair",
            by=by,
            now=NOW,
        )


def work_on(workspace: Workspace, row: Import) -> Import:
    """Do all steps of what is going on with an import, each in a transaction of its own; returns it as it is then."""
    with workspace_scope(workspace.pk):
        row = Import.objects.get(pk=row.pk)
    kinds = {IMPORT: import_some, TAKING_BACK: take_some_back}
    more = True
    while more:
        with workspace_scope(workspace.pk):
            more = step_job(job_id=row.taking_back_id or row.job_id or 0, kinds=kinds, now=NOW)
    with workspace_scope(workspace.pk):
        return imports().get(pk=row.pk)


def import_people(workspace: Workspace, content: bytes, **options: Any) -> Import:
    """This file imported to its end; the options are those of `start_import_of`."""
    return work_on(workspace, start_import_of(workspace, content, **options))
