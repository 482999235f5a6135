"""Test people: how staff take part themselves without counting (B-14)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from programs.models import Advocate
from programs.operations.people import erase_advocate
from programs.operations.programs import default_program, enrol
from programs.operations.words import fold_name


@transaction.atomic
def make_test_person(*, user: User, now: datetime) -> Advocate:
    """The one test person of this staff member, made when there is none. Asked for twice at once, there is one.

    They are active in the default program and have no address, so that no mail reaches anybody. Lists of people,
    audiences and figures leave them out for good, by `is_test`.
    """
    if found := Advocate.objects.filter(test_of=user).first():
        return found
    person = Advocate(
        name=(_("Test person of %(name)s") % {"name": user})[:120], is_test=True, test_of=user, joined_at=now,
        language=user.language, time_zone=user.time_zone,
    )  # fmt: skip
    fold_name(person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        return Advocate.objects.get(test_of=user)
    enrol(advocates=[person], program=default_program())
    record("advocate.added", advocate_id=person.pk, by_staff_id=user.pk, at=now)
    return person


@transaction.atomic
def retire_test_person(*, user: User, now: datetime) -> bool:
    """Erase this staff member's test person; False when there is none. What they did stays out of all figures."""
    person = Advocate.objects.filter(test_of=user).first()
    if person is None:
        return False
    erase_advocate(advocate=person, by=user, now=now)
    Advocate.objects.filter(pk=person.pk).update(test_of=None)
    return True
