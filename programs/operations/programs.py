"""Programs: made, changed, archived; and who is in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event
from events.operations import record
from foundation.folding import fold
from programs.models import Advocate, Enrolment, Program
from programs.states import JoinMode, ProgramKind
from surveys.kinds import Question
from surveys.models import FormVersion
from surveys.operations import create_form, publish_version


class ProgramNameTaken(Exception):
    """Another program in use has this name."""


class IsDefault(Exception):
    """Every member belongs to the default program; nobody is taken out of it, and it is never archived."""


@transaction.atomic
def default_program() -> Program:
    """The workspace's default program, made when it is first asked for; exactly one, however many ask at once."""
    program, _made = Program.objects.get_or_create(is_default=True, defaults={"name": _("Members")})
    return program


@transaction.atomic
def make_program(*, details: Mapping[str, Any], by: User, now: datetime) -> Program:
    """Make a program beside those there are; nobody is in it yet. Raises ProgramNameTaken."""
    program = Program(**details, created_at=now)
    _save(program)
    record("program.made", about=f"program:{program.pk}", by_staff_id=by.pk, at=now)
    return program


@transaction.atomic
def change_program(*, program: Program, changes: Mapping[str, Any], by: User, now: datetime) -> None:
    """Change what it is called, whom it is for, who may join it and on which terms. Raises ProgramNameTaken."""
    changed = [name for name, value in changes.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, changes[name])
    if changed:
        _save(program, *changed)
        record("program.changed", about=f"program:{program.pk}", by_staff_id=by.pk, at=now, fields=", ".join(changed))


@transaction.atomic
def set_questions(*, program: Program, questions: Sequence[Question], by: User, now: datetime) -> FormVersion | None:
    """Ask exactly these questions of whoever applies from now on; none ends the form. Raises QuestionsNotValid.

    Applications that are there keep the questions they answered.
    """
    row = Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    row.form = (row.form or create_form(now=now)) if questions else None
    version = publish_version(form=row.form, questions=questions, now=now) if row.form else None
    row.save(update_fields=["form"])
    record("program.changed", about=f"program:{row.pk}", by_staff_id=by.pk, at=now, fields="form")
    return version


@transaction.atomic
def archive_program(*, program: Program, by: User, now: datetime) -> None:
    """Put it out of sight: nobody joins it any more, and who is in it stays so. Raises IsDefault."""
    if program.is_default:
        raise IsDefault
    if Program.objects.filter(pk=program.pk, archived_at=None).update(archived_at=now):
        record("program.archived", about=f"program:{program.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def restore_program(*, program: Program, by: User, now: datetime) -> None:
    """Take it out of the archive. Raises ProgramNameTaken."""
    row = Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    if row.archived_at is None:
        return
    row.archived_at = None
    _save(row, "archived_at")
    record("program.restored", about=f"program:{row.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def enrol(*, advocates: Iterable[Advocate], program: Program) -> None:
    """Put people into a program; those who are in it stay as they are."""
    rows = [Enrolment(advocate=advocate, program=program) for advocate in advocates]
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def enrol_people(*, people: QuerySet[Advocate], program: Program, by: User, now: datetime) -> Event | None:
    """Put these people into a program by hand; None when all are in it. The event names those who were not.

    Guests become no members by it: who they are is decided on their page.
    """
    inside = Enrolment.objects.filter(program=program).values("advocate_id")
    pks = list(people.filter(erased_at=None).exclude(pk__in=inside).order_by().values_list("pk", flat=True))
    if not pks:
        return None
    rows = (Enrolment(advocate_id=pk, program=program, enrolled_at=now) for pk in pks)
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
    return _note("enrolment.made", program, pks, by=by, now=now)


@transaction.atomic
def remove_people(*, people: QuerySet[Advocate], program: Program, by: User, now: datetime) -> Event | None:
    """Take these people out of a program; None when nobody is in it. Raises IsDefault."""
    if program.is_default:
        raise IsDefault
    rows = Enrolment.objects.filter(program=program, advocate_id__in=people.order_by().values("pk"))
    pks = list(rows.values_list("advocate_id", flat=True))
    if not pks:
        return None
    Enrolment.objects.filter(program=program, advocate_id__in=pks).delete()
    return _note("enrolment.ended", program, pks, by=by, now=now)


@transaction.atomic
def leave_program(*, advocate: Advocate, program: Program, now: datetime) -> bool:
    """Somebody leaves a program; False when they are not in it. Raises IsDefault."""
    if program.is_default:
        raise IsDefault
    gone, _each = Enrolment.objects.filter(program=program, advocate=advocate).delete()
    if gone:
        record(
            "enrolment.ended",
            advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=f"program:{program.pk}", at=now,
            program=program.pk, advocates=[advocate.pk],
        )  # fmt: skip
    return bool(gone)


@transaction.atomic
def programs_by_name(*, names: Iterable[str]) -> dict[str, Program]:
    """The program in use of each of these names, whatever the case; those that do not exist are made, by invitation."""
    wanted = list(dict.fromkeys(names))
    known = {fold(row.name): row for row in Program.objects.filter(archived_at=None)} if wanted else {}
    for name in wanted:
        if fold(name) not in known:
            made = Program(name=name, kind=ProgramKind.OWN, join_mode=JoinMode.INVITATION)
            _save(made)
            known[fold(name)] = made
    return {name: known[fold(name)] for name in wanted}


def _save(program: Program, *fields: str) -> None:
    try:
        with transaction.atomic():
            program.save(update_fields=fields or None)
    except IntegrityError:
        if Program.objects.filter(name=program.name, archived_at=None).exclude(pk=program.pk).exists():
            raise ProgramNameTaken from None
        raise


def _note(name: str, program: Program, pks: Sequence[int], *, by: User, now: datetime) -> Event:
    """One event for all of them; a single person's timeline shows it."""
    one = pks[0] if len(pks) == 1 else None
    return record(
        name, advocate_id=one, about=f"program:{program.pk}", by_staff_id=by.pk, at=now,
        program=program.pk, advocates=list(pks),
    )  # fmt: skip
