"""What the mission to open a page shows in the hub, its figures, and that it is not done before the page is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from missions.types.base_acts import Acts, NotTaken
from missions.types.places import content_of, links_of, opened, openings_of, proved, visits
from missions.types.web_page.forms import OpeningForm
from missions.types.web_page.type import OPENING, PAGE, TYPE

if TYPE_CHECKING:
    from missions.models import Mission, Submission
    from missions.results import Figure
    from programs.models import Advocate


class WebPageActs(Acts):
    """One button, which leads through the person's own short link."""

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        been = openings_of(submission.mission, submission.advocate)
        if submission.revision.content.get("type", {}).get("done") == OPENING and PAGE not in been:
            raise NotTaken({"": _("Open the page first.")})

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        content = content_of(mission, advocate)
        links = links_of(mission, advocate, TYPE.targets(content), now=now)
        been = openings_of(mission, advocate)
        form = OpeningForm(content=content, place=PAGE, link=links.get(PAGE, ""))
        return {"form": form, "opening": been.get(PAGE)}

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        content = mission.live.content.get("type", {}) if mission.live else {}
        shown = () if content.get("done") == OPENING else (
            proved(mission, _("Done"), _("People who said, or showed, that they did it.")),
        )  # fmt: skip
        return [opened(mission, _("Opened"), _("People who opened the page.")), *shown, *visits(mission)]


ACTS = WebPageActs()
