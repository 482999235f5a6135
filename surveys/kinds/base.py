"""What every kind of question says of itself, and what their fields have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

type Words = str | Promise
type Question = Mapping[str, Any]

ANSWERED = "answered"


@dataclass(frozen=True)
class Kind:
    """A kind of question. `key` is stored; `seconds` is about how long an answer takes.

    `fills` says what an answer may be kept as beyond the form: as a "tag", as a custom field of type "text", "number",
    "day", or not at all (""). With `takes_right` its answers can be right or wrong.
    """

    key: str
    name: Words
    what: Words
    icon: str
    seconds: int
    has_options: ClassVar[bool] = False
    has_rows: ClassVar[bool] = False
    is_long: ClassVar[bool] = False
    line: ClassVar[str] = "text"
    fills: ClassVar[str] = ""
    takes_right: ClassVar[bool] = False

    def field(self, question: Question) -> forms.Field:
        """The form field that asks it. Its clean value goes through `value` before it is kept."""
        raise NotImplementedError

    def value(self, question: Question, cleaned: Any) -> Any:
        """A clean value as JSON; None where there is no answer."""
        return None if cleaned in ("", None) else cleaned

    def answer(self, question: Question, value: Any) -> Any:
        """A kept value, if it is an answer to this question, else None: what is kept may be older than any rule."""
        return value if isinstance(value, str) and value else None

    def reads(self, question: Question, value: Any) -> str:
        """One answer as people read it; "" where there is none."""
        answer = self.answer(question, value)
        return "" if answer is None else str(answer)

    def is_right(self, question: Question, value: Any) -> bool:
        """Whether a kept value is a right answer, where the question has one ("right": options' keys, or "true")."""
        return False

    def conditions(self, question: Question) -> list[tuple[str, str]]:
        """What a later question can depend on: a word that is stored, and how it reads behind "only if"."""
        return [(ANSWERED, _("“%(question)s” is answered") % {"question": question["label"]})]

    def meets(self, question: Question, value: Any, wanted: str) -> bool:
        """Whether a kept value is what a later question depends on."""
        return wanted == ANSWERED and self.answer(question, value) is not None


def asked(question: Question) -> dict[str, Any]:
    """What every field has. Help is typed by staff and shown as HTML by the renderer, so it is escaped here."""
    return {
        "label": question["label"],
        "help_text": escape(question.get("help", "")),
        "required": bool(question.get("required")),
    }


def options_of(question: Question) -> list[tuple[str, str]]:
    """The options by key, in their order."""
    return [(option["key"], option["label"]) for option in question.get("options", [])]


def rows_of(question: Question) -> list[tuple[str, str]]:
    """The rows of a table by key, in their order."""
    return [(row["key"], row["label"]) for row in question.get("rows", [])]


def may_skip(question: Question, choices: list[tuple[str, str]]) -> list[tuple[str, Words]]:
    """A radio button once chosen can only be left for another: an optional question offers "no answer"."""
    return [*choices, *([] if question.get("required") else [("", gettext_lazy("No answer"))])]


class Radios(forms.RadioSelect):
    """Radio buttons of which none is chosen at first, "no answer" neither."""

    def format_value(self, value: Any) -> Any:
        """Django takes None for the empty choice."""
        return [] if value is None else super().format_value(value)
