"""Join the people who are ready to speak for us (S1-19, S2-40)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.languages import language_name
from missions.models import Per, ReferenceFormat
from missions.types.base import Content, Effort, Line, MissionType


class BeAReference(MissionType):
    """An approved answer is a place in the reference pool."""

    def summary(self, content: Content) -> Sequence[Line]:
        formats = dict(ReferenceFormat.choices)
        return [
            Line(_("Topics"), ", ".join(content.get("topics", [])) or _("Their own")),
            Line(_("Formats"), ", ".join(str(formats.get(key, key)) for key in content.get("formats", []))),
        ]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        return readiness_lines(answers)


def readiness_lines(answers: Content) -> list[Line]:
    """What somebody is ready for, as people read it."""
    formats, per = dict(ReferenceFormat.choices), dict(Per.choices)
    words = {"most": answers.get("most", 1), "per": per.get(answers.get("per", "month"), "")}
    found = [
        Line(_("Topics"), ", ".join([*answers.get("topics", []), *answers.get("own_topics", [])])),
        Line(_("Formats"), ", ".join(str(formats.get(key, key)) for key in answers.get("formats", []))),
        Line(_("Languages"), ", ".join(language_name(code) for code in answers.get("languages", []))),
        Line(_("How often"), _("At most %(most)s a %(per)s") % words),
        Line(_("Until"), str(answers.get("until") or "")),
    ]
    return [line for line in found if line.value]


TYPE = BeAReference(
    key="reference_pool",
    name=gettext_lazy("Be a reference"),
    what=gettext_lazy("Advocates say what they would speak about, how and how often. They join your reference pool."),
    best_for=gettext_lazy("Building the pool from which reference calls are asked."),
    icon="handshake",
    minutes=5,
    usual_points=50,
    typical_points=(25, 150),
    effort=Effort.MEDIUM,
    tips=(gettext_lazy("One of the most valuable asks: thank people generously, and ask seldom."),),
    has_acts=True,
    has_panel=True,
    usual={"approval": "everyone"},
    repeats=False,
)
