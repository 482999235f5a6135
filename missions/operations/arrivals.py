"""Taking part without an account: begun, confirmed, forgotten (S2-95)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from events.operations import record, schedule
from foundation.states import MoveNotAllowed
from foundation.tokens import hash_token
from missions.arrivals import KEPT
from missions.models import Arrival, Mission, Participation, ShortLink
from missions.operations.introductions import note_introduction
from missions.operations.submissions import AlreadySent, MissionClosed, keep_answers, submit
from missions.turns import turn_of
from missions.types.base_acts import NotTaken
from notifications.operations.deliveries import forget_mail_about
from programs.models import Advocate
from programs.operations.guests import guest_of
from programs.operations.sign_in import RequestClosed
from programs.sign_in import LASTS

EXPIRING = "arrival.expiry"


@dataclass(frozen=True)
class Confirmed:
    """Who it was, and what became of what they typed: "sent", "kept" to be finished, "before" (sent once already).

    `reason` says, in words, why it is kept.
    """

    advocate: Advocate
    outcome: str
    reason: str = ""


@transaction.atomic
def begin_arrival(
    *, mission: Mission, slot: int, fields: Mapping[str, Any], language: str, nonce: str, now: datetime,
    came_by: ShortLink | None = None,
) -> Arrival:  # fmt: skip
    """Keep what somebody without account typed, exactly as typed, for two days; nobody is written to yet.

    Raises MoveNotAllowed for a mission that was never launched.
    """
    if mission.live is None:
        raise MoveNotAllowed(f"{mission} was never launched")
    row = Arrival.objects.create(
        mission=mission, revision=mission.live, number=slot, fields=dict(fields), language=language,
        nonce_hash=hash_token(nonce), begun_at=now, asked_at=now, expires_at=now, came_by=came_by,
    )  # fmt: skip
    schedule(EXPIRING, ref=row.pk, due_at=now + KEPT)
    return row


@transaction.atomic
def change_arrival(*, arrival: Arrival, slot: int, fields: Mapping[str, Any], now: datetime) -> None:
    """Keep what was typed anew in the place of it; a mail that is under way confirms the new."""
    arrival.fields, arrival.number, arrival.revision = dict(fields), slot, arrival.mission.live or arrival.revision
    arrival.save(update_fields=["fields", "number", "revision"])


@transaction.atomic
def ask_to_confirm(*, arrival: Arrival, email: str, name: str, nonce: str, now: datetime) -> None:
    """Have link and code sent to an address, whoever has it; both work once, for 15 minutes, and end earlier ones."""
    arrival.email, arrival.name, arrival.nonce_hash = email, name, hash_token(nonce)
    arrival.asked_at, arrival.expires_at = now, now + LASTS
    arrival.save(update_fields=["email", "name", "nonce_hash", "asked_at", "expires_at"])
    record("arrival.asked", about=f"mission:{arrival.mission_id}", at=now, arrival=arrival.pk)


@transaction.atomic
def confirm_arrival(
    *, arrival_id: int, answers: Mapping[str, Any] | None, fields: Mapping[str, Any], zone: str, now: datetime
) -> Confirmed:
    """The address is proved: the person it belongs to is found or becomes a guest, and what they typed is handed in.

    Once, however many press at the same moment, and once per person, by whatever way they came. `answers` is None when
    there is more to be done on the mission's page. What cannot be handed in stays as their draft. Raises RequestClosed,
    and NotActive for who was put out.
    """
    row = Arrival.objects.select_related("mission__activity", "mission__live", "revision", "came_by").get(pk=arrival_id)
    person = guest_of(email=row.email, name=row.name, language=row.language, now=now)
    claimed = Arrival.objects.filter(pk=row.pk, used_at=None, expires_at__gt=now, email=row.email)
    if not row.email or not claimed.update(used_at=now, advocate=person, fields={}, email="", name=""):
        raise RequestClosed
    record(
        "arrival.confirmed", advocate_id=person.pk, by_advocate_id=person.pk, about=f"mission:{row.mission_id}", at=now
    )
    if row.came_by and person.joined_at == now:
        note_introduction(link=row.came_by, person=person, now=now)
    Participation.objects.get_or_create(
        mission=row.mission,
        advocate=person,
        cycle=turn_of(row.mission, person, now=now).number,
        defaults={"revision": row.revision, "seen_at": now},
    )
    if answers is None:
        return Confirmed(person, "kept")
    given: dict[str, Any] = {"mission": row.mission, "advocate": person, "slot": row.number, "now": now}
    try:
        submit(**given, answers=answers, files=(), zone=zone)
    except AlreadySent:
        return Confirmed(person, "before")
    except (MissionClosed, NotTaken) as refused:
        keep_answers(**given, fields=fields)
        return Confirmed(person, "kept", str(refused.reason.polite if isinstance(refused, MissionClosed) else refused))
    return Confirmed(person, "sent")


@transaction.atomic
def expire_arrival(*, arrival_id: int) -> None:
    """Forget an arrival after its two days, confirmed or not, and where its mails went. Twice is once."""
    forget_mail_about(about=f"arrival:{arrival_id}")
    Arrival.objects.filter(pk=arrival_id).delete()
