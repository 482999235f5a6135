"""What the check page says of a launch before it happens: the rehearsal, and what a draft of a live mission changes."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from foundation.templatetags.ui import number
from missions.changes import begun_count, changes_of
from missions.forms.whole import Whole
from missions.models import Mission
from missions.reach import Reach, meant_by_draft
from missions.rehearsal import cost_of, links_in, shares
from missions.views.wizard import step_url


def rehearsal(mission: Mission, whole: Whole, reach: Reach) -> dict[str, Any]:
    """To whom, at what cost, with which links, and when."""
    found = shares(mission, meant_by_draft(mission))
    return {
        "shares": found,
        "cost": cost_of(mission, whole, found),
        "links": [(link, f"{step_url(mission, link.step)}#{link.anchor}") for link in links_in(whole)],
        "times": _times(mission, whole.content(), reach),
    }


def _times(mission: Mission, content: dict[str, Any], reach: Reach) -> list[tuple[str, str]]:
    launch = _("When you launch it") if mission.live_id is None else _("When you publish the changes")
    shown = _("The hub shows it.") if content["listed"] else _("It is open to those who have the link.")
    found = [(launch, shown)]
    if mission.live_id is None and reach.notify:
        found += [
            (launch, _("%(n)s e-mails begin to leave. A pause holds those that have not left.") % {
                "n": number(reach.writable)
            }),
            (_("30 days after each e-mail"), _("Its personal link no longer opens the hub.")),
        ]  # fmt: skip
    elif mission.live_id is not None:
        found.append((launch, _("Nobody is written to.")))
    if content["ends_at"]:
        ends = localtime(datetime.fromisoformat(content["ends_at"]), ZoneInfo(content["zone"]))
        words = _("It closes. What was handed in by then can still be decided.")
        found.append((f"{date_format(ends, 'j M Y, H:i')} {content['zone']}", words))
    found.append((_("Never"), _("It does not begin again: everybody does it once.")))
    return found


def changes(mission: Mission, *, zone: str) -> dict[str, Any]:
    """What publishing changes, field by field, and for how many people it does not."""
    if mission.live_id is None:
        return {}
    found = changes_of(mission, zone=zone)
    return {
        "changes": [(change, f"{step_url(mission, change.step)}#{change.anchor}") for change in found],
        "begun": begun_count(mission),
    }
