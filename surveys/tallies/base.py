"""What every tally is, and what it comes to: bars, figures, texts."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.kinds import Question


@dataclass(frozen=True)
class Bar:
    """How often one answer was given, and its share in whole per cent of those who answered."""

    label: str
    count: int
    share: int
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A number that sums up, in words; `note` says of what."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Bars about one part of a question, such as a row of a table."""

    label: str
    bars: Sequence[Bar]

    @property
    def points(self) -> list[tuple[str, int]]:
        """The bars as (label, count), for charts."""
        return [(bar.label, bar.count) for bar in self.bars]

    @property
    def answered(self) -> int:
        """How many answers there are for this part."""
        return sum(bar.count for bar in self.bars)


@dataclass(frozen=True)
class Told:
    """What a tally comes to. Bars stand upright where their order means something, else they lie.

    `hint` says how to read them where that is not plain.
    """

    bars: Sequence[Bar] = ()
    groups: Sequence[Group] = ()
    figures: Sequence[Figure] = ()
    texts: Sequence[str] = ()
    upright: bool = False
    hint: str = ""


class Tally(ABC):
    """Counts answers to one question."""

    def __init__(self, wordings: Sequence[Question]) -> None:
        self.wordings = wordings
        self.answered = 0

    def add(self, answer: Any) -> None:
        """Count one answer."""
        self.answered += 1
        self.count(answer)

    @abstractmethod
    def count(self, answer: Any) -> None:
        """Take the answer in."""

    @abstractmethod
    def told(self) -> Told:
        """What all of them come to."""


def bar_of(label: str, count: int, of: int, note: str = "") -> Bar:
    """A bar with its share of so many answers."""
    return Bar(label, count, whole(count, of), note)


def whole(count: int, of: int) -> int:
    """A share in whole per cent; halves go away from zero, so that a score and its mirror image are alike."""
    if not of:
        return 0
    share = (abs(count) * 200 + of) // (of * 2)
    return share if count >= 0 else -share
