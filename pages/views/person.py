"""One person with what every app knows of them: points, what they sent, what was sent to them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.plugs import WORDINGS
from missions.queries import submissions_of
from notifications.models import Delivery
from notifications.queries import deliveries_to, preferences
from programs.models import Advocate
from programs.views.person import person_context
from rewards.queries import balance_of, statement_of
from segments.queries import stays_of

SHOWN, STAYS = 5, 60


@staff(can=Permission.SEE)
@require_GET
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Who they are, what happened, and where they stand."""
    advocate = get_object_or_404(Advocate.objects.select_related("added_by_import"), pk=pk)
    context = person_context(request, advocate)
    if request.htmx:
        return page(request, "programs/console/person.html", "timeline", context)
    context |= {
        "held": balance_of(advocate),
        "transfers": list(statement_of(advocate)[:SHOWN]),
        "submissions": list(submissions_of(advocate)[:SHOWN]),
        "deliveries": [named(row) for row in deliveries_to(advocate)[:SHOWN]],
        "wants": preferences(advocate),
        "stays": list(stays_of(advocate)[:STAYS]),
    }
    return page(request, "pages/console/person.html", "", context)


def named(delivery: Delivery) -> dict[str, object]:
    """A mail with the name of its kind, as the list of wordings calls it."""
    kind = delivery.notice.kind
    words = WORDINGS.get(kind)
    held = getattr(delivery, "held", False)
    return {
        "name": words.name if words else kind,
        "state": delivery.state,
        "state_in_words": delivery.get_state_display(),
        "held": held,
        "sent_at": delivery.sent_at,
    }
