"""News: words, pictures and buttons, in the hub and by mail. Asks for nothing (S2-03, S2-09 to S2-19, G-08)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from missions.types.base import Content, Line, MissionType, Picture, Slot

KIND = "update.sent"


class Update(MissionType):
    """A broadcast: no submission, no points, no approval. Opening it is reading it."""

    def slots(self, content: Content) -> Sequence[Slot]:
        return []

    def summary(self, content: Content) -> Sequence[Line]:
        parts = len(content.get("blocks", []))
        return [Line(_("Contents"), ngettext("%(n)d part", "%(n)d parts", parts) % {"n": parts})]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        return []

    def picture(self, field: str) -> Picture | None:
        """Pictures in mails are loaded by whoever reads them."""
        return Picture(audience="public")


TYPE = Update(
    key="update",
    name=gettext_lazy("Send update"),
    what=gettext_lazy("News with pictures and buttons, in the hub and by mail. Nothing is asked."),
    best_for=gettext_lazy("Newsletters, announcements, invitations, thanks, heads-ups."),
    icon="newspaper",
    minutes=2,
    usual_points=0,
    typical_points=(0, 0),
    tips=(
        gettext_lazy(
            "Use it for newsletters and digests, product news, invitations, thanks and holiday notes, a heads-up before"
            " a big mission, a word to people who have gone quiet: for anything you would send with a marketing tool."
        ),
        gettext_lazy("People should do something? Make a mission of another type."),
    ),
    has_acts=True,
    has_panel=True,
    asks=False,
    notice=KIND,
    usual={"approval": "everyone", "recognition": "none"},
)
