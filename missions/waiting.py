"""How long it usually takes until a reviewer decides, as the last decisions show it."""

from datetime import timedelta
from math import ceil
from statistics import median

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from missions.models import Decision

LOOKED_AT, AT_LEAST = 200, 5


def usual_wait() -> timedelta | None:
    """The median from handing in to the decision, of this workspace's last two hundred by people; None below five."""
    rows = Decision.objects.filter(by_staff__isnull=False).order_by("-pk")
    waited = rows.annotate(waited=F("at") - F("attempt__at")).values_list("waited", flat=True)
    found = list(waited[:LOOKED_AT])
    return median(found) if len(found) >= AT_LEAST else None


def waiting_words(wait: timedelta | None) -> str:
    """The same in words, rounded up; honest when nothing is known yet."""
    if wait is None:
        return _("We write to you as soon as it is decided.")
    hours = ceil(wait.total_seconds() / 3600)
    if hours < 24:
        return ngettext("Usually decided within %(n)s hour.", "Usually decided within %(n)s hours.", max(hours, 1)) % {
            "n": max(hours, 1)
        }
    days = ceil(hours / 24)
    return ngettext("Usually decided within %(n)s day.", "Usually decided within %(n)s days.", days) % {"n": days}
