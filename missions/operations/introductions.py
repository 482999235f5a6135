"""Somebody new signed up by an advocate's referral link."""

from datetime import datetime

from django.db import transaction

from events.operations import record
from missions.models import Introduction, ShortLink
from programs.models import Advocate


@transaction.atomic
def note_introduction(*, link: ShortLink, person: Advocate, now: datetime) -> bool:
    """Note that this person came by this link, once and for good; False when one's own, or noted before (X-16)."""
    if link.advocate_id == person.pk:
        return False
    _row, is_new = Introduction.objects.get_or_create(advocate=person, defaults={"link": link, "at": now})
    if is_new:
        record(
            "person.introduced", advocate_id=person.pk, about=f"mission:{link.mission_id}", at=now,
            introducer=link.advocate_id,
        )  # fmt: skip
    return is_new
