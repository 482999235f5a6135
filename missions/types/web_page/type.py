"""A page on the web that people are led to (S3-74)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Line, MissionType
from missions.types.campaigns import with_campaign

PAGE = "page"
SOURCE = "hub"  # what web analytics are told: they came from here
OPENING, CONFIRM, PROOF = "opening", "confirm", "proof"


class WebPage(MissionType):
    """Has one place, the page. Opening it is doing the mission, unless people are asked to say or to show it."""

    def places(self, content: Content) -> Sequence[str]:
        return [PAGE]

    def targets(self, content: Content) -> Mapping[str, str]:
        link, campaign = str(content.get("link", "")), str(content.get("campaign", ""))
        return {PAGE: with_campaign(link, campaign=campaign, source=SOURCE)} if link else {}

    def summary(self, content: Content) -> Sequence[Line]:
        done = {OPENING: _("They open the page"), CONFIRM: _("They say that they did it")}
        return [
            Line(_("Web link"), content.get("link", ""), "link"),
            Line(_("Start button"), content.get("button", "")),
            Line(_("It is done when"), done.get(content.get("done", ""), _("They show that they did it"))),
        ]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        lines = []
        if link := answers.get("link"):
            lines.append(Line(_("Link"), link, "link", "link"))
        if answers.get("file"):
            lines.append(Line(_("Screenshot"), answers["file"], "file", "file"))
        if text := answers.get("text"):
            lines.append(Line(_("Note"), text, "long", "text"))
        if answers.get("opened"):
            lines.append(Line(_("Done"), _("They opened the page.")))
        return lines or [Line(_("Proof"), _("None asked: they say it is done."))]


TYPE = WebPage(
    key="web_page",
    name=gettext_lazy("Open a web page"),
    what=gettext_lazy("Leads people to a page of yours and counts who opened it."),
    best_for=gettext_lazy("Petitions, registrations, articles and videos elsewhere."),
    icon="mouse-pointer-click",
    minutes=2,
    usual_points=20,
    typical_points=(5, 50),
    tips=(gettext_lazy("What people do there cannot be seen from here: where it matters, have them say or show it."),),
    has_acts=True,
    has_panel=True,
    own_start=True,
    usual={"approval": "everyone"},
)
