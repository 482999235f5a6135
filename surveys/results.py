"""The answers to all versions of a form, told together: a summary per question, and rows for a CSV file.

Answers belong to the version they were given to (G-20). A question keeps its key over versions, so its answers are
added up, with a note where its words changed. Everything is counted in one pass, in constant memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

from django.utils.translation import gettext as _

from surveys.kinds import KINDS, Kind, Question
from surveys.questions import shown
from surveys.tallies import TALLIES, Tally, Told

# The number of the version that was answered, and {question key: JSON}.
type Response = tuple[int, Mapping[str, Any]]


class Version(Protocol):
    """A version of a form, as `surveys.models.FormVersion` is."""

    @property
    def number(self) -> int:
        """1 for the first."""
        ...

    @property
    def questions(self) -> Sequence[Question]:
        """What it asks."""
        ...


@dataclass(frozen=True)
class Summary:
    """One question with all its answers. `asked` is how many were shown it; `right` how many answered
    rightly, None where it has no right answer."""

    key: str
    kind: Kind
    label: str
    asked: int
    answered: int
    notes: Sequence[str]
    told: Told
    right: int | None = None

    @property
    def right_share(self) -> int:
        """Of a hundred who were asked, how many answered rightly."""
        return round(100 * (self.right or 0) / self.asked) if self.asked else 0

    @property
    def skipped(self) -> int:
        """How many were asked and did not answer."""
        return self.asked - self.answered

    @property
    def texts_left(self) -> int:
        """How many texts are not shown."""
        return self.answered - len(self.told.texts) if self.told.texts else 0

    @property
    def points(self) -> list[tuple[str, int]]:
        """The bars as (label, count), for charts."""
        return [(f"{bar.label} ({bar.note})" if bar.note else bar.label, bar.count) for bar in self.told.bars]


@dataclass(frozen=True)
class Results:
    """All answers to a form. `versions` are the numbers of those that were answered."""

    count: int
    versions: Sequence[int]
    summaries: Sequence[Summary]


@dataclass
class _Asked:
    """One question over the versions: how it was worded in each, and what has been counted."""

    kind: Kind
    wordings: dict[int, Question] = field(default_factory=dict)
    asked: int = 0
    right: int = 0

    @property
    def has_right(self) -> bool:
        """Whether it has a right answer, in any version."""
        return any(question.get("right") for question in self.wordings.values())

    @cached_property
    def tally(self) -> Tally:
        """What counts the answers; made once all wordings are known."""
        return TALLIES[self.kind.key](list(self.wordings.values()))

    def add(self, number: int, value: Any) -> None:
        """Count one response to a version that has the question."""
        self.asked += 1
        answer = self.kind.answer(self.wordings[number], value)
        if answer is not None:
            self.tally.add(answer)
            self.right += self.kind.is_right(self.wordings[number], value)


def summarise(versions: Sequence[Version], responses: Iterable[Response]) -> Results:
    """What the responses come to, the questions in the order of the latest version, former ones after them.

    Texts are shown in the order in which responses come.
    """
    asked = _questions_over(versions)
    by_version = {version.number: version for version in versions}
    branching = {
        version.number for version in versions if any(question.get("show_if") for question in version.questions)
    }
    counts = dict.fromkeys(sorted(by_version), 0)
    for number, answers in responses:
        if number in by_version:
            counts[number] += 1
            questions = by_version[number].questions
            for question in shown(questions, answers) if number in branching else questions:
                asked[question["key"], question["kind"]].add(number, answers.get(question["key"]))
    answered = [number for number, count in counts.items() if count]
    latest = max(by_version, default=0)
    summaries = [_summary(key[0], one, answered) for key, one in asked.items() if one.asked or latest in one.wordings]
    return Results(sum(counts.values()), answered, summaries)


@dataclass(frozen=True)
class Sheet:
    """The columns of a CSV file of responses: one for each question of any version."""

    columns: Sequence[tuple[str, str]]
    headings: Sequence[str]
    _questions: Mapping[int, Mapping[tuple[str, str], Question]]

    def row(self, number: int, answers: Mapping[str, Any]) -> list[str]:
        """One response; empty where the version has no such question, or there is no answer."""
        questions = self._questions.get(number, {})
        return [
            KINDS[column[1]].reads(questions[column], answers.get(column[0])) if column in questions else ""
            for column in self.columns
        ]


def sheet(versions: Sequence[Version]) -> Sheet:
    """The columns in the order of the summaries; equal questions get a number behind their words."""
    asked = _questions_over(versions)
    headings: list[str] = []
    for one in asked.values():
        words = list(one.wordings.values())[-1]["label"]
        heading, number = words, 2
        while heading in headings:
            heading, number = f"{words} ({number})", number + 1
        headings.append(heading)
    questions = {version.number: _keys_of(version) for version in versions}
    return Sheet(list(asked), headings, questions)


def _keys_of(version: Version) -> dict[tuple[str, str], Question]:
    """The questions of a version by key and kind: the same key with another kind is another question."""
    return {(question["key"], question["kind"]): question for question in version.questions}


def _questions_over(versions: Sequence[Version]) -> dict[tuple[str, str], _Asked]:
    """Each question with its wordings, the oldest first; those of the latest version first, in its order."""
    ordered = sorted(versions, key=lambda version: version.number)
    found: dict[tuple[str, str], _Asked] = {}
    for version in reversed(ordered):
        for key in _keys_of(version):
            found.setdefault(key, _Asked(KINDS[key[1]]))
    for version in ordered:
        for key, question in _keys_of(version).items():
            found[key].wordings[version.number] = question
    return found


def _summary(key: str, asked: _Asked, answered: Sequence[int]) -> Summary:
    label = list(asked.wordings.values())[-1]["label"]
    notes = _notes({number: asked.wordings[number] for number in answered if number in asked.wordings}, answered, label)
    return Summary(
        key,
        asked.kind,
        label,
        asked.asked,
        asked.tally.answered,
        notes,
        asked.tally.told(),
        asked.right if asked.has_right else None,
    )


def _notes(wordings: Mapping[int, Question], answered: Sequence[int], label: str) -> list[str]:
    """In which versions it was asked, if not in all that have answers, and where it had other words."""
    notes = []
    if wordings and len(wordings) < len(answered):
        notes.append(_("Asked in %(versions)s.") % {"versions": _versions(list(wordings), answered)})
    former: dict[str, list[int]] = {}
    for number, question in wordings.items():
        if question["label"] != label:
            former.setdefault(question["label"], []).append(number)
    for words, numbers in former.items():
        where = {"words": words, "versions": _versions(numbers, answered)}
        notes.append(_("Asked as “%(words)s” in %(versions)s.") % where)
    return notes


def _versions(numbers: Sequence[int], among: Sequence[int]) -> str:
    """Version numbers in words; neighbours among those with answers run together: "versions 1–3, 6"."""
    if len(numbers) == 1:
        return _("version %(number)d") % {"number": numbers[0]}
    runs = [[numbers[0], numbers[0]]]
    following = dict(pairwise(among))
    for number in numbers[1:]:
        if following.get(runs[-1][1]) == number:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    spans = [f"{first}–{last}" if first != last else str(first) for first, last in runs]
    return _("versions %(numbers)s") % {"numbers": ", ".join(spans)}
