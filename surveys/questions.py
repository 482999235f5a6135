"""A list of questions: its one form, what may be wrong with it, and how long it takes to answer.

A question's key is made once, when the question is added, and stays with it over versions and moves. An option's
key comes from its words: other words are another option, and earlier answers keep the words they were given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.kinds import KINDS, Question

MOST_QUESTIONS = 100
MOST_OPTIONS = 50
FEWEST_OPTIONS = 2
LONGEST_LABEL = 300
LONGEST_HELP = 500
LONGEST_OPTION = 200
MOST_ROWS = 30
LONGEST_NAME = {"tag": 40, "text": 60, "number": 60, "day": 60}


class QuestionsNotValid(ValidationError):
    """The questions cannot be published; the messages say which and why."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one part ("label", "options", …) of one question; without a key, with the whole list."""

    message: str
    key: str = ""
    part: str = ""


def make_question(
    *,
    key: str,
    kind: str,
    label: str,
    help: str = "",
    required: bool = True,
    options: Iterable[str] = (),
    rows: Iterable[str] = (),
    show_if: str = "",
    maps_to: str = "",
    right: Iterable[str] = (),
) -> dict[str, Any]:
    """A question as versions keep it. Options and rows are given by their words, and only where the kind has them.

    `show_if` is "" or what an earlier question must have been answered with, such as "q1:true" (its key and one of
    its kind's `conditions`). `maps_to` names the tag or custom field that the answer fills, as the kind's `fills` says.
    `right` are the words of the options that are right, or "true" or "false".
    """
    entry = KINDS[kind]
    question = {
        "key": key,
        "kind": kind,
        "label": " ".join(label.split()),
        "help": help.strip(),
        "required": required,
        "options": _with_keys(options) if entry.has_options else [],
    }
    on, _colon, wanted = show_if.partition(":")
    extra = {
        "rows": _with_keys(rows) if entry.has_rows else [],
        "show_if": {"key": on, "is": wanted} if on else None,
        "maps_to": " ".join(maps_to.split()) if entry.fills else "",
        "right": _right(right, has_options=entry.has_options) if entry.takes_right else [],
    }
    return question | {name: value for name, value in extra.items() if value}


def _right(words: Iterable[str], *, has_options: bool) -> list[str]:
    found = [word for word in (" ".join(text.split()) for text in words) if word]
    return list(dict.fromkeys(option_key(word) for word in found)) if has_options else found[:1]


def _with_keys(words: Iterable[str]) -> list[dict[str, str]]:
    labels = (" ".join(text.split()) for text in words)
    return [{"key": option_key(label), "label": label} for label in labels if label]


def option_key(label: str) -> str:
    """The key of an option with these words, the same in every version; case and spaces make no difference."""
    words = " ".join(label.casefold().split())
    return "o" + blake2b(words.encode(), digest_size=5).hexdigest()


def faults(questions: Sequence[Question]) -> list[Fault]:
    """Everything that keeps these questions from being published, in the order of the page."""
    found = list(_faults_of_list(questions))
    for place, question in enumerate(questions):
        wrong = [*_faults_of(question), *_faults_of_condition(question, questions[:place])]
        found += [Fault(message, question["key"], part) for part, message in wrong]
    return found


def conditions(earlier: Sequence[Question]) -> list[tuple[str, str]]:
    """What a question can depend on: ("q1:true", words behind "only if") of each question before it."""
    return [
        (f"{question['key']}:{wanted}", words)
        for question in earlier
        for wanted, words in KINDS[question["kind"]].conditions(question)
    ]


def condition_words(question: Question, questions: Sequence[Question]) -> str:
    """What a question depends on, in words behind "only if"; "" where it depends on nothing."""
    depends = question.get("show_if")
    wanted = f"{depends['key']}:{depends['is']}" if depends else ""
    return dict(conditions(questions)).get(wanted, "")


def shown(questions: Sequence[Question], answers: Question) -> list[Question]:
    """The questions that are asked of somebody with these answers, in their order: what is hidden does not count.

    A question that depends on one that is hidden is hidden, too.
    """
    found: dict[str, Question] = {}
    for question in questions:
        depends = question.get("show_if")
        on = found.get(depends["key"]) if depends else None
        if not depends or (on and KINDS[on["kind"]].meets(on, answers.get(on["key"]), depends["is"])):
            found[question["key"]] = question
    return list(found.values())


def check(questions: Sequence[Question]) -> None:
    """Raises QuestionsNotValid."""
    if found := faults(questions):
        raise QuestionsNotValid([fault.message for fault in found])


def minutes(questions: Sequence[Question]) -> int:
    """About how long they take to answer, in whole minutes, at least one."""
    seconds = sum(KINDS[question["kind"]].seconds for question in questions)
    return max(1, round(seconds / 60))


def extent(questions: Sequence[Question]) -> str:
    """How much it is, in words: "6 questions, about 3 minutes"."""
    count, time = len(questions), minutes(questions)
    if not count:
        return _("No questions yet")
    many = ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}
    long = ngettext("about %(count)d minute", "about %(count)d minutes", time) % {"count": time}
    return _("%(many)s, %(long)s") % {"many": many, "long": long}


def _faults_of_list(questions: Sequence[Question]) -> Iterator[Fault]:
    if not questions:
        yield Fault(_("Add at least one question."))
    if len(questions) > MOST_QUESTIONS:
        yield Fault(_("A form has at most %(most)d questions.") % {"most": MOST_QUESTIONS})
    if len({question["key"] for question in questions}) < len(questions):
        yield Fault(_("Two questions have the same key."))


def _faults_of(question: Question) -> Iterator[tuple[str, str]]:
    if not question["label"]:
        yield "label", _("Write the question, or remove it.")
    if len(question["label"]) > LONGEST_LABEL:
        yield "label", _("Keep the question under %(most)d characters.") % {"most": LONGEST_LABEL}
    if len(question["help"]) > LONGEST_HELP:
        yield "help", _("Keep the help under %(most)d characters.") % {"most": LONGEST_HELP}
    kind = KINDS[question["kind"]]
    if kind.has_options:
        for message in _faults_of_options(question["options"]):
            yield "options", message
    if kind.has_rows:
        for message in _faults_of_rows(question.get("rows", [])):
            yield "rows", message
    there = {option["key"] for option in question["options"]} if kind.has_options else {"true", "false"}
    if not set(question.get("right", [])) <= there:
        yield "right", _("A right answer must be one of the options, in the same words.")
    longest = LONGEST_NAME.get(kind.fills, 0)
    if len(question.get("maps_to", "")) > longest:
        yield "maps_to", _("Keep the name under %(most)d characters.") % {"most": longest}


def _faults_of_condition(question: Question, earlier: Sequence[Question]) -> Iterator[tuple[str, str]]:
    depends = question.get("show_if")
    if depends and f"{depends['key']}:{depends['is']}" not in dict(conditions(earlier)):
        yield (
            "show_if",
            _("What this question depends on is gone, or comes after it. Choose again, or always show it."),
        )


def _faults_of_rows(rows: Sequence[Question]) -> Iterator[str]:
    if not rows:
        yield _("Write at least one row, one per line.")
    if len(rows) > MOST_ROWS:
        yield _("Keep to %(most)d rows; these are %(count)d.") % {"most": MOST_ROWS, "count": len(rows)}
    yield from _faults_of_words(rows)


def _faults_of_options(options: Sequence[Question]) -> Iterator[str]:
    if len(options) < FEWEST_OPTIONS:
        yield _("Write at least two options, one per line.")
    if len(options) > MOST_OPTIONS:
        yield _("Keep to %(most)d options; these are %(count)d.") % {"most": MOST_OPTIONS, "count": len(options)}
    yield from _faults_of_words(options)


def _faults_of_words(options: Sequence[Question]) -> Iterator[str]:
    seen: set[str] = set()
    for option in options:
        if option["key"] in seen:
            yield _("“%(option)s” is there twice.") % {"option": option["label"]}
        if len(option["label"]) > LONGEST_OPTION:
            yield _("Keep each option under %(most)d characters: “%(start)s…”.") % {
                "most": LONGEST_OPTION,
                "start": option["label"][:40],
            }
        seen.add(option["key"])
