"""A statement that people agree to, or not, and can take back (S2-130, G-26)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Line, MissionType

YES, NO = "yes", "no"


class OptIn(MissionType):
    """Asks for a yes or a no to words that are kept as they were shown, with the time."""

    def summary(self, content: Content) -> Sequence[Line]:
        return [
            Line(_("Statement"), content["statement"], "long"),
            Line(_("Tag for a yes"), content.get("tag") or _("None")),
        ]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        said = {YES: content.get("yes") or _("Yes"), NO: content.get("no") or _("No")}
        return [
            Line(_("Statement"), content.get("statement", ""), "long"),
            Line(_("Answer"), said.get(answers.get("answer", ""), _("No answer")), "text", "answer"),
        ]


TYPE = OptIn(
    key="opt_in",
    name=gettext_lazy("Opt-in"),
    what=gettext_lazy(
        "A statement that people agree to or not. Their words and the time are kept; they can take it back."
    ),
    best_for=gettext_lazy("Consent to quotes, calls, events or a newsletter."),
    icon="shield-check",
    minutes=1,
    usual_points=20,
    typical_points=(5, 50),
    tips=(gettext_lazy("The words are kept as they were agreed to, and people can take it back in the hub."),),
    has_acts=True,
    usual={"approval": "everyone", "recognition": "none"},
    repeats=False,
)
