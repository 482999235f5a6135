"""A freeform ask with its own instructions (S1-21, S2-35)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Line, MissionType


class CustomTask(MissionType):
    """Asks for text, a link, a picture, or for nothing but "done"."""

    def summary(self, content: Content) -> Sequence[Line]:
        asked = {"text": _("A few words"), "link": _("A link"), "file": _("A picture or PDF")}
        return [Line(_("Proof"), asked.get(content.get("proof", ""), _("None")))]

    def doubts(self, content: Content) -> Sequence[str]:
        """Asking for nothing is telling something (G-28, S2-125)."""
        if content.get("proof") != "none":
            return []
        return [_("Nothing is asked. If you only want to tell people something, send an Update: it needs no answer.")]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        asked = content.get("proof_label")
        lines = []
        if answers.get("text"):
            lines.append(Line(asked or _("Answer"), answers["text"], "long", "text"))
        if answers.get("link"):
            lines.append(Line(asked or _("Link"), answers["link"], "link", "link"))
        if answers.get("file"):
            lines.append(Line(asked or _("File"), answers["file"], "file", "file"))
        return lines or [Line(_("Proof"), _("None asked: they say it is done."))]


TYPE = CustomTask(
    key="custom_task",
    name=gettext_lazy("Custom task"),
    what=gettext_lazy("An open ask with your own instructions and the proof you choose."),
    best_for=gettext_lazy("Anything that fits no other type."),
    icon="square-check-big",
    minutes=10,
    usual_points=100,
    typical_points=(50, 250),
    tips=(gettext_lazy("Nothing to hand in and nothing to decide? Then you only tell something: send an update."),),
)
