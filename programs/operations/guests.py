"""Guests: people who took part in a public mission. How they become members: operations.applications."""

from datetime import datetime

from django.db import transaction

from programs.models import COMES_IN, Advocate, AdvocateStatus
from programs.operations.people import IdentityTaken, add_advocate
from programs.operations.sign_in import NotActive


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
