"""The words of campaigns in timelines, and what they use of apps below."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from campaigns.states import EDIT
from foundation.plugs import EventWords, Text, Thing


def _was(icon: str, words: Text) -> EventWords:
    return EventWords(icon, lambda event: str(words))


EVENT_WORDS = {
    "campaign.created": _was("flag", gettext_lazy("A campaign was made")),
    "campaign.changed": _was("pencil", gettext_lazy("A campaign was changed")),
    "campaign.extended": _was("plus", gettext_lazy("An activity was added to a campaign")),
    "campaign.reduced": _was("minus", gettext_lazy("An activity was taken out of a campaign")),
    "campaign.arranged": _was("list-checks", gettext_lazy("What a campaign requires was changed")),
    "campaign.launched": _was("rocket", gettext_lazy("A campaign was launched")),
    "campaign.ended": _was("flag", gettext_lazy("A campaign was ended")),
    "campaign.archived": _was("archive", gettext_lazy("A campaign was archived")),
    "campaign.joined": _was("log-in", gettext_lazy("Joined a campaign")),
    "campaign.left": _was("log-out", gettext_lazy("Left a campaign")),
    "campaign.completed": _was("circle-check", gettext_lazy("Completed a campaign")),
    "campaign.uncompleted": _was("undo-2", gettext_lazy("A campaign is not completed any more")),
}


def campaign_thing(pk: int) -> Thing | None:
    """What an event "campaign:3" is about."""
    row = Campaign.objects.filter(pk=pk).first()
    return Thing(row.title, reverse("console:campaign", args=[pk])) if row else None


def campaign_of_mission(pk: int) -> Thing | None:
    """The campaign that a mission is an activity of."""
    row = Campaign.objects.filter(parts__mission=pk).first()
    return Thing(row.title, reverse("console:campaign", args=[row.pk])) if row else None


def uses_of_segment(pk: int) -> list[Thing]:
    """The campaigns that a segment may join, or whose members it lists (B-22)."""
    rows = Campaign.objects.filter(Q(members=pk) | Q(open_to=pk), state__in=EDIT).order_by("pk")
    return [Thing(str(row), reverse("console:campaign", args=[row.pk])) for row in rows]
