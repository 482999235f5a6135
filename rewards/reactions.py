"""What rewards do when they hear an event. Each makes one call to an operation and may run twice."""

from django.utils import timezone

from accounts.models import Workspace
from accounts.permissions import Permission
from events.models import Event
from events.rounds import begin_rounds
from foundation.addresses import address_of, addressed_to
from notifications.operations import ring_staff
from notifications.queries import staff_who_may
from rewards.proof import PROVING


def begin_proofs(event: Event) -> None:
    """A workspace was made: prove its balances every night from now on."""
    begin_rounds(PROVING, now=timezone.now())


def ring_for_difference(event: Event) -> None:
    """Balances and transfers disagree: tell those who look after the workspace; nobody is written to."""
    with addressed_to(Workspace.objects.get(pk=event.workspace_id).slug):
        url = address_of("console:health")
    ring_staff(
        kind=event.name,
        event=event,
        staff_ids=staff_who_may(Permission.MANAGE_MISSIONS),
        facts={"wallets": event.payload["wallets"], "budgets": event.payload.get("budgets", 0)},
        url=url,
        now=event.occurred_at,
    )
