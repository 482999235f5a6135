"""The words of what staff hear about budgets; `missions.plugs` hands them on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.plugs import BellWords, Text, Variable, Wording
from foundation.templatetags.ui import number
from missions.models import Mission
from notifications.models import Notice, Topic

REACHED = "budget.reached"


def values(notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]]:
    """Of a batch, by one query."""
    missions = Mission.objects.in_bulk({notice.facts["mission"] for notice in notices})
    return [
        {
            "mission": str(missions[notice.facts["mission"]]),
            "percent": str(notice.facts["percent"]),
            "cap": number(notice.facts["cap"]),
            "meaning": _meaning(notice.facts["percent"]),
        }
        for notice in notices
    ]


def _meaning(percent: int) -> Text:
    if percent == 100:
        return gettext_lazy("Nobody new sees the mission now. Whoever has begun can finish.")
    return gettext_lazy("When it is used up, nobody new will see the mission.")


def page(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The page where it is raised."""
    return reverse("console:mission_budget", args=[notice.facts["mission"]])


def _bell(item: Any) -> str:
    if item.facts["percent"] == 100:
        return _("The budget of “%(title)s” is reached") % {"title": item.facts["title"]}
    words = _("%(percent)s %% of the budget of “%(title)s” are reached")
    return words % {"percent": item.facts["percent"], "title": item.facts["title"]}


WORDINGS = [
    Wording(
        kind=REACHED,
        topic=Topic.SERVICE,
        name=gettext_lazy("Budget reached (to staff)"),
        subject=gettext_lazy("{{ percent }} percent of the budget reached: {{ mission }}"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p>{{ percent }} percent of the {{ cap }} points that “{{ mission }}” may give away"
            " are paid or promised. {{ meaning }}</p>"
        ),
        button=gettext_lazy("See or raise the budget"),
        variables={
            "mission": Variable(gettext_lazy("The mission's title"), gettext_lazy("Share your G2 review")),
            "percent": Variable(gettext_lazy("80 or 100"), "80"),
            "cap": Variable(gettext_lazy("The budget in points"), "10,000"),
            "meaning": Variable(gettext_lazy("What that means for people"), _meaning(80)),
        },
        values=values,
        link=page,
    )
]
BELL_WORDS = {REACHED: BellWords("gauge", _bell)}
