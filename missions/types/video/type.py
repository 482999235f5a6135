"""A video, recorded in the browser or sent as a file (S1-18, S2-38, S3-18)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.types import as_clock
from missions.types.base import Content, Effort, Line, MissionType
from missions.types.rights import summary_of


class RecordVideo(MissionType):
    """A teleprompter, questions, a limit of time and a licence as staff choose."""

    def summary(self, content: Content) -> Sequence[Line]:
        return [
            Line(_("At most"), _("%(time)s min") % {"time": as_clock(content.get("seconds", 0))}),
            Line(_("Questions"), "\n".join(content.get("questions", [])) or _("None"), "long"),
            Line(_("Teleprompter"), content.get("script") or _("None"), "long"),
            *summary_of(content.get("rights", {})),
        ]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        lines = [Line(_("Video"), str(answers.get("video", "")), "file", "video")]
        if note := answers.get("note"):
            lines.append(Line(_("Note"), note, "long", "note"))
        return lines


TYPE = RecordVideo(
    key="video",
    name=gettext_lazy("Record video"),
    what=gettext_lazy("A video recorded in the browser, with a teleprompter, or sent as a file."),
    best_for=gettext_lazy("Testimonials, case studies, video stories."),
    icon="video",
    minutes=10,
    usual_points=300,
    typical_points=(150, 500),
    effort=Effort.MEDIUM,
    tips=(
        gettext_lazy("It is recorded in the browser, no app is needed; a file can be sent instead."),
        gettext_lazy("One of the most valuable asks: thank people generously."),
    ),
    has_acts=True,
)
