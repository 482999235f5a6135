"""Kinds that are a whole number out of a row of buttons."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.kinds.base import Kind, Question, Radios, asked, may_skip

NPS_SCORES = range(11)
RATINGS = range(1, 6)


class Scale(Kind):
    """A whole number out of a row of buttons."""

    numbers: ClassVar[range]
    parts: ClassVar[tuple[tuple[int, int], ...]]
    fills = "number"

    def field(self, question: Question) -> forms.Field:
        return forms.TypedChoiceField(
            choices=may_skip(question, [(str(number), self.words(number)) for number in self.numbers]),
            widget=self.row(),
            coerce=int,
            empty_value=None,
            **asked(question),
        )

    def row(self) -> "ScaleRow":
        """The row of buttons with the words at its ends."""
        raise NotImplementedError

    def words(self, number: int) -> str:
        """What stands on a button."""
        return str(number)

    def answer(self, question: Question, value: Any) -> Any:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if is_number and value in self.numbers else None

    def conditions(self, question: Question) -> list[tuple[str, str]]:
        words = _("the answer to “%(question)s” is %(low)s to %(high)s")
        parts = [
            (f"{low}-{high}", words % {"question": question["label"], "low": low, "high": high})
            for low, high in self.parts
        ]
        return [*parts, *super().conditions(question)]

    def meets(self, question: Question, value: Any, wanted: str) -> bool:
        answer, (low, dash, high) = self.answer(question, value), wanted.partition("-")
        if answer is not None and dash and low.isdigit() and high.isdigit():
            return int(low) <= int(answer) <= int(high)
        return super().meets(question, value, wanted)


class Nps(Scale):
    """How likely somebody is to recommend, 0 to 10."""

    numbers = NPS_SCORES
    parts = ((0, 6), (7, 8), (9, 10))

    def row(self) -> "ScaleRow":
        return ScaleRow(_("0: not at all likely"), _("10: extremely likely"))


class Rating(Scale):
    """One to five stars."""

    numbers = RATINGS
    parts = ((1, 2), (3, 3), (4, 5))

    def row(self) -> "ScaleRow":
        return ScaleRow(_("1 star: very poor"), _("5 stars: very good"))

    def words(self, number: int) -> str:
        return ngettext("%(count)d star", "%(count)d stars", number) % {"count": number}


class ScaleRow(Radios):
    """Radio buttons in one row, with what both ends mean; "no answer", where it may be chosen, stands apart."""

    template_name = "surveys/widgets/scale.html"

    def __init__(self, low: str, high: str) -> None:
        super().__init__()
        self.low, self.high = low, high

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _group, group, _index in context["widget"]["optgroups"] for option in group]
        context["widget"] |= {
            "scale": [option for option in options if option["value"] != ""],
            "skip": next((option for option in options if option["value"] == ""), None),
            "low": self.low,
            "high": self.high,
        }
        return context
