"""The builder of questions: rows that are added, moved and removed inside a form, without JavaScript.

Pages for that have a form of `QuestionsBuilder`, include surveys/builder/questions.html and hand what a button
says to `apply_builder`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from foundation.forms import Form
from foundation.rows import Rows
from foundation.typed import Typed, as_post, text_in
from surveys.kinds import KINDS, Kind, Question
from surveys.questions import (
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_NAME,
    MOST_QUESTIONS,
    conditions,
    extent,
    faults,
    make_question,
)

PREFIX = "type"  # of every field of the builder, and so of every name that apply_builder sees
QUESTIONS = Rows(f"{PREFIX}-q", most=MOST_QUESTIONS)
OFFERED = 20  # so many questions before it are offered as what a question depends on


def apply_builder(raw: Typed, command: str) -> dict[str, Any]:
    """What is typed, with the rows changed as a button of the builder says: "add:nps", "remove:3", "up:3".

    Nothing typed changes, and nothing at all when the command makes no sense.
    """
    verb, _colon, argument = command.partition(":")
    if verb == "add" and argument in KINDS:
        return QUESTIONS.add(raw, {"kind": argument, "required": "on"})
    return QUESTIONS.apply(raw, verb, argument)


def raw_of(versions: Sequence[Sequence[Question]]) -> dict[str, Any]:
    """What would have been typed for the last of these versions; a new question never gets the key of a former one.

    Only questions that this builder made can be read back.
    """
    numbers = [int(question["key"].removeprefix("q")) for version in versions for question in version]
    asked = versions[-1] if versions else ()
    raw: dict[str, Any] = {
        QUESTIONS.name: " ".join(question["key"].removeprefix("q") for question in asked),
        f"{QUESTIONS.name}-next": str(max(numbers, default=0) + 1),
    }
    for question in asked:
        depends = question.get("show_if")
        raw |= {
            f"{QUESTIONS.name}-{question['key'].removeprefix('q')}-{part}": text
            for part, text in {
                "kind": question["kind"],
                "label": question["label"],
                "help": question.get("help", ""),
                "required": "on" if question.get("required") else "",
                "options": "\n".join(option["label"] for option in question.get("options", [])),
                "rows": "\n".join(row["label"] for row in question.get("rows", [])),
                "show_if": f"{depends['key']}:{depends['is']}" if depends else "",
            }.items()
            if text
        }
    return raw


@dataclass(frozen=True)
class Row:
    """One question in the builder."""

    number: int
    position: int
    kind: Kind
    is_first: bool
    is_last: bool
    hidden: BoundField
    label: BoundField
    help: BoundField
    required: BoundField
    options: BoundField | None
    rows: BoundField | None
    show_if: BoundField | None
    maps_to: BoundField | None
    right: BoundField | None


class TypedForm(Form):
    """Shows what is typed, whether it is right or wrong."""

    def __init__(self, data: Typed | None = None, files: Any = None, *, prefix: str = PREFIX, **kwargs: Any) -> None:
        super().__init__(None if data is None else as_post(data), files, prefix=prefix, **kwargs)

    def typed(self, name: str) -> str:
        """What is typed in a field so far."""
        return text_in(self.data, self.add_prefix(name))

    def be_quiet(self) -> None:
        """Say nothing of what is wrong: it is not finished, and not sent."""
        self._errors = ErrorDict()


class QuestionsBuilder(TypedForm):
    """Rows of questions. With `needs_questions` there is at least one."""

    needs_questions = True
    may_be_quiz = False
    may_fill = False  # tags and custom fields of whoever answers
    tag_names: Sequence[str] = ()  # those that exist, to choose from while typing
    field_names: Sequence[str] = ()

    most_questions = MOST_QUESTIONS

    def __init__(self, data: Typed | None = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.numbers = QUESTIONS.numbers(self.data)
        for position, number in enumerate(self.numbers, 1):
            is_new = number == QUESTIONS.new(self.data) and not self.typed(f"q-{number}-label")
            self.fields.update(_fields_of_row(number, position, self._kind(number), is_new=is_new))
            if not self.may_fill:
                self.fields.pop(f"q-{number}-maps_to", None)
            if self.may_be_quiz and self._kind(number).takes_right:
                self.fields[f"q-{number}-right"] = _field_of_right(self._kind(number), position)
        self._offer_conditions()

    def _offer_conditions(self) -> None:
        """What each question can depend on; what is chosen already stays, right or wrong."""
        asked = self.questions()
        for place, number in enumerate(self.numbers):
            name = f"q-{number}-show_if"
            if name in self.fields:
                offered = conditions(asked[max(0, place - OFFERED) : place])
                self.fields[name].widget.choices = [("", _("Always")), *offered]

    @property
    def order(self) -> dict[str, str]:
        """The hidden fields that keep the rows in their order."""
        return {
            QUESTIONS.name: " ".join(map(str, self.numbers)),
            f"{QUESTIONS.name}-next": str(QUESTIONS.next_number(self.data)),
        }

    @property
    def next_anchor(self) -> str:
        """Where the next question will stand, so that the button that adds it can lead there."""
        return f"question-{QUESTIONS.next_number(self.data)}"

    @property
    def is_full(self) -> bool:
        """Whether there are as many questions as there may be."""
        return len(self.numbers) >= QUESTIONS.most

    @property
    def rows(self) -> Iterator[Row]:
        """The questions as the builder shows them."""
        for position, number in enumerate(self.numbers, 1):
            kind, start = self._kind(number), f"q-{number}"
            yield Row(
                number=number,
                position=position,
                kind=kind,
                is_first=position == 1,
                is_last=position == len(self.numbers),
                hidden=self[f"{start}-kind"],
                label=self[f"{start}-label"],
                help=self[f"{start}-help"],
                required=self[f"{start}-required"],
                options=self[f"{start}-options"] if kind.has_options else None,
                rows=self[f"{start}-rows"] if kind.has_rows else None,
                show_if=self[f"{start}-show_if"] if position > 1 else None,
                maps_to=self[f"{start}-maps_to"] if f"{start}-maps_to" in self.fields else None,
                right=self[f"{start}-right"] if f"{start}-right" in self.fields else None,
            )

    @property
    def removed(self) -> dict[str, Any] | None:
        """The question removed last: its words, its place, and the hidden fields by which it can be put back."""
        number = QUESTIONS.removed(self.data)
        if number is None:
            return None
        return {
            "label": self.typed(f"q-{number}-label"),
            "position": QUESTIONS.place_of_removed(self.data) + 1,
            "fields": QUESTIONS.hidden(self.data, number),
        }

    @property
    def kinds(self) -> Sequence[Kind]:
        """What can be added."""
        return list(KINDS.values())

    @property
    def extent(self) -> str:
        """How much is asked, in words."""
        return extent(self.questions())

    def clean(self) -> dict[str, Any]:
        """Say what is wrong where it is wrong."""
        asked = self.questions()
        for fault in faults(asked) if asked or self.needs_questions else ():
            field = f"q-{fault.key.removeprefix('q')}-{fault.part}" if fault.key else None
            if field is None or field not in self.errors:
                self.add_error(field, fault.message)
        return self.cleaned_data

    def questions_so_far(self) -> list[dict[str, Any]]:
        """The questions as they stand, with stand-ins for missing words: for the preview."""
        untitled = {"label": _("Question without words yet")}
        return [question if question["label"] else question | untitled for question in self.questions()]

    def _kind(self, number: int) -> Kind:
        return KINDS.get(self.typed(f"q-{number}-kind"), KINDS["short_text"])

    def questions(self) -> list[dict[str, Any]]:
        """The rows as a version keeps them. A question's key is its number, which stays with it for good."""
        return [
            make_question(
                key=f"q{number}",
                kind=self._kind(number).key,
                label=self.typed(f"q-{number}-label"),
                help=self.typed(f"q-{number}-help"),
                required=bool(self.typed(f"q-{number}-required")),
                options=self.typed(f"q-{number}-options").splitlines(),
                rows=self.typed(f"q-{number}-rows").splitlines(),
                show_if=self.typed(f"q-{number}-show_if") if place else "",
                maps_to=self.typed(f"q-{number}-maps_to") if self.may_fill else "",
                right=self.typed(f"q-{number}-right").splitlines() if self.may_be_quiz else (),
            )
            for place, number in enumerate(self.numbers)
        ]


def _fields_of_row(number: int, position: int, kind: Kind, *, is_new: bool) -> dict[str, forms.Field]:
    """What is asked about a question. What is wrong beyond a field of its own is found by `faults`."""
    start, words = f"q-{number}", {"position": position}
    fields: dict[str, forms.Field] = {
        f"{start}-kind": forms.CharField(required=False, widget=forms.HiddenInput),
        f"{start}-label": forms.CharField(
            label=_("Question %(position)d") % words,
            widget=forms.TextInput(attrs={"maxlength": LONGEST_LABEL, "autofocus": is_new}),
            error_messages={"required": _("Write question %(position)d, or remove it.") % words},
        ),
    }
    if kind.has_options:
        fields[f"{start}-options"] = forms.CharField(
            label=_("Options of question %(position)d") % words,
            help_text=_("One per line."),
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"required": _("Write the options of question %(position)d, one per line.") % words},
        )
    if kind.has_rows:
        fields[f"{start}-rows"] = forms.CharField(
            label=_("Rows of question %(position)d") % words,
            help_text=_("One per line; each is answered with one of the options."),
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"required": _("Write the rows of question %(position)d, one per line.") % words},
        )
    if position > 1:
        fields[f"{start}-show_if"] = forms.CharField(
            label=_("Question %(position)d is asked only if") % words, required=False, widget=forms.Select
        )
    if kind.fills:
        fields[f"{start}-maps_to"] = _field_of_target(kind, position)
    return fields | {
        f"{start}-help": forms.CharField(
            label=_("Help for question %(position)d") % words,
            required=False,
            widget=forms.TextInput(attrs={"maxlength": LONGEST_HELP}),
        ),
        f"{start}-required": forms.BooleanField(label=_("An answer is required"), required=False),
    }


def _field_of_right(kind: Kind, position: int) -> forms.Field:
    """Which answer is right, in a quiz (X-34)."""
    label = _("Right answer to question %(position)d") % {"position": position}
    if not kind.has_options:
        choices = [("", _("None: any answer will do")), ("true", _("True")), ("false", _("False"))]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    help_text = _("In the words of the option; several on lines of their own. Left open, any answer will do.")
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=box)


def _field_of_target(kind: Kind, position: int) -> forms.Field:
    """Where the answer goes beyond the survey: made when it is first needed (G-34, S3-70 to S3-72)."""
    words = {"position": position}
    if kind.fills == "tag":
        label = _("Tag for question %(position)d") % words
        help_text = _("Put on people who say yes, taken off those who say no, when the answers are approved.")
    else:
        label = _("Custom field for question %(position)d") % words
        help_text = _("Filled with the answer when the answers are approved. A new name makes a new field.")
    names = "tag-names" if kind.fills == "tag" else "field-names"
    box = forms.TextInput(attrs={"list": names, "maxlength": LONGEST_NAME[kind.fills], "autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=box)
