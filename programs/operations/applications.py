"""Applications to programs: sent, withdrawn, and decided, each decision once."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from foundation.states import move
from programs.models import COMES_IN, GUESTS, Advocate, AdvocateStatus, Application, Enrolment, Program
from programs.operations.programs import default_program, enrol
from programs.operations.sign_in import NotActive
from programs.programs import may_apply_at
from programs.states import (
    APPROVE,
    OPEN_APPLICATIONS,
    REJECT,
    WAITLIST,
    WITHDRAW,
    ApplicationState,
    JoinMode,
)
from surveys.models import FormVersion


class ByInvitation(Exception):
    """The program takes nobody who asks for it."""


class TooEarly(Exception):
    """The last application was rejected, and only from `again_at` on is another one taken."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(str(again_at))
        self.again_at = again_at


class NoReason(Exception):
    """Whoever is rejected is told why; nothing was said."""


@transaction.atomic
def join_program(
    *,
    advocate: Advocate,
    program: Program,
    answers: Mapping[str, Any] | None = None,
    version: FormVersion | None = None,
    now: datetime,
) -> str:
    """Make somebody a member of a program, or note that they apply, as the program says; returns "in" or "applied".

    What a guest earned stays theirs, since they stay the same person. Joining is consent to be written to. Twice is
    once: whoever does so at the same moment waits. Raises ByInvitation, TooEarly, NotActive.
    """
    advocate = _locked(advocate.pk)
    if advocate.status not in COMES_IN:
        raise NotActive
    if Enrolment.objects.filter(program=program, advocate=advocate).exists():
        return "in"
    if program.archived_at or program.join_mode == JoinMode.INVITATION:
        raise ByInvitation
    if program.join_mode == JoinMode.OPEN:
        _join(advocate, program, now)
        return "in"
    _apply(advocate, program, answers or {}, version, now)
    return "applied"


@transaction.atomic
def withdraw_application(*, application: Application, now: datetime) -> None:
    """Take back what one sent; one may apply again at once. Raises MoveNotAllowed when it was decided."""
    advocate = _locked(application.advocate_id)
    move(application, from_=WITHDRAW, to=ApplicationState.WITHDRAWN)
    _become(advocate, AdvocateStatus.GUEST, of={AdvocateStatus.APPLIED})
    record(
        "application.withdrawn",
        advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=f"program:{application.program_id}", at=now,
        application=application.pk, program=application.program_id,
    )  # fmt: skip


@transaction.atomic
def approve_application(*, application: Application, note: str = "", by: User, now: datetime) -> None:
    """Take somebody into the program: a guest becomes a member by it. Once; also of one that was rejected before.

    Raises MoveNotAllowed when somebody else decided meanwhile, NotActive for who was put out or erased since.
    """
    advocate = _locked(application.advocate_id)
    if advocate.status not in COMES_IN:
        raise NotActive
    _decide(application, APPROVE, ApplicationState.APPROVED, note=note, by=by, now=now)
    settle_open_applications(advocate=advocate, program=application.program, by=by, now=now)
    _take_in(advocate, application.program)


@transaction.atomic
def reject_application(*, application: Application, note: str, by: User, now: datetime) -> None:
    """Say no, in words that are sent. A guest stays one. Raises NoReason, and MoveNotAllowed as above."""
    if not note.strip():
        raise NoReason
    advocate = _locked(application.advocate_id)
    _decide(application, REJECT, ApplicationState.REJECTED, note=note, by=by, now=now)
    _become(advocate, AdvocateStatus.GUEST, of={AdvocateStatus.APPLIED})


@transaction.atomic
def waitlist_application(*, application: Application, note: str = "", by: User, now: datetime) -> None:
    """Put it on the waiting list, which the applicant is told. Raises MoveNotAllowed."""
    _decide(application, WAITLIST, ApplicationState.WAITLISTED, note=note, by=by, now=now)


@transaction.atomic
def settle_open_applications(*, advocate: Advocate, program: Program, by: User | None, now: datetime) -> None:
    """Somebody was taken in by other ways: what they applied for has come true, nobody has to decide it any more."""
    for row in Application.objects.filter(advocate=advocate, program=program, state__in=OPEN_APPLICATIONS):
        move(row, from_=OPEN_APPLICATIONS, to=ApplicationState.APPROVED, decided_at=now, decided_by=by)


def _locked(pk: int) -> Advocate:
    """The person as they are now. Whoever changes an application locks its person first: nobody waits in a ring."""
    return Advocate.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _join(advocate: Advocate, program: Program, now: datetime) -> None:
    """Somebody who was no member joins as one; whoever was only comes into one program more."""
    about = f"program:{program.pk}"
    if _take_in(advocate, program):
        record(
            "advocate.joined", advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=about, at=now,
            program=program.pk, terms=_digest(program),
        )  # fmt: skip
    else:
        record(
            "enrolment.made", advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=about, at=now,
            program=program.pk, advocates=[advocate.pk],
        )  # fmt: skip


def _apply(
    advocate: Advocate, program: Program, answers: Mapping[str, Any], version: FormVersion | None, now: datetime
) -> None:
    rows = Application.objects.filter(advocate=advocate, program=program).select_related("program")
    again_at = may_apply_at(last=rows.order_by("-pk").first())
    if again_at is not None and again_at > now:
        raise TooEarly(again_at)
    application = Application(
        program=program, advocate=advocate, answers=dict(answers), form_version=version, terms=_digest(program),
        applied_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        if rows.filter(state__in=OPEN_APPLICATIONS).exists():
            return  # pressed twice
        raise
    _become(advocate, AdvocateStatus.APPLIED, of={AdvocateStatus.GUEST})
    record(
        "advocate.applied",
        advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=f"program:{program.pk}", at=now,
        application=application.pk, program=program.pk, terms=application.terms,
    )  # fmt: skip


def _decide(
    application: Application, from_: frozenset[str], to: ApplicationState, *, note: str, by: User, now: datetime
) -> None:
    """Of several who decide at once one does; the applicant is told by a reaction to the event."""
    provided = {"decided_at": application.decided_at}  # as whoever decides saw it
    move(application, from_=from_, to=to.value, provided=provided, note=note.strip(), decided_at=now, decided_by=by)
    record(
        f"application.{to.value}",
        advocate_id=application.advocate_id, about=f"program:{application.program_id}", by_staff_id=by.pk, at=now,
        application=application.pk, program=application.program_id,
    )  # fmt: skip


def _take_in(advocate: Advocate, program: Program) -> bool:
    """Whether they were no member before."""
    became = _become(advocate, AdvocateStatus.ACTIVE, of=GUESTS)
    Advocate.objects.filter(pk=advocate.pk, consent_source="").update(consent_source=_("Joined in the hub"))
    enrol(advocates=[advocate], program=program)
    if became and not program.is_default:
        enrol(advocates=[advocate], program=default_program())
    return became


def _become(advocate: Advocate, status: AdvocateStatus, *, of: frozenset[AdvocateStatus] | set[AdvocateStatus]) -> bool:
    """Another status, if it is one of these; an applicant stays one while another application of theirs is open."""
    if status == AdvocateStatus.GUEST:
        others = Application.objects.filter(advocate=advocate, state__in=OPEN_APPLICATIONS)
        if others.exists():
            return False
    changed = Advocate.objects.filter(pk=advocate.pk, status__in=of).update(status=status)
    if changed:
        advocate.status = status
    return bool(changed)


def _digest(program: Program) -> str:
    """Which terms were agreed to."""
    return hashlib.sha256(program.terms.encode()).hexdigest()[:16] if program.terms else ""
