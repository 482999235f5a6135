"""What was answered to a question, as facts for rules; whoever keeps the answers says where.

A question has one fact, or several: the score of an NPS question and its class, each row of a table.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from foundation import answer_facts as build
from foundation.facts import Rows
from foundation.plugs import Fact, FactKind, Text
from surveys.kinds import KINDS, Question
from surveys.kinds.base import options_of, rows_of
from surveys.models import FormVersion

LONGEST_NAME = 90
CLASS, FIRST = "class", "first"
# Whoever gives 9 or 10 recommends; up to 6, advises against.
NPS_CLASSES = {"promoter": (9, 10), "passive": (7, 8), "detractor": (0, 6)}


@dataclass(frozen=True)
class Answers:
    """Where answers to a form are kept: facts are called `<prefix>:<question>`, or `<prefix>:<question>:<part>`.

    `rows()` are at most one for each person, the one that counts, with the answers by question in its `column`.
    `given(advocate_id)` are the answers of one person, {} for none.
    """

    prefix: str
    group: Text
    rows: Rows
    column: str
    changed_by: frozenset[str]
    given: Callable[[int], dict[str, Any]]


def questions_of_all(versions: Iterable[FormVersion]) -> list[Question]:
    """Every question that was ever asked, as it was asked last, with all options there were; oldest version first."""
    found: dict[str, dict[str, Any]] = {}
    for question in (question for version in versions for question in version.questions):
        former = found.pop(question["key"], None)
        same = former is not None and former["kind"] == question["kind"]
        found[question["key"]] = {
            **question,
            "options": _joined(former["options"] if former and same else [], question.get("options", [])),
        }
    return list(found.values())


def _joined(former: Sequence[dict[str, str]], options: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    there = {option["key"] for option in options}
    return [*options, *(option for option in former if option["key"] not in there)]


def facts_of_form(questions: Iterable[Question], answers: Answers) -> Iterator[Fact]:
    """Of all questions, in their order."""
    for question in questions:
        make = MADE.get(question["kind"])
        if make is not None:
            yield from make(question, answers)


def words_of(question: Question) -> str:
    """What a fact about it is called."""
    return Truncator(question["label"]).chars(LONGEST_NAME)


def _one(question: Question, answers: Answers, kind: FactKind, where: Any, **more: Any) -> Fact:
    part = more.pop("part", "")
    name = more.pop("name", words_of(question))
    return Fact(
        f"{answers.prefix}:{question['key']}{':' if part else ''}{part}", name, answers.group, kind,
        where=where, changed_by=answers.changed_by, found=more.pop("found", _reader(question, answers)), **more,
    )  # fmt: skip


def _reader(question: Question, answers: Answers) -> Callable[[int], Text]:
    def found(pk: int) -> Text:
        return KINDS[question["kind"]].reads(question, answers.given(pk).get(question["key"])) or _("no answer")

    return found


def _text(question: Question, answers: Answers) -> Iterator[Fact]:
    where = build.text_in_json(answers.rows, answers.column, [question["key"]])
    yield _one(question, answers, FactKind.TEXT, where)


def _choice(question: Question, answers: Answers) -> Iterator[Fact]:
    where = build.choice_in_json(answers.rows, answers.column, [question["key"]])
    yield _one(question, answers, FactKind.CHOICE, where, options=lambda: options_of(question))


def _true_or_false(question: Question, answers: Answers) -> Iterator[Fact]:
    where = build.bool_in_json(answers.rows, answers.column, [question["key"]])
    options = [("true", _("True")), ("false", _("False"))]
    yield _one(question, answers, FactKind.CHOICE, where, options=lambda: options)


def _figure(question: Question, answers: Answers) -> Iterator[Fact]:
    where = build.figure_in_json(answers.rows, answers.column, [question["key"]])
    yield _one(question, answers, FactKind.FIGURE, where)


def _nps(question: Question, answers: Answers) -> Iterator[Fact]:
    yield from _figure(question, answers)
    where = build.span_in_json(answers.rows, answers.column, [question["key"]], NPS_CLASSES)
    name = _("%(question)s (class)") % {"question": words_of(question)}
    yield _one(question, answers, FactKind.CHOICE, where, part=CLASS, name=name, options=nps_classes)


def nps_classes() -> list[tuple[str, Text]]:
    """What people are called by the score they gave."""
    words = {"promoter": _("Promoters (9–10)"), "passive": _("Passives (7–8)"), "detractor": _("Detractors (0–6)")}
    return [(key, words[key]) for key in NPS_CLASSES]


def _day(question: Question, answers: Answers) -> Iterator[Fact]:
    place = (answers.rows, answers.column, [question["key"]])
    crossed = build.day_came_in_json(*place)
    yield _one(question, answers, FactKind.DAY, build.day_in_json(*place), crossed=crossed)


def _filled(question: Question, answers: Answers) -> Iterator[Fact]:
    where = build.filled_in_json(answers.rows, answers.column, [question["key"]])
    yield _one(question, answers, FactKind.YES, where)


def _ranking(question: Question, answers: Answers) -> Iterator[Fact]:
    where = build.choice_in_json(answers.rows, answers.column, [question["key"], 0])
    name = _("%(question)s (first place)") % {"question": words_of(question)}
    yield _one(question, answers, FactKind.CHOICE, where, part=FIRST, name=name, options=lambda: options_of(question))


def _table(question: Question, answers: Answers) -> Iterator[Fact]:
    for key, label in rows_of(question):
        where = build.choice_in_json(answers.rows, answers.column, [question["key"], key])
        name = _("%(question)s: %(row)s") % {"question": words_of(question), "row": label}
        yield _one(question, answers, FactKind.CHOICE, where, part=key, name=name, options=lambda: options_of(question))


MADE: dict[str, Callable[[Question, Answers], Iterator[Fact]]] = {
    "short_text": _text, "long_text": _text, "email": _text, "phone": _text,
    "single_choice": _choice, "multiple_choice": _choice, "true_false": _true_or_false,
    "nps": _nps, "rating": _figure, "number": _figure, "date": _day,
    "file": _filled, "consent": _filled, "ranking": _ranking, "matrix": _table,
}  # fmt: skip
