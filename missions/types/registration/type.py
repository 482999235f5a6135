"""A page of one's own to register on: pictures, a goal, a video, what people get (S3-75 to S3-81)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.richtext import as_text
from missions.types.base import Content, Effort, Line, Picture
from missions.types.survey.type import Survey
from surveys.questions import extent

WIDE, TALL = (1600, 778), (800, 1200)


class Registration(Survey):
    """Asks its own questions, or leads to where people register."""

    def summary(self, content: Content) -> Sequence[Line]:
        lines = [Line(_("Goal"), str(content["goal"]) if content.get("goal") else _("None"))]
        if content.get("link"):
            lines.append(Line(_("People register at"), content["link"], "link"))
        else:
            lines.append(Line(_("Questions"), extent(content.get("questions", []))))
        if content.get("incentives"):
            lines.append(Line(_("What they get"), as_text(content["incentives"]).strip(), "long"))
        return lines

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        if questions:
            return super().lines(content, answers, questions=questions)
        return [Line(_("Registered"), _("They say they have, at %(link)s.") % {"link": content.get("link", "")})]

    def picture(self, field: str) -> Picture | None:
        cover = {"wide-upload": WIDE, "tall-upload": TALL}.get(field)
        return Picture(cover=cover, audience="public") if cover else None

    def doubts(self, content: Content) -> Sequence[str]:
        missing = not (content.get("wide") and content.get("tall"))
        return [_("A picture for wide or for narrow screens is missing; the cover is shown there.")] if missing else []


TYPE = Registration(
    key="registration",
    name=gettext_lazy("Registration page"),
    what=gettext_lazy("A page with pictures, a goal and a form, or a link to where people register."),
    best_for=gettext_lazy("Voter registration, events, memberships, petitions."),
    icon="clipboard-pen",
    minutes=5,
    usual_points=100,
    typical_points=(50, 200),
    effort=Effort.MEDIUM,
    tips=(gettext_lazy("Pictures look best between 1:1 and 3:2, up to 2 MB; what matters belongs in the middle."),),
    has_form=True,
    has_acts=True,
    has_panel=True,
    usual={"approval": "everyone"},
    repeats=False,
)
