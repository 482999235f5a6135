"""One question, one tap, and then how the others voted (S2-130, G-26)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Line
from missions.types.survey.type import Survey


class QuickPoll(Survey):
    """A single choice as a form of one question, so that answers keep the version they were given to."""

    def summary(self, content: Content) -> Sequence[Line]:
        (question,) = content["questions"]
        offered = ", ".join(option["label"] for option in question["options"])
        results = _("Shown after the vote") if content.get("shows_results") else _("For staff only")
        return [Line(_("Question"), question["label"]), Line(_("Options"), offered), Line(_("Results"), results)]


TYPE = QuickPoll(
    key="poll",
    name=gettext_lazy("Quick poll"),
    what=gettext_lazy("One question, one tap. People see how the others voted, if you want."),
    best_for=gettext_lazy("A pulse, a vote, a small first step."),
    icon="chart-bar-big",
    minutes=1,
    usual_points=20,
    typical_points=(5, 50),
    tips=(gettext_lazy("More than one question, or reasons? Take a survey."),),
    has_form=True,
    has_acts=True,
    has_panel=True,
    usual={"approval": "everyone"},
)
