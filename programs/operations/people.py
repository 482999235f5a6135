"""Everything that changes a person: adding, changing, deactivating, erasing."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from programs.models import (
    GUESTS,
    Advocate,
    AdvocateStatus,
    Application,
    CustomField,
    Enrolment,
    FieldValue,
    ImportFault,
    Residence,
    SearchWord,
    Tagging,
)
from programs.operations.applications import settle_open_applications
from programs.operations.districts import set_districts
from programs.operations.exports import expire_exports
from programs.operations.fields import set_values
from programs.operations.programs import default_program, enrol
from programs.operations.sign_in import close_hub, forget_sign_ins
from programs.operations.tags import set_tags
from programs.operations.words import fold_name, keep_words
from programs.values import Held

# Who changes the identity voids the links that were sent to it.
IDENTITY = ("email", "phone")


class IdentityTaken(Exception):
    """Somebody else of this workspace has this address or phone number; `field` says which, `holder` who."""

    def __init__(self, field: str, holder: Advocate) -> None:
        super().__init__(field)
        self.field, self.holder = field, holder


class Erased(Exception):
    """The person was erased: there is nothing left to change."""


@transaction.atomic
def add_advocate(
    *,
    email: str | None = None,
    phone: str | None = None,
    name: str = "",
    company: str = "",
    language: str = "",
    time_zone: str = "",
    status: str = AdvocateStatus.ACTIVE,
    consent_source: str = "",
    tags: Collection[str] = (),
    districts: Collection[str] = (),
    values: Mapping[CustomField, Held | None] | None = None,
    by: User | None,
    now: datetime,
) -> Advocate:
    """Add a person and enrol them in the default program, unless a guest: both or neither. Raises IdentityTaken.

    Address and phone number are given as foundation.contact cleans them, None where there is none.
    """
    advocate = Advocate(
        email=email,
        phone=phone,
        name=name,
        company=company,
        language=language,
        time_zone=time_zone,
        status=status,
        consent_source=consent_source,
        joined_at=now,
    )
    _save(advocate)
    keep_words(new=[advocate])
    set_tags(advocate=advocate, names=tags)
    set_districts(advocate=advocate, names=districts)
    set_values(advocate=advocate, values=values or {}, now=now)
    if status not in GUESTS:
        enrol(advocates=[advocate], program=default_program())
    record("advocate.added", advocate_id=advocate.pk, by_staff_id=by.pk if by else None, at=now)
    return advocate


@transaction.atomic
def change_advocate(
    *,
    advocate: Advocate,
    changes: Mapping[str, str | None],
    tags: Collection[str] | None = None,
    districts: Collection[str] | None = None,
    values: Mapping[CustomField, Held | None] | None = None,
    by: User | Advocate,
    now: datetime,
) -> list[str]:
    """Change a person's details and, if given, tags, districts and custom fields; returns what changed.

    Raises IdentityTaken, Erased. The event names the fields, not their values. Another address or phone number voids
    the links and ends the sessions that the former one got. A deactivated person stays so, whatever status is given.
    """
    row = _locked(advocate)
    was = row.status
    changed = [field for field, value in changes.items() if getattr(row, field) != value]
    if row.status == AdvocateStatus.SUSPENDED and "status" in changed:
        changed.remove("status")
    for field in changed:
        setattr(row, field, changes[field])
    if changed:
        _save(row)
        keep_words(changed=[row])
    beside = {
        "tags": tags is not None and set_tags(advocate=row, names=tags),
        "districts": districts is not None and set_districts(advocate=row, names=districts),
        "custom_fields": bool(values) and set_values(advocate=row, values=values or {}, now=now),
    }
    changed += [name for name, is_changed in beside.items() if is_changed]
    if any(field in IDENTITY for field in changed):
        close_hub(advocate=row, now=now)
    if "status" in changed and row.status == AdvocateStatus.ACTIVE:
        program = default_program()
        enrol(advocates=[row], program=program)
        settle_open_applications(advocate=row, program=program, by=by if isinstance(by, User) else None, now=now)
    if changed:
        by_staff, by_advocate = (by.pk, None) if isinstance(by, User) else (None, by.pk)
        record(
            "advocate.changed",
            advocate_id=row.pk,
            by_staff_id=by_staff,
            by_advocate_id=by_advocate,
            at=now,
            fields=", ".join(changed),
        )
    if was == AdvocateStatus.APPLIED and row.status == AdvocateStatus.ACTIVE:
        record("advocate.accepted", advocate_id=row.pk, by_staff_id=by.pk if isinstance(by, User) else None, at=now)
    return changed


@transaction.atomic
def deactivate_advocate(*, advocate: Advocate, by: User, now: datetime) -> bool:
    """Keep a person out, and unwritten to, until reactivated; False when they are so already.

    Their sessions end and their links are void.
    """
    rows = Advocate.objects.filter(pk=advocate.pk, erased_at=None).exclude(status=AdvocateStatus.SUSPENDED)
    if not rows.update(status=AdvocateStatus.SUSPENDED):
        return False
    close_hub(advocate=advocate, now=now)
    record("advocate.deactivated", advocate_id=advocate.pk, by_staff_id=by.pk, at=now)
    return True


@transaction.atomic
def reactivate_advocate(*, advocate: Advocate, by: User, now: datetime) -> bool:
    """Let a deactivated person take part again; False when nobody has kept them out. Old links stay void."""
    rows = Advocate.objects.filter(pk=advocate.pk, erased_at=None, status=AdvocateStatus.SUSPENDED)
    if not rows.update(status=AdvocateStatus.ACTIVE):
        return False
    record("advocate.reactivated", advocate_id=advocate.pk, by_staff_id=by.pk, at=now)
    return True


@transaction.atomic
def erase_advocate(*, advocate: Advocate, by: User, now: datetime) -> None:
    """Forget who somebody was, for good, and keep what the ledger and the counts need: a row without a person (X-24).

    What other apps keep about them goes by their reactions to `advocate.erased`. Exports that are kept may name them
    and are removed. Erasing twice changes nothing.
    """
    try:
        row = _locked(advocate)
    except Erased:
        return
    _forget_faults(row)
    expire_exports()
    forget_sign_ins(advocate=row)
    for model in (SearchWord, Tagging, Residence, FieldValue, Enrolment, Application):
        model.objects.filter(advocate=row).delete()
    row.email = row.phone = row.photo = None
    row.company = row.language = row.time_zone = row.consent_source = ""
    row.name = _("Erased person #%(number)s") % {"number": row.pk}
    row.status, row.erased_at, row.link_version = AdvocateStatus.LEFT, now, row.link_version + 1
    fold_name(row)
    row.save()
    record("advocate.erased", advocate_id=row.pk, by_staff_id=by.pk, at=now)


def _forget_faults(advocate: Advocate) -> None:
    """Rows of imports that were not taken still hold what they said: those that name the person's address or number."""
    named = Q()
    for text in (advocate.email, advocate.phone):
        if text:
            named |= Q(cells__icontains=text)
    if named:
        ImportFault.objects.filter(named).delete()


def _save(advocate: Advocate) -> None:
    """Write a person. Raises IdentityTaken, also when two are added at the same moment."""
    fold_name(advocate)
    try:
        with transaction.atomic():
            advocate.save()
    except IntegrityError:
        for field in IDENTITY:
            value = getattr(advocate, field)
            holder = Advocate.objects.filter(**{field: value}).exclude(pk=advocate.pk).first() if value else None
            if holder:
                raise IdentityTaken(field, holder) from None
        raise


def _locked(advocate: Advocate) -> Advocate:
    """The person as they are now, locked against others' changes. Raises Erased."""
    row = Advocate.objects.select_for_update(of=("self",), no_key=True).get(pk=advocate.pk)
    if row.erased_at is not None:
        raise Erased
    return row
