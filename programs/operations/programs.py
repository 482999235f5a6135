"""Programs, and who is in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from programs.models import Advocate, Enrolment, Program


@transaction.atomic
def default_program() -> Program:
    """The workspace's default program, made when it is first asked for; exactly one, however many ask at once."""
    program, _made = Program.objects.get_or_create(is_default=True, defaults={"name": _("Members")})
    return program


@transaction.atomic
def enrol(*, advocates: Iterable[Advocate], program: Program) -> None:
    """Put people into a program; those who are in it stay as they are."""
    rows = [Enrolment(advocate=advocate, program=program) for advocate in advocates]
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def change_program(*, program: Program, changes: Mapping[str, str | bool], by: User, now: datetime) -> None:
    """Change who may join, on which terms, and whether search engines may list its public missions."""
    changed = [name for name, value in changes.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, changes[name])
    if changed:
        program.save(update_fields=changed)
        record("program.changed", about=f"program:{program.pk}", by_staff_id=by.pk, at=now, fields=", ".join(changed))
