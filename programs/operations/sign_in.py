"""Everything that changes how advocates get into the hub: what they ask for at its door, and their sessions."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from events.operations import record
from foundation.tokens import hash_token
from programs.models import COMES_IN, AddressChange, Advocate, HubSession, SignInRequest
from programs.sign_in import LASTS

VISIT_ENDS_AFTER = timedelta(minutes=30)


class RequestClosed(Exception):
    """The request was used, has ended or was replaced by a newer one."""


class NotActive(Exception):
    """The person has proved who they are, and may not come in: suspended, or gone."""


@transaction.atomic
def ask_to_sign_in(*, email: str, nonce: str, next_path: str, now: datetime) -> SignInRequest | None:
    """Ask for a link and a code to be sent to whoever has this address; None, and nothing done, when nobody has.

    Ends earlier requests of the person. Whether they may come in is said once they have proved the address. For an
    unknown address the same is written for somebody else and undone, so that the time it takes tells nothing.
    """
    advocate = Advocate.objects.filter(email=email, erased_at=None).first()
    if advocate is not None:
        return _request(advocate, nonce=nonce, next_path=next_path, now=now)
    with transaction.atomic():
        if somebody := Advocate.objects.order_by("pk").first():
            _request(somebody, nonce=nonce, next_path=next_path, now=now)
        transaction.set_rollback(True)
    return None


def _request(advocate: Advocate, *, nonce: str, next_path: str, now: datetime) -> SignInRequest:
    SignInRequest.objects.filter(advocate=advocate, used_at=None, expires_at__gt=now).update(expires_at=now)
    row = SignInRequest.objects.create(
        advocate=advocate, nonce_hash=hash_token(nonce), next_path=next_path, asked_at=now, expires_at=now + LASTS
    )
    record("sign_in.requested", advocate_id=advocate.pk, at=now, sign_in_request=row.pk)
    return row


@transaction.atomic
def use_sign_in_request(*, request_id: int, now: datetime) -> Advocate:
    """Use a request up, once however many try at the same moment. Raises RequestClosed and NotActive."""
    row = SignInRequest.objects.select_related("advocate").get(pk=request_id)
    if row.advocate.status not in COMES_IN:
        raise NotActive
    if not claim(SignInRequest, request_id, now=now):
        raise RequestClosed
    return row.advocate


def claim(model: type[SignInRequest | AddressChange], pk: int, *, now: datetime) -> bool:
    """Whether this call is the one that used the row up: one conditional UPDATE."""
    rows = model.objects.filter(pk=pk, used_at=None, expires_at__gt=now)
    return bool(rows.update(used_at=now))


@transaction.atomic
def open_session(*, advocate: Advocate, way: str, token: str, browser: str, now: datetime) -> HubSession:
    """Open the hub in one more browser; only the hash of its token is kept."""
    session = HubSession.objects.create(
        advocate=advocate,
        token_hash=hash_token(token),
        way=way,
        link_version=advocate.link_version,
        browser=browser[:60],
        opened_at=now,
        seen_at=now,
        before_at=_last_use(advocate.pk),
    )
    record("hub_session.opened", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, way=way)
    return session


def note_use(*, session: HubSession, now: datetime) -> None:
    """Note that a session is in use; after half an hour without any it is another visit, and the last is kept."""
    if now - session.seen_at >= VISIT_ENDS_AFTER:
        session.before_at = _last_use(session.advocate_id)
    HubSession.objects.filter(pk=session.pk, seen_at__lt=now).update(seen_at=now, before_at=session.before_at)


def _last_use(advocate_id: int) -> datetime | None:
    """When the hub was last in use, in whichever browser of the person."""
    last: datetime | None = HubSession.objects.filter(advocate=advocate_id).aggregate(last=Max("seen_at"))["last"]
    return last


@transaction.atomic
def end_session(*, session: HubSession, now: datetime) -> bool:
    """Close the hub in one browser, at once; False when it was closed already."""
    ended = HubSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)
    if ended:
        record("hub_session.ended", advocate_id=session.advocate_id, at=now)
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, advocate: Advocate, keep: HubSession, now: datetime) -> int:
    """Close the hub in all browsers of a person but this one; returns in how many."""
    rows = HubSession.objects.filter(advocate=advocate, ended_at=None).exclude(pk=keep.pk)
    ended = rows.update(ended_at=now)
    if ended:
        record("hub_session.others_ended", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, count=ended)
    return ended


@transaction.atomic
def void_links(*, advocate: Advocate, by: User, now: datetime) -> None:
    """End every session and every link a person has, sent or asked for; staff do this on the person's page."""
    close_hub(advocate=advocate, now=now)
    record("advocate.links_voided", advocate_id=advocate.pk, by_staff_id=by.pk, at=now)


@transaction.atomic
def close_hub(*, advocate: Advocate, now: datetime) -> None:
    """Void every link of a person, sent or asked for, and end every session, at once."""
    Advocate.objects.filter(pk=advocate.pk).update(link_version=F("link_version") + 1)
    HubSession.objects.filter(advocate=advocate, ended_at=None).update(ended_at=now)
    for model in (SignInRequest, AddressChange):
        model.objects.filter(advocate=advocate, used_at=None, expires_at__gt=now).update(expires_at=now)


@transaction.atomic
def forget_sign_ins(*, advocate: Advocate) -> None:
    """Delete what is known of a person's sign-ins and addresses: for when the person is erased."""
    for model in (HubSession, SignInRequest, AddressChange):
        model.objects.filter(advocate=advocate).delete()


@transaction.atomic
def ask_to_change_address(*, advocate: Advocate, email: str, nonce: str, now: datetime) -> AddressChange:
    """Have six digits sent to the new address; ends earlier wishes. Whether it is taken is said to its owner only."""
    AddressChange.objects.filter(advocate=advocate, used_at=None, expires_at__gt=now).update(expires_at=now)
    row = AddressChange.objects.create(
        advocate=advocate,
        email=email,
        former_email=advocate.email or "",
        nonce_hash=hash_token(nonce),
        asked_at=now,
        expires_at=now + LASTS,
    )
    record(
        "address_change.requested", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, address_change=row.pk
    )
    return row
