"""The words of these pages' notices and events, and what of them waits for staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Permission
from events.models import Event
from foundation.plugs import BellWords, EventWords, Text, Variable, Waiting, Waits, Wording
from foundation.templatetags.ui import number
from notifications.links import personal_token
from notifications.models import Topic
from pages.health import WORK_WORDS
from pages.kudos import reports_open
from pages.models import Kudos


def thanks_values(notices: Sequence[Any]) -> Sequence[Mapping[str, Text]]:
    """Who thanks, and the words; the rows of a batch by one query."""
    rows = Kudos.objects.select_related("sender", "by_staff").in_bulk({notice.facts["kudos"] for notice in notices})
    found = [rows[notice.facts["kudos"]] for notice in notices]
    return [{"sender": row.said_by, "customText": row.text} for row in found]


def thanks_link(notice: Any, delivery_id: int, now: datetime) -> str:
    """The hub, through the link signed over this delivery."""
    token = personal_token(
        delivery_id=delivery_id, advocate_id=notice.advocate.pk, link_version=notice.advocate.link_version, now=now
    )
    return reverse("public:personal_link", args=[token])


WORDINGS = [
    Wording(
        kind="kudos.given",
        topic=Topic.MISSIONS,
        name=gettext_lazy("Thanks from somebody"),
        subject=gettext_lazy("{{ sender }} thanks you"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p>{{ sender }} wrote to you:</p><blockquote>{{ customText }}</blockquote>"
            "<p>You find it in the hub, under Thanks. There you can also say that you want none.</p>"
        ),
        button=gettext_lazy("Open the hub"),
        variables={
            "sender": Variable(gettext_lazy("Who says thanks"), "Maya Okafor"),
            "customText": Variable(
                gettext_lazy("What they wrote"), gettext_lazy("You answered at midnight. That saved our launch.")
            ),
        },
        values=thanks_values,
        link=thanks_link,
    )
]


def _said(event: Event) -> str:
    return _("Said that the help helped") if event.payload.get("helped") else _("Said that the help did not help")


def _wished(event: Event) -> str:
    return _("Takes thanks again") if event.payload.get("wanted") else _("Wants no thanks any more")


def _all_thanks(event: Event) -> str:
    return reverse("console:thanks")


EVENT_WORDS: Mapping[str, EventWords] = {
    "engine.stuck": EventWords("heart-pulse", lambda event: _("Was late for more than five minutes")),
    "feedback.given": EventWords("message-circle-question-mark", _said, lambda event: reverse("console:feedback")),
    "kudos.given": EventWords("heart-handshake", lambda event: _("Thanks were said"), _all_thanks),
    "kudos.removed": EventWords("heart-off", lambda event: _("Thanks were removed"), _all_thanks),
    "kudos.reported": EventWords("flag", lambda event: _("Reported thanks"), _all_thanks),
    "kudos.wished": EventWords("heart", _wished),
}


def _to_look_at() -> Waiting | None:
    found = reports_open().aggregate(count=Count("kudos", distinct=True), since=Min("at"))
    if not found["count"]:
        return None
    words = ngettext("%(n)s reported thanks wait for you", "%(n)s reported thanks wait for you", found["count"])
    url = reverse("console:thanks", query={"reported": "on"})
    return Waiting(words % {"n": number(found["count"])}, found["since"], url)


def _stuck(item: Any) -> str:
    what = str(item.facts.get("what", ""))
    if what.startswith("segment:"):
        return _("A segment cannot be evaluated for more than five minutes")
    return _("Late for more than five minutes: %(work)s") % {"work": WORK_WORDS.get(what, _("work in the background"))}


BELL_WORDS: Mapping[str, BellWords] = {"engine.stuck": BellWords("heart-pulse", _stuck)}
WAITING = [Waits("flag", Permission.MANAGE_PEOPLE, _to_look_at)]
