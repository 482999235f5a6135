"""What rewards do when they hear an event. Each makes one call to an operation and may run twice."""

from django.utils import timezone

from accounts.models import Workspace
from accounts.permissions import Permission
from events.models import Event
from events.rounds import begin_rounds
from foundation.addresses import address_of, addressed_to
from notifications.operations import ring_staff
from notifications.operations.notices import notify
from notifications.queries import staff_who_may
from programs.models import Advocate
from rewards.models import Grant
from rewards.operations.giving import forget_grants
from rewards.operations.leaderboard import count_person, forget_standing
from rewards.operations.reaching import reach_milestones
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


def reach(event: Event) -> None:
    """Somebody may have earned points: see which milestones they have reached."""
    if event.advocate_id is not None:
        reach_milestones(advocate_id=event.advocate_id, now=timezone.now())


def stand(event: Event) -> None:
    """Somebody may have earned points, or lost some: see where they stand this month."""
    if event.advocate_id is not None:
        count_person(advocate_id=event.advocate_id, now=timezone.now())


def tell_reached(event: Event) -> None:
    """A milestone was reached: congratulate."""
    if event.advocate_id is None:
        return
    facts = {"milestone": event.payload["milestone"]}
    person = Advocate.objects.get(pk=event.advocate_id)
    notify(kind=event.name, event=event, advocate=person, about=event.about, facts=facts, now=timezone.now())


def tell_settled(event: Event) -> None:
    """A reward was handed out, or will not be: write to whom it was given."""
    grant = Grant.objects.select_related("advocate").get(pk=event.payload["grant"])
    facts = {"grant": grant.pk}
    notify(
        kind=event.name, event=event, advocate=grant.advocate, about=f"grant:{grant.pk}", facts=facts,
        now=timezone.now(),
    )  # fmt: skip


def forget(event: Event) -> None:
    """A person was erased: what waits for them is cancelled, and what they were told goes."""
    if event.advocate_id is not None:
        forget_grants(advocate_id=event.advocate_id, now=timezone.now())


def stand_no_more(event: Event) -> None:
    """A person was erased: they leave the leaderboard."""
    if event.advocate_id is not None:
        forget_standing(advocate_id=event.advocate_id)
