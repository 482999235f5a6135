"""Invitations, sign-in codes and changes of address are mailed; an erased person's mail is emptied."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Invitation, User, Workspace
from accounts.operations import invite_again, invite_staff, withdraw_invitation
from advocacy.wiring import REACTIONS
from events.models import Due, Event
from events.operations import record
from events.relay import relay_batch
from notifications.models import Delivery, DeliveryState, Notice
from notifications.operations import notify
from notifications.sending import deliver
from programs.models import AddressChange, SignInRequest
from programs.operations.sign_in import ask_to_change_address, ask_to_sign_in
from programs.sign_in import code_of
from tests.notifications.conftest import Server, make_advocate


@pytest.fixture
def hear(acme: Workspace, smtp: Server) -> Callable[[], None]:
    """Relay what happened, twice over, and send what follows."""

    def relay_and_send() -> None:
        again = list(Due.objects.filter(work="event").values_list("ref", flat=True))
        while relay_batch(REACTIONS):
            pass
        for ref in again:
            Due.objects.create(workspace=acme, work="event", ref=ref)
        while relay_batch(REACTIONS):
            pass
        while deliver(acme.pk, 0):
            pass

    return relay_and_send


def test_an_invitation_is_mailed_once_with_its_link(
    in_acme: Workspace, owner: User, smtp: Server, hear: Callable[[], None]
) -> None:
    invitation = invite_staff(workspace=in_acme, email="New@Example.com", role="reviewer", by=owner, now=timezone.now())
    hear()
    mail = smtp.to("new@example.com")
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert mail["Subject"] == "Owner invites you to Acme"
    assert "as: Reviewer" in text
    assert "http://localhost:8000/acme/invitations/" in text
    assert Notice.objects.get().facts == {"invitation": invitation.pk}
    invite_again(invitation=invitation, by=owner, now=timezone.now())
    hear()
    assert smtp.recipients == ["new@example.com"] * 2


def test_an_invitation_that_was_withdrawn_is_not_mailed(
    in_acme: Workspace, owner: User, smtp: Server, hear: Callable[[], None]
) -> None:
    invitation = invite_staff(workspace=in_acme, email="new@example.com", role="reviewer", by=owner, now=timezone.now())
    withdraw_invitation(invitation=Invitation.objects.get(pk=invitation.pk), by=owner, now=timezone.now())
    hear()
    assert not smtp.mails


def test_who_asks_to_sign_in_gets_a_link_and_six_digits_that_are_kept_nowhere(
    in_acme: Workspace, smtp: Server, hear: Callable[[], None]
) -> None:
    maya = make_advocate("maya@example.com")
    row = ask_to_sign_in(email="maya@example.com", nonce="n", next_path="", now=timezone.now())
    assert row is not None
    hear()
    mail = smtp.to("maya@example.com")
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    code = code_of(row)
    assert f"{code[:3]} {code[3:]}" in text
    assert "http://localhost:8000/acme/" in text
    assert mail["List-Unsubscribe"] is None
    notice = Notice.objects.get(advocate=maya)
    assert (notice.facts, notice.useless_after) == ({"sign_in_request": row.pk}, row.expires_at)
    everything = str([list(model.objects.values()) for model in (Notice, Delivery, Event, SignInRequest)])
    assert code not in everything


def test_a_new_address_is_proved_by_a_code_and_the_former_one_is_told(
    in_acme: Workspace, smtp: Server, hear: Callable[[], None]
) -> None:
    maya = make_advocate("old@example.com")
    change = ask_to_change_address(advocate=maya, email="maya.new@example.com", nonce="n", now=timezone.now())
    hear()
    body = smtp.to("maya.new@example.com").get_body(("plain",))
    assert body is not None
    code = code_of(change)
    assert f"{code[:3]} {code[3:]}" in body.get_content()
    assert "Maya" not in body.get_content()  # whose it is, is not proved yet
    record("address_change.confirmed", advocate_id=maya.pk, address_change=change.pk)
    hear()
    body = smtp.to("old@example.com").get_body(("plain",))
    assert body is not None
    assert "m…@example.com" in body.get_content()
    assert len(smtp.mails) == 2


def test_an_erased_persons_mail_is_emptied(in_acme: Workspace, smtp: Server, hear: Callable[[], None]) -> None:
    maya = make_advocate("maya@example.com")
    delivery = notify(kind="test.answered", event=record("x"), advocate=maya, facts={"thing": 1}, now=timezone.now())
    AddressChange.objects.all().delete()
    record("advocate.erased", advocate_id=maya.pk)
    hear()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CANCELLED
    assert not smtp.mails


def test_reactions_are_wired() -> None:
    wired: dict[str, Any] = {
        name: {reaction.__name__ for reaction in reactions} for name, reactions in REACTIONS.items()
    }
    assert wired["staff.invited"] == {"invite"}
    assert wired["sign_in.requested"] == {"send_sign_in"}
    assert "forget" in wired["advocate.erased"]
