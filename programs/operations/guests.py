"""Guests: people who took part in a public mission, and how they become members."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.operations import record
from programs.models import COMES_IN, GUESTS, Advocate, AdvocateStatus, Program
from programs.operations.people import IdentityTaken, add_advocate
from programs.operations.programs import enrol
from programs.operations.sign_in import NotActive
from programs.states import JoinMode


class ByInvitation(Exception):
    """The program takes nobody who asks for it."""


@transaction.atomic
def guest_of(*, email: str, name: str, language: str, now: datetime) -> Advocate:
    """The person who has proved this address: the one known by it, else a guest made now; never a second one (S2-95).

    Nothing known of them is changed. Raises NotActive for who was put out or has left.
    """
    person = Advocate.objects.filter(email=email, erased_at=None).first()
    if person is None:
        try:
            return add_advocate(
                email=email, name=name, language=language, status=AdvocateStatus.GUEST, by=None, now=now
            )
        except IdentityTaken as taken:
            person = taken.holder
    if person.status not in COMES_IN:
        raise NotActive
    return person


@transaction.atomic
def join_program(*, advocate: Advocate, program: Program, now: datetime) -> str:
    """Make a guest a member, or note that they apply, as the program says; returns the status they have then.

    What they earned stays theirs, since they stay the same person. Joining is consent to be written to. The event keeps
    the digest of the terms agreed to. Twice is once. Raises ByInvitation.
    """
    if program.join_mode == JoinMode.INVITATION:
        raise ByInvitation
    is_open = program.join_mode == JoinMode.OPEN
    became = AdvocateStatus.ACTIVE if is_open else AdvocateStatus.APPLIED
    asked = Advocate.objects.filter(pk=advocate.pk, status__in=GUESTS - {became})
    if not asked.update(status=became):
        return Advocate.objects.values_list("status", flat=True).get(pk=advocate.pk)
    if is_open:
        Advocate.objects.filter(pk=advocate.pk, consent_source="").update(consent_source=_("Joined in the hub"))
        enrol(advocates=[advocate], program=program)
    record(
        "advocate.joined" if is_open else "advocate.applied",
        advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=f"program:{program.pk}", at=now,
        terms=hashlib.sha256(program.terms.encode()).hexdigest()[:16] if program.terms else "",
    )  # fmt: skip
    return became
