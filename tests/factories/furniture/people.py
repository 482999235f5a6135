"""People, and files of them: imported, taken back, being imported, failed, exported."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from foundation.spreadsheets import read_table
from jobs.models import Job
from jobs.operations import Progress, fail_job, step_job
from missions.funnel import Narrowing
from missions.operations.answer_exports import export_some_answers, start_answer_export
from missions.operations.bulk import approve_some, start_bulk_approval
from missions.operations.many_job import change_some, start_change_of_all
from missions.operations.nudging import nudge_some, start_nudge
from missions.operations.sending import send_some, start_sending
from missions.sending import Chosen
from notifications.operations import set_preference
from programs.columns import Field
from programs.models import Advocate, AdvocateStatus, CustomField, FieldKind, Import, Tag
from programs.operations.exports import export_some, start_export
from programs.operations.fields import make_field, set_values
from programs.operations.imports import begin_import, start_import
from programs.operations.people import add_advocate, deactivate_advocate, erase_advocate
from programs.operations.tags import put_tag
from programs.operations.taking_back import take_import_back
from programs.queries import PeopleFilter
from programs.values import Held
from tests.factories.furniture.base import ZONE, World
from tests.factories.hub import open_hub


def add_person(world: World, key: str, name: str, **more: Any) -> Advocate:
    """Somebody of this world, under this name in it."""
    details = {"email": f"{key}@{world.word.lower()}.example", "company": f"{world.word} Ltd", "time_zone": ""} | more
    person = add_advocate(name=f"{name} {world.word}", by=world.staff["owner"], now=world.now, **details)
    world.people[key] = person
    return person


def add_people(world: World) -> None:
    """Of each status, with and without an address, with names that break lines."""
    add_person(world, "jonas", "Jonas", tags=["customer", f"vip {world.word}"], language="es", time_zone="Asia/Tokyo")
    add_person(world, "lucia", "Lucía Fernández de la Vega y Montenegro", tags=["customer"], phone="+4930901820")
    add_person(world, "grace", "Grace", email=None)
    add_person(world, "tom", "Tom")
    add_person(world, "ana", "Ana", status=AdvocateStatus.APPLIED)
    add_person(world, "guest", "Sol", status=AdvocateStatus.GUEST)
    add_person(world, "kim", "Kim")
    add_person(world, "gone", "Gone")
    long = f"{'unbroken' * 7}@{world.word.lower()}-with-a-rather-long-name.example"
    add_person(world, "long", "Maximiliane-Charlotte von und zu Hohenstein-Oberwiesenthal", email=long)
    add_fields(world)
    world.rows["tag"] = Tag.objects.get(name="customer")
    rows = Advocate.objects.filter(pk__in=[world["tom"].pk, world["maya"].pk])
    world.rows["tagging"] = put_tag(people=rows, name=f"Speaker {world.word}", by=world.staff["owner"])
    set_preference(advocate=world["tom"], topic="missions", wanted=False, said_by="profile", now=world.now)


def add_fields(world: World) -> None:
    """A custom field of each kind, two of them in the list, and what they hold of some."""
    by, now = world.staff["owner"], world.now
    made = {
        kind: make_field(
            name=name, kind=kind, by=by, now=now, is_listed=kind in (FieldKind.CHOICE, FieldKind.NUMBER),
            options=["Basic", "Premium"] if kind == FieldKind.CHOICE else (),
        )
        for kind, name in [
            (FieldKind.CHOICE, "Plan"), (FieldKind.NUMBER, "Seats"), (FieldKind.DAY, "Customer since"),
            (FieldKind.YES_NO, "Speaks at events"), (FieldKind.TEXT, "A note with quite a long name for a field"),
        ]
    }  # fmt: skip
    world.rows["field"] = made[FieldKind.CHOICE]
    said: dict[FieldKind, Held] = {
        FieldKind.CHOICE: "Premium", FieldKind.NUMBER: 1234.5, FieldKind.DAY: date(2024, 3, 1),
        FieldKind.YES_NO: True, FieldKind.TEXT: f"Met at the fair of {world.word}.\nWrites back at once.",
    }  # fmt: skip
    held: dict[CustomField, Held | None] = {made[kind]: value for kind, value in said.items()}
    set_values(advocate=world["maya"], values=held, now=now)
    set_values(advocate=world["tom"], values={made[FieldKind.CHOICE]: "Basic"}, now=now)


def close_people(world: World) -> None:
    """Deactivated, with the browser that was open before, and erased."""
    world.browsers["deactivated"] = open_hub(world.workspace, world["kim"]).cookies
    deactivate_advocate(advocate=world["kim"], by=world.staff["manager"], now=world.now)
    erase_advocate(advocate=world["gone"], by=world.staff["manager"], now=world.now)


def csv_of(world: World) -> SimpleUploadedFile:
    """A table of people as a spreadsheet program writes it: two good rows, one bad one."""
    lines = [
        "Name;E-mail;Company",
        f"Ines {world.word};ines@example.com;{world.word}",
        f"{world.word};no address;x",
        "Ole;ole@example.com;",
    ]
    return SimpleUploadedFile(f"people {world.word}.csv", "\r\n".join(lines).encode(), content_type="text/csv")


def add_imports(world: World, *names: str) -> None:
    """Files that are imported under these names once work is done, and a new one that is not."""
    by, now = world.staff["manager"], world.now
    reading = read_table(BytesIO(csv_of(world).read()))
    world.rows["new_import"] = begin_import(upload=csv_of(world), reading=reading, by=by, now=now)
    for name in names:
        world.rows[name] = start_import(
            row=begin_import(upload=csv_of(world), reading=reading, by=by, now=now), reading=reading,
            columns={"Name": Field.NAME, "E-mail": Field.EMAIL, "Company": Field.COMPANY}, region="DE",
            updates_existing=True, tag=f"fair {world.word}", consent_source=f"Fair of {world.word}", by=by, now=now,
        )  # fmt: skip


def take_back(world: World, name: str) -> None:
    """Have those whom an import added removed."""
    row = Import.objects.get(pk=world[name].pk)
    take_import_back(row=row, by=world.staff["manager"], now=world.now)


def add_jobs(world: World) -> None:
    """Bulk approvals and exports, done and going on, and an import that failed."""
    by, now = world.staff["owner"], world.now
    pairs = [(world[key].pk, world[key].attempt_id) for key in ("with_link", "approved", "hers")]
    world.rows["bulk_job"] = _finished(start_bulk_approval(submissions=pairs, by=by, now=now), approve_some)
    world.rows["going_job"] = start_bulk_approval(submissions=pairs, by=by, now=now)
    wish: dict[str, Any] = {"missions": [world["live"].pk], "change": "restore", "by": by, "now": now}
    world.rows["many_job"] = _finished(start_change_of_all(**wish), change_some)
    world.rows["going_many"] = start_change_of_all(**wish)
    export: dict[str, Any] = {"wanted": PeopleFilter(), "zone": ZONE, "by": by, "now": now}
    world.rows["export_job"] = _finished(start_export(**export), export_some)
    world.rows["going_export"] = start_export(**export)
    answers: dict[str, Any] = {"mission": world["survey"], "wanted": Narrowing(), "zone": ZONE, "by": by, "now": now}
    world.rows["answers_job"] = _finished(start_answer_export(**answers), export_some_answers)
    nudge = start_nudge(mission=world["live"], group="not_started", by=by, now=now)
    sending = start_sending(mission=world["live"], chosen=Chosen(ids=[world["jonas"].pk]), by=by, now=now)
    world.rows["sending_job"] = _finished(sending, send_some)
    world.rows["nudge_job"] = _finished(nudge, nudge_some)
    world.rows["going_answers"] = start_answer_export(**answers)
    fail_job(job_id=world["failed_import"].job_id, error=f"Something about {world.word}", now=now)


def _finished(job: Job, step: Callable[[Job], Progress]) -> Job:
    """The job, with all its steps done."""
    job = Job.objects.get(pk=job.pk)
    while job.is_going:
        step_job(job_id=job.pk, kinds={job.kind: step}, now=timezone.now())
        job.refresh_from_db()
    return job
