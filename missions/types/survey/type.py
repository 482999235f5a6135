"""Questions in a form, in versions (S1-16, S2-34, S3-70 to S3-72, G-20)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Effort, Line, MissionType, Slot
from surveys.kinds import KINDS
from surveys.questions import extent, shown
from surveys.quiz import Score, score_of


class Survey(MissionType):
    """Asks the questions of a form; answers keep the version they were given to."""

    def summary(self, content: Content) -> Sequence[Line]:
        asked = [Line(_("Questions"), extent(content.get("questions", [])))]
        mark = content.get("pass_mark")
        return [*asked, Line(_("Passes with"), f"{mark} %")] if mark else asked

    def public_slots(self, content: Content) -> Sequence[Slot]:
        """Questions need nobody's name; what stands above them in the hub are thanks."""
        return self.slots(content)

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        score = score_of(questions, answers)
        result = [Line(_("Result"), score_words(score, content.get("pass_mark")))] if score else []
        return result + [line_of(question, answers) for question in shown(questions, answers)]


def score_words(score: Score, mark: int | None) -> str:
    """A quiz's result in words, such as "4 of 5 right (80 %): passed"."""
    words = {"right": score.right, "asked": score.asked, "percent": score.percent}
    told = _("%(right)d of %(asked)d right (%(percent)d %%)") % words
    if mark is None:
        return told
    verdict = _("passed") if score.passes(mark) else _("not passed, it takes %(mark)d %%") % {"mark": mark}
    return f"{told}: {verdict}"


def line_of(question: Content, answers: Content) -> Line:
    """One question with its answer."""
    kind = KINDS[question["kind"]]
    value = kind.reads(question, answers.get(question["key"]))
    return Line(question["label"], value or _("No answer"), kind.line if value else "text", question["key"])


TYPE = Survey(
    key="survey",
    name=gettext_lazy("Complete survey"),
    what=gettext_lazy("Questions in a form, answered on one page."),
    best_for=gettext_lazy("Onboarding, NPS, feedback, opt-ins."),
    icon="list-checks",
    minutes=5,
    usual_points=100,
    typical_points=(50, 200),
    effort=Effort.MEDIUM,
    tips=(
        gettext_lazy("One question only? A quick poll takes one tap."),
        gettext_lazy("A consent? An opt-in keeps the words people agreed to."),
        gettext_lazy("A person to talk to? Submit referral follows each one up."),
        gettext_lazy("Questions can be changed after the first answer: people keep the version they answered."),
    ),
    has_form=True,
    has_acts=True,
    has_panel=True,
)
