"""Giving thanks, taking them away, reporting them, wanting none (X-12)."""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Profile, User, Workspace
from accounts.operations import change_settings
from events.operations import record
from pages.kudos import sent_since, who_can_be_thanked
from pages.models import Kudos, KudosOptOut, KudosReport
from programs.models import Advocate

MOST_IN_A_DAY = 5  # thanks that one person sends in 24 hours


class ThanksRefused(Exception):
    """Why these thanks cannot be given, in words for whoever wrote them."""


@transaction.atomic
def give_thanks(*, receiver: Advocate, text: str, is_public: bool, by: Advocate | User, now: datetime) -> Kudos:
    """Thank a person; they are told. Raises ThanksRefused.

    One person thanks another once on a UTC day, and an advocate five people in 24 hours at most, however many requests
    come at once.
    """
    sender = by if isinstance(by, Advocate) else None
    if not who_can_be_thanked(by=sender).filter(pk=receiver.pk).exists():
        raise ThanksRefused(_("This person cannot be thanked here."))
    if sender is not None:
        _refuse(sender, now)
    row = Kudos(
        receiver=receiver, sender=sender, by_staff=by if isinstance(by, User) else None, text=text,
        is_public=is_public, said_on=now.astimezone(UTC).date(), at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ThanksRefused(_("You have thanked %(name)s today already.") % {"name": receiver.name}) from twice
    record(
        "kudos.given",
        advocate_id=receiver.pk, about=f"kudos:{row.pk}", at=now, kudos=row.pk,
        by_advocate_id=sender.pk if sender else None, by_staff_id=row.by_staff_id,
    )  # fmt: skip
    return row


def _refuse(sender: Advocate, now: datetime) -> None:
    """One request of a person at a time: the count is true until the row is written."""
    if sender.is_test:
        raise ThanksRefused(_("A test person thanks nobody: it would be seen."))
    Advocate.objects.select_for_update(of=("self",), no_key=True).get(pk=sender.pk)
    if sent_since(sender, since=now - timedelta(days=1)) >= MOST_IN_A_DAY:
        raise ThanksRefused(
            _("That is enough for a day: you can thank %(most)s people in 24 hours.") % {"most": MOST_IN_A_DAY}
        )


@transaction.atomic
def remove_thanks(*, kudos: Kudos, by: Advocate | User, now: datetime) -> None:
    """Take thanks away, from everybody's sight; whoever sent or got them may, and staff. Twice is once."""
    if not Kudos.objects.filter(pk=kudos.pk, removed_at=None).update(removed_at=now):
        return
    by_staff, by_advocate = (by.pk, None) if isinstance(by, User) else (None, by.pk)
    record(
        "kudos.removed", about=f"kudos:{kudos.pk}", at=now, by_staff_id=by_staff, by_advocate_id=by_advocate,
        kudos=kudos.pk,
    )  # fmt: skip


@transaction.atomic
def keep_thanks(*, kudos: Kudos, by: User, now: datetime) -> None:
    """Staff have looked at what was reported, and it stays."""
    if Kudos.objects.filter(pk=kudos.pk, removed_at=None).update(kept_at=now):
        record("kudos.kept", about=f"kudos:{kudos.pk}", by_staff_id=by.pk, at=now, kudos=kudos.pk)


@transaction.atomic
def report_thanks(*, kudos: Kudos, by: Advocate, now: datetime) -> None:
    """Tell staff that thanks are out of place; the person does not see them any more. Twice is once."""
    _row, new = KudosReport.objects.get_or_create(kudos=kudos, advocate=by, defaults={"at": now})
    if new:
        record("kudos.reported", about=f"kudos:{kudos.pk}", by_advocate_id=by.pk, at=now, kudos=kudos.pk)


@transaction.atomic
def want_thanks(*, advocate: Advocate, wanted: bool, now: datetime) -> None:
    """Take thanks from now on, or none; what there is comes out of others' sight, and back."""
    rows = KudosOptOut.objects.filter(advocate=advocate)
    if wanted:
        changed = bool(rows.delete()[0])
    else:
        _row, changed = KudosOptOut.objects.get_or_create(advocate=advocate)
    if changed:
        record("kudos.wished", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, wanted=wanted)


@transaction.atomic
def switch_thanks(*, workspace: Workspace, profile: Profile, on: bool, by: User) -> None:
    """Let people thank each other in the hub, or not; what there is stays for when it is on again."""
    change_settings(workspace=workspace, profile=profile, changes={"kudos": on}, by=by)


@transaction.atomic
def forget_thanks(*, advocate_id: int) -> None:
    """This person was erased: what they said to others and others to them goes. Twice is once."""
    Kudos.objects.filter(sender=advocate_id).delete()
    Kudos.objects.filter(receiver=advocate_id).delete()
    KudosReport.objects.filter(advocate=advocate_id).delete()
    KudosOptOut.objects.filter(advocate=advocate_id).delete()
