"""What the check page says of a launch before it happens: the rehearsal, and what a draft of a live mission changes."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.templatetags.ui import number
from foundation.times import shown as shown_time
from missions.changes import begun_count, changes_of
from missions.cycles import Frequency
from missions.forms.offers import Offers
from missions.forms.whole import Whole
from missions.how_often import words_of
from missions.models import Arming, Mission, Trigger
from missions.next_dates import change_of_dates, next_dates, recurrence_of
from missions.planned import promised
from missions.reach import Reach, meant_by_draft
from missions.rehearsal import cost_of, links_in, shares
from missions.views.wizard import step_url
from segments.models import Segment
from segments.queries import count_of


def rehearsal(mission: Mission, whole: Whole, reach: Reach) -> dict[str, Any]:
    """To whom, at what cost, with which links, and when."""
    meant = meant_by_draft(mission)
    found = shares(mission, meant)
    return {
        "of_segment": meant.waits_for is not None,
        "shares": found,
        "cost": cost_of(mission, whole, found),
        "links": [(link, f"{step_url(mission, link.step)}#{link.anchor}") for link in links_in(whole)],
        "times": _times(mission, whole.content(), reach),
    }


def _times(mission: Mission, content: dict[str, Any], reach: Reach) -> list[tuple[str, str]]:
    launch, found = _beginning(mission, content), []
    shown = _("The hub shows it.") if content["listed"] else _("It is open to those who have the link.")
    if mission.live_id is None and content["trigger"] == Trigger.SEGMENT:
        found += _set_off_times(content, launch, reach)
    elif mission.launched_at is None:
        found.append((launch, shown))
        if reach.notify:
            words = ngettext(
                "%(n)s e-mail begins to leave. A pause holds it as long as it has not left.",
                "%(n)s e-mails begin to leave. A pause holds those that have not left.",
                reach.at_once,
            )
            found.append((launch, words % {"n": number(reach.at_once)}))
    else:
        found += [(launch, shown), (launch, _("Nobody is written to."))]
    if mission.launched_at is None and reach.notify:
        found.append((_("30 days after each e-mail"), _("Its personal link no longer opens the hub.")))
    if content["ends_at"]:
        words = _("It closes. What was handed in by then can still be decided.")
        found.append((shown_time(datetime.fromisoformat(content["ends_at"]), content["zone"]), words))
    return found + _again_times(mission, content)


def _again_times(mission: Mission, content: dict[str, Any]) -> list[tuple[str, str]]:
    recurrence = recurrence_of(content)
    words = _("It can be done again, by those too who have done it before.")
    starts = datetime.fromisoformat(content["starts_local"]) if content.get("starts_local") else None
    dates = next_dates(mission, recurrence, now=timezone.now(), zone=content["zone"], starts_local=starts)
    found = [(when, words) for when in dates.following]
    if recurrence.frequency == Frequency.COOLDOWN:
        found.append((_("After each time"), _("People can do it %(frequency)s.") % {"frequency": words_of(recurrence)}))
    if not recurrence.recurs:
        found.append((_("Never"), _("It does not begin again: everybody does it once.")))
    return found


def _beginning(mission: Mission, content: dict[str, Any]) -> str:
    if content["trigger"] == Trigger.SCHEDULED and mission.launched_at is None:
        return promised(content["starts_local"], "" if content["by_person"] else content["zone"])
    return _("When you launch it") if mission.live_id is None else _("When you publish the changes")


def _set_off_times(content: dict[str, Any], launch: str, reach: Reach) -> list[tuple[str, str]]:
    """Who gets it when: those who are in the segment now are counted (G-09)."""
    segment = Segment.objects.get(pk=content["trigger_segment"])
    there, found = count_of(segment), []
    if content["arming"] in (Arming.NOW, Arming.BOTH):
        words = ngettext(
            "It is set off for %(n)s person who is in “%(name)s” now.",
            "It is set off for %(n)s people who are in “%(name)s” now.",
            there,
        )
        found.append((launch, words % {"n": number(there), "name": segment.name}))
    else:
        words = ngettext(
            "Nobody gets it yet: %(n)s person is in “%(name)s” already.",
            "Nobody gets it yet: %(n)s people are in “%(name)s” already.",
            there,
        )
        found.append((launch, words % {"n": number(there), "name": segment.name}))
    if content["arming"] in (Arming.NEW, Arming.BOTH):
        told = _("They see it, and get an e-mail.") if reach.notify else _("They see it. Nobody is written to.")
        found.append((_("Whenever somebody enters “%(name)s”") % {"name": segment.name}, told))
    return found


def changes(mission: Mission, *, zone: str, offers: Offers) -> dict[str, Any]:
    """What publishing changes, field by field, and for how many people it does not."""
    if mission.live_id is None:
        return {}
    found = changes_of(mission, zone=zone, offers=offers)
    return {
        "changes": [(change, f"{step_url(mission, change.step)}#{change.anchor}") for change in found],
        "begun": begun_count(mission),
        "moved": change_of_dates(mission, now=timezone.now(), zone=zone),
    }
