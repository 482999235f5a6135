"""What notifications do when they hear an event of an app below. Each makes one call and may run twice."""

from django.utils import timezone

from accounts.models import Invitation, Workspace
from events.models import Event
from foundation.addresses import addressed_to
from foundation.plugs import BELL_WORDS
from notifications.operations import forget_advocate, notify, ring_staff
from programs.models import AddressChange, SignInRequest


def invite(event: Event) -> None:
    """A staff member was invited: send the link. An invitation that is not open any more is not sent."""
    invitation = Invitation.objects.filter(pk=event.payload["invitation"], accepted_at=None, withdrawn_at=None).first()
    if invitation is not None:
        notify(
            kind="invited",
            event=event,
            address=invitation.email,
            about=f"invitation:{invitation.pk}",
            facts={"invitation": invitation.pk},
            useless_after=invitation.expires_at,
            now=timezone.now(),
        )


def send_sign_in(event: Event) -> None:
    """An advocate asked to sign in: send the link and the code."""
    row = SignInRequest.objects.select_related("advocate").get(pk=event.payload["sign_in_request"])
    notify(
        kind="sign_in",
        event=event,
        advocate=row.advocate,
        facts={"sign_in_request": row.pk},
        useless_after=row.expires_at,
        now=timezone.now(),
    )


def send_address_code(event: Event) -> None:
    """An advocate wishes for another address: send a code there."""
    row = AddressChange.objects.get(pk=event.payload["address_change"])
    notify(
        kind="address_change",
        event=event,
        address=row.email,
        facts={"address_change": row.pk},
        useless_after=row.expires_at,
        now=timezone.now(),
    )


def tell_former_address(event: Event) -> None:
    """An advocate changed the address: say so at the former one."""
    row = AddressChange.objects.get(pk=event.payload["address_change"])
    if row.former_email:
        notify(
            kind="address_changed",
            event=event,
            address=row.former_email,
            facts={"address_change": row.pk},
            now=timezone.now(),
        )


def welcome(event: Event) -> None:
    """Somebody who had applied was made a member: tell them."""
    notify(kind=event.name, event=event, advocate=event.advocate, now=timezone.now())


def tell_applicant(event: Event) -> None:
    """An application came, or was decided: say so to whoever sent it."""
    if "application" not in event.payload:
        return  # from before applications were kept
    kind = "application.received" if event.name == "advocate.applied" else event.name
    facts = {"application": event.payload["application"]}
    notify(kind=kind, event=event, advocate=event.advocate, facts=facts, now=timezone.now())


def ring_for_job(event: Event) -> None:
    """A job has ended: tell whoever started it, if its kind has words; what nobody started rings nobody."""
    kind = event.payload["kind"]
    words = BELL_WORDS.get(kind)
    if words is None or event.by_staff_id is None:
        return
    facts = {"job": event.payload["job"], "state": event.payload["state"], "about": event.about}
    with addressed_to(Workspace.objects.get(pk=event.workspace_id).slug):
        url = words.url(facts) if words.url else ""
    if words.name:
        facts["name"] = words.name(facts)
    ring_staff(kind=kind, event=event, staff_ids=[event.by_staff_id], facts=facts, url=url, now=event.occurred_at)


def forget(event: Event) -> None:
    """A person was erased: what is personal in what was written to them goes."""
    if event.advocate_id is not None:
        forget_advocate(advocate_id=event.advocate_id)
