"""An advocate's own change of address, once the new one is proved."""

from datetime import datetime

from django.db import transaction

from events.operations import record
from programs.models import AddressChange, Advocate, HubSession
from programs.operations.people import change_advocate
from programs.operations.sign_in import RequestClosed, claim


@transaction.atomic
def change_own_address(*, change_id: int, session: HubSession, now: datetime) -> Advocate:
    """Give a person the address they have proved, once. Raises RequestClosed, and IdentityTaken of people.

    What was sent to the former address opens nothing any more, and of the sessions only this one goes on.
    """
    row = AddressChange.objects.select_related("advocate").get(pk=change_id, advocate_id=session.advocate_id)
    if not claim(AddressChange, change_id, now=now):
        raise RequestClosed
    change_advocate(advocate=row.advocate, changes={"email": row.email}, by=row.advocate, now=now)
    advocate = Advocate.objects.get(pk=row.advocate_id)
    HubSession.objects.filter(pk=session.pk).update(ended_at=None, link_version=advocate.link_version)
    record(
        "address_change.confirmed", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, address_change=row.pk
    )
    return advocate
