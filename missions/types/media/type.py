"""Pictures and documents, with the right to use them (S1-14, S2-36, X-37)."""

from collections.abc import Sequence
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Effort, Line, MissionType
from missions.types.base_forms import OFFICE, PDF, PICTURES
from missions.types.rights import summary_of

KINDS = {
    PICTURES: gettext_lazy("Pictures (JPEG, PNG, WebP, GIF)"),
    PDF: gettext_lazy("PDF"),
    OFFICE: gettext_lazy("Word, Excel, PowerPoint, OpenDocument"),
}


class SubmitMedia(MissionType):
    """Several files in one handing-in, with a caption and a licence as staff choose."""

    def summary(self, content: Content) -> Sequence[Line]:
        kinds = ", ".join(str(KINDS[kind]) for kind in content.get("kinds", []) if kind in KINDS)
        return [
            Line(_("Files"), f"{content.get('least', 1)}–{content.get('most', 1)}: {kinds}"),
            *summary_of(content.get("rights", {})),
        ]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        names, captions = answers.get("files", []), answers.get("captions", [])
        told = [
            f"{name} ({words})" if words else name for name, words in zip_longest(names, captions, fillvalue="") if name
        ]
        lines = [Line(_("Files"), ", ".join(told), "file", "files", captions)]
        if caption := answers.get("caption"):
            lines.append(Line(content.get("caption_label") or _("Caption"), caption, "long", "caption"))
        return lines


TYPE = SubmitMedia(
    key="media",
    name=gettext_lazy("Submit media"),
    what=gettext_lazy("Pictures and documents, with the right to use them."),
    best_for=gettext_lazy("Photos of events and swag, proofs, branded pictures."),
    icon="images",
    minutes=5,
    usual_points=100,
    typical_points=(50, 200),
    effort=Effort.MEDIUM,
    tips=(gettext_lazy("Say where you want to show the pictures: the right to use them is asked for and kept."),),
    has_acts=True,
)
