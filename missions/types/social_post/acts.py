"""What a social post shows in the hub, and its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from missions.operations.openings import forget_openings
from missions.types.material import RightsActs
from missions.types.places import content_of, links_of, opened, openings_of, proved, visits
from missions.types.social_post.forms import OpeningForm
from missions.types.social_post.type import TYPE
from missions.types.social_post.words import required_words

if TYPE_CHECKING:
    from missions.models import Mission, Opening
    from missions.results import Figure
    from programs.models import Advocate


@dataclass(frozen=True)
class Card:
    """One network on the mission's page, with the text to share there; `opening` when the person was there."""

    form: OpeningForm
    opening: Opening | None


class SocialPostActs(RightsActs):
    """Cards of networks, each with the person's own short link; the right to show a post, where it was asked for."""

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        content = content_of(mission, advocate)
        links, been = links_of(mission, advocate, TYPE.targets(content), now=now), openings_of(mission, advocate)
        cards = []
        for place in TYPE.places(content):
            form = OpeningForm(content=content, place=place, link=links.get(place, ""), use_required_attribute=False)
            before = been.get(place)
            # Another text for another person, so that a network does not read the same from everybody.
            text = before.text if before and before.text else form.samples[advocate.pk % len(form.samples)]
            form.initial = {"text": text}
            cards.append(Card(form, before))
        return {"cards": cards, "required": required_words(content), "template": "missions/types/social_post/hub.html"}

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        content = mission.live.content.get("type", {}) if mission.live else {}
        rows = content.get("networks", [])
        each = [
            opened(mission, str(row["name"]), _("People who opened the share there."), place=str(row["number"]))
            for row in rows
        ]
        return [
            opened(mission, _("Opened a share"), _("People who went to a network with their text. Not yet a post.")),
            proved(mission, _("Proved"), _("People who handed in their proof.")),
            *(visits(mission) if content.get("tracked") else ()),
            *(each if len(rows) > 1 else ()),
            *super().figures(mission=mission),
        ]

    def forget(self, *, advocate_id: int) -> None:
        forget_openings(advocate_id=advocate_id)


ACTS = SocialPostActs()
