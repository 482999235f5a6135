"""A Django form made of questions: works without JavaScript, its fields are named by the questions' keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.boundfield import BoundField

from foundation.forms import Form
from foundation.typed import Typed, as_post
from surveys.kinds import KINDS, Question
from surveys.questions import condition_words, shown


@dataclass(frozen=True)
class Asked:
    """A question on the page; `condition` says in words when it counts, "" for always, the rest says it to scripts."""

    field: BoundField
    condition: str = ""
    control: str = ""
    wanted: str = ""


def answer_fields(questions: Sequence[Question]) -> dict[str, forms.Field]:
    """A field for each question, by its key, in their order."""
    return {question["key"]: KINDS[question["kind"]].field(question) for question in questions}


def answers_to(questions: Sequence[Question], cleaned: dict[str, Any]) -> dict[str, Any]:
    """Clean values as JSON, by key; a question left out, or hidden by the answers to others, has no entry."""
    kept = {
        question["key"]: KINDS[question["kind"]].value(question, cleaned.get(question["key"])) for question in questions
    }
    counted = {question["key"] for question in shown(questions, kept)}
    return {key: value for key, value in kept.items() if value is not None and key in counted}


class AsksQuestions(BaseForm):
    """A form that asks `questions` among its fields."""

    questions: Sequence[Question]
    cleaned_data: dict[str, Any]

    @property
    def asked(self) -> Iterator[Asked]:
        """The fields in their order, with what each depends on."""
        for question in self.questions:
            depends, field = question.get("show_if"), self[question["key"]]
            if depends and depends["key"] in self.fields:
                words = condition_words(question, self.questions)
                yield Asked(field, words, self.add_prefix(depends["key"]), depends["is"])
            else:
                yield Asked(field)

    def leave_out_hidden(self) -> None:
        """A question that is hidden by the answers to others is not asked: nothing about it is wrong."""
        given = {
            question["key"]: KINDS[question["kind"]].value(question, self.cleaned_data.get(question["key"]))
            for question in self.questions
        }
        counted = {question["key"] for question in shown(self.questions, given)}
        for question in self.questions:
            if question["key"] not in counted:
                self.errors.pop(question["key"], None)
                self.cleaned_data.pop(question["key"], None)

    def answers_given(self) -> dict[str, Any]:
        """What is kept of the questions of a valid form: {question key: JSON}."""
        return answers_to(self.questions, self.cleaned_data)


class AnswersForm(AsksQuestions, Form):
    """Asks these questions. `initial` may be answers given before, or what was typed and not sent."""

    def __init__(
        self, data: Typed | None = None, files: Any = None, *, questions: Sequence[Question], **kwargs: Any
    ) -> None:
        super().__init__(None if data is None else as_post(data), files, **kwargs)
        self.questions = questions
        self.fields.update(answer_fields(questions))

    def clean(self) -> dict[str, Any]:
        """Only what is asked can be wrong."""
        self.leave_out_hidden()
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """What is kept of a valid form."""
        return self.answers_given()
