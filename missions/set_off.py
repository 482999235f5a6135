"""The words of what sets missions off: of plans for a time, and of segments."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from foundation.plugs import BellWords, EventWords, Thing
from missions.models import Act, Arming, AudienceRule, Mission, Trigger
from missions.planned import promised
from missions.states import MissionState
from notifications.models import BellItem
from segments.models import Segment

HOUR, MINUTE = 3600, 60


def _act(event: Event) -> str:
    return str(Act(event.payload["act"]).label)


def _planned(event: Event) -> str:
    words = {"act": _act(event), "when": promised(event.payload["local"], event.payload["zone"])}
    return _("Planned: %(act)s on %(when)s") % words


def lateness(seconds: int) -> str:
    """How late something was, in the unit that says it best."""
    if seconds < HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", seconds // MINUTE) % {"n": seconds // 60}
    return ngettext("%(n)s hour", "%(n)s hours", seconds // HOUR) % {"n": seconds // HOUR}


def uses_of_segment(pk: int) -> list[Thing]:
    """The missions that mean a segment, leave it out, are set off by it, or approve by it; drafts as well (B-22)."""
    word = f"segment:{pk}"
    rules = AudienceRule.objects.filter(segment=pk).values("mission")
    typed = Q(draft__raw__include__contains=[word]) | Q(draft__raw__exclude__contains=[word])
    typed |= Q(draft__raw__trigger="segment", draft__raw__trigger_segment=str(pk))
    for raw in ("draft__raw", "live__raw"):  # approved at once by a rule that asks for it
        typed |= Q(**{f"{raw}__approval": "rule", f"{raw}__approval_segments__contains": [str(pk)]})
    rows = Mission.objects.exclude(state__in=[MissionState.ENDED, MissionState.ARCHIVED])
    rows = rows.filter(Q(pk__in=rules) | Q(trigger_segment=pk) | typed).order_by("pk")
    return [Thing(str(row), reverse("console:mission", args=[row.pk])) for row in rows]


def trigger_words(content: Mapping[str, Any]) -> str:
    """What sets a mission off, in a line."""
    if content["trigger"] == Trigger.SCHEDULED:
        zone = "" if content.get("by_person") else content["zone"]
        return _("Scheduled: %(when)s") % {"when": promised(content["starts_local"], zone)}
    if content["trigger"] == Trigger.SEGMENT:
        name = Segment.objects.filter(pk=content["trigger_segment"]).values_list("name", flat=True).first()
        words = {"name": name, "whom": str(Arming(content["arming"]).label)}
        return _("Entering “%(name)s”: %(whom)s") % words
    return _("Instant: live when you launch it")


def _late(item: BellItem) -> str:
    act = Act(item.facts["act"]).label
    return _("%(act)s of “%(title)s” was late by %(late)s") % {
        "act": act, "title": item.facts["title"], "late": lateness(int(item.facts["late"])),
    }  # fmt: skip


def _firing(item: BellItem) -> str:
    if item.facts.get("state") == "done":
        return _("A mission is set off for everybody in its segment")
    return _("Setting off a mission for the people of its segment has stopped")


def _fired(event: Event) -> str:
    count = event.payload["count"]
    return ngettext("Set off for %(n)s person", "Set off for %(n)s people", count) % {"n": count}


def _acted_late(event: Event) -> str:
    return _("%(act)s was late by %(late)s") % {"act": _act(event), "late": lateness(event.payload["late"])}


def _mission_page(facts: Mapping[str, str]) -> str:
    return reverse("console:mission", args=[facts["about"].partition(":")[2]])


EVENT_WORDS = {
    "mission.planned": EventWords("calendar-clock", _planned),
    "mission.plan_cancelled": EventWords("calendar-x", lambda e: _("Plan cancelled: %(act)s") % {"act": _act(e)}),
    "mission.acted_late": EventWords("alarm-clock", _acted_late),
    "mission.unscheduled": EventWords("undo-2", lambda e: _("Made a draft again")),
    "mission.fired": EventWords("zap", _fired),
}
BELL_WORDS = {
    "mission.acted_late": BellWords("alarm-clock", _late),
    "missions.firing": BellWords("zap", _firing, _mission_page),
}
