"""The words of what staff do by hand: what stands in the public gallery, whom a mission is sent to, and nudges."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Event
from foundation.plugs import BellWords, EventWords
from missions.models import Mission
from notifications.models import BellItem


def _submission_page(event: Event) -> str:
    return reverse("console:submission", args=[event.payload["submission"]])


def _sending(item: BellItem) -> str:
    if item.facts.get("state") == "done":
        return _("The mission is sent to the chosen people")
    return _("Sending a mission stopped before its end")


def _sending_page(facts: Mapping[str, str]) -> str:
    return reverse("console:sending_job", args=[facts["about"].partition(":")[2], facts["job"]])


def _nudge(item: BellItem) -> str:
    if item.facts.get("state") == "done":
        return _("The nudge is written to everybody meant")
    return _("The nudge stopped before its end")


def _nudge_page(facts: Mapping[str, str]) -> str:
    return reverse("console:mission_nudge_job", args=[facts["about"].partition(":")[2], facts["job"]])


def mission_named(facts: Mapping[str, str]) -> str:
    """The title of the mission that a job is about."""
    title = Mission.objects.filter(pk=facts["about"].partition(":")[2]).values_list("title", flat=True).first()
    return title or ""


EVENT_WORDS = {
    "exhibit.added": EventWords(
        "images", lambda event: _("Something they sent is in the public gallery"), _submission_page
    ),
    "exhibit.removed": EventWords(
        "images", lambda event: _("Something they sent left the public gallery"), _submission_page
    ),
    "mission.sent": EventWords("send", lambda event: _("Sent a mission to chosen people")),
}
BELL_WORDS = {
    "missions.sending": BellWords("send", _sending, _sending_page),
    "missions.nudge": BellWords("send", _nudge, _nudge_page, mission_named),
}
