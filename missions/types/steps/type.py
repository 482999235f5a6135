"""Several steps, handed in one after another (X-29)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Line, MissionType, Slot


class SeveralSteps(MissionType):
    """A slot for each step, in their order. A step's number is made once and stays with it, so edits move no slot.

    The points come with the last step, which can be handed in only when all before it are approved.
    """

    def slots(self, content: Content) -> Sequence[Slot]:
        return [Slot(step["number"], step["name"]) for step in content.get("steps", [])]

    def points_of(self, content: Content, number: int, points: int) -> int:
        return points if _is_last(content, number) else 0

    def notice_of_approval(self, content: Content, number: int) -> str:
        return "submission.approved" if _is_last(content, number) else "step.approved"

    def summary(self, content: Content) -> Sequence[Line]:
        words = _("Step %(position)d")
        found = enumerate(content.get("steps", []), 1)
        return [Line(words % {"position": position}, step["name"]) for position, step in found]

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        lines = [Line(_("Step"), _place(content, answers.get("step")), "text", "step")]
        if answers.get("text"):
            lines.append(Line(_("Answer"), answers["text"], "long", "text"))
        if answers.get("link"):
            lines.append(Line(_("Link"), answers["link"], "link", "link"))
        if answers.get("file"):
            lines.append(Line(_("File"), answers["file"], "file", "file"))
        return lines if len(lines) > 1 else [*lines, Line(_("Proof"), _("None asked: they say it is done."))]


def step_of(content: Content, number: object) -> Content:
    """The step of a slot, or an empty one when there is none with this number."""
    return next((step for step in content.get("steps", []) if step["number"] == number), {})


def _is_last(content: Content, number: int) -> bool:
    steps = content.get("steps", [])
    return bool(steps) and steps[-1]["number"] == number


def _place(content: Content, number: object) -> str:
    steps = content.get("steps", [])
    found = next((place for place, step in enumerate(steps, 1) if step["number"] == number), None)
    if found is None:
        return "–"
    words = {"position": found, "count": len(steps), "name": steps[found - 1]["name"]}
    return _("%(position)d of %(count)d: %(name)s") % words


TYPE = SeveralSteps(
    key="steps",
    name=gettext_lazy("Several steps"),
    what=gettext_lazy("A few things to do one after another, each with its own instructions and proof."),
    best_for=gettext_lazy("What is too much for one ask: preparing, doing it, telling of it."),
    icon="list-checks",
    minutes=30,
    usual_points=300,
    typical_points=(150, 600),
    has_acts=True,
    has_panel=True,
    names_slots=True,
)
