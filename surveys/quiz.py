"""A quiz: questions that have right answers, and how many of them somebody answered rightly (X-34)."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.kinds import KINDS, Question
from surveys.questions import shown


@dataclass(frozen=True)
class Score:
    """How many of the questions with a right answer were answered rightly."""

    right: int
    asked: int

    @property
    def percent(self) -> int:
        """In whole per cent, rounded down, so that nobody passes by rounding."""
        return 100 * self.right // self.asked

    def passes(self, mark: int | None) -> bool:
        """Whether it reaches the pass mark, in per cent; without one everybody passes."""
        return mark is None or 100 * self.right >= mark * self.asked


def score_of(questions: Sequence[Question], answers: Question) -> Score | None:
    """The score of these answers; None where no question that was asked has a right answer. One left out is wrong."""
    asked = [question for question in shown(questions, answers) if question.get("right")]
    right = sum(KINDS[question["kind"]].is_right(question, answers.get(question["key"])) for question in asked)
    return Score(right, len(asked)) if asked else None
