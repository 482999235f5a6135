"""What of missions waits for staff: submissions to review, launches to approve."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.permissions import Permission
from foundation.plugs import Waiting, Waits
from foundation.templatetags.ui import number
from missions.approving import open_requests
from missions.listing import ASKED
from missions.queries import submissions_to_review


def _to_review() -> Waiting | None:
    found = submissions_to_review().order_by().aggregate(count=Count("pk"), since=Min("submitted_at"))
    if not found["count"]:
        return None
    words = ngettext("%(n)s submission waits for review", "%(n)s submissions wait for review", found["count"])
    return Waiting(words % {"n": number(found["count"])}, found["since"], reverse("console:review"))


def _to_approve() -> Waiting | None:
    found = open_requests().aggregate(count=Count("pk"), since=Min("asked_at"))
    if not found["count"]:
        return None
    words = ngettext("%(n)s mission waits for approval", "%(n)s missions wait for approval", found["count"])
    url = reverse("console:missions", query={"state": ASKED})
    return Waiting(words % {"n": number(found["count"])}, found["since"], url)


WAITING = [
    Waits("inbox", Permission.REVIEW, _to_review),
    Waits("clipboard-check", Permission.APPROVE_LAUNCHES, _to_approve),
]
