"""Tallies of scales, amounts and days."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.kinds import NPS_SCORES, RATINGS, Question
from surveys.tallies.base import Bar, Figure, Tally, Told, bar_of, whole

MONTHS_SHOWN = 24
YEARS_SHOWN = 40
PROMOTERS, PASSIVES = range(9, 11), range(7, 9)


class Numbers(Tally):
    """How often each number of a scale was given."""

    scale: range

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.counts: Counter[int] = Counter()

    def count(self, answer: Any) -> None:
        self.counts[answer] += 1

    def told(self) -> Told:
        bars = [bar_of(str(number), self.counts[number], self.answered) for number in self.scale]
        return Told(bars=bars, figures=self.figures() if self.answered else [], upright=True)

    @abstractmethod
    def figures(self) -> list[Figure]:
        """What sums the numbers up; there is at least one."""

    def within(self, numbers: range) -> int:
        """How many answers are among these numbers."""
        return sum(self.counts[number] for number in numbers)


class Scores(Numbers):
    """The net promoter score: the share of those who would recommend, less the share of those who would not."""

    scale = NPS_SCORES

    def figures(self) -> list[Figure]:
        promoters, passives = self.within(PROMOTERS), self.within(PASSIVES)
        detractors = self.answered - promoters - passives
        score = whole(promoters - detractors, self.answered)
        signed = f"+{score}" if score > 0 else str(score).replace("-", "\N{MINUS SIGN}")
        return [
            Figure(_("NPS"), signed, _("from −100 to +100")),
            self._group(_("Promoters (9–10)"), promoters),
            self._group(_("Passives (7–8)"), passives),
            self._group(_("Detractors (0–6)"), detractors),
        ]

    def _group(self, label: str, count: int) -> Figure:
        return Figure(label, number_format(count, force_grouping=True), f"{whole(count, self.answered)} %")


class Stars(Numbers):
    """The average of one to five stars."""

    scale = RATINGS

    def figures(self) -> list[Figure]:
        average = sum(number * count for number, count in self.counts.items()) / self.answered
        many = ngettext("of %(count)d rating", "of %(count)d ratings", self.answered) % {"count": self.answered}
        return [Figure(_("Average"), number_format(average, decimal_pos=2), many)]


class Amounts(Tally):
    """Smallest, largest and average number, and how the numbers lie, in steps of 1, 2 or 5 times a power of ten.

    Kept are counts of ten-thousandths, coarser by powers of ten when there would be too many.
    """

    TICKS, MOST, BARS = 10_000, 2000, 12

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.counts: Counter[int] = Counter()
        self.width = 1
        self.total = self.least = self.greatest = 0

    def count(self, answer: Any) -> None:
        ticks = round(answer * self.TICKS)
        self.least = ticks if self.answered == 1 else min(self.least, ticks)
        self.greatest = ticks if self.answered == 1 else max(self.greatest, ticks)
        self.total += ticks
        self.counts[ticks // self.width] += 1
        while len(self.counts) > self.MOST:
            self._coarsen()

    def _coarsen(self) -> None:
        counts: Counter[int] = Counter()
        for at, count in self.counts.items():
            counts[at // 10] += count
        self.counts, self.width = counts, self.width * 10

    def told(self) -> Told:
        if not self.answered:
            return Told(upright=True)
        figures = [
            Figure(_("Average"), self._words(self.total / self.answered)),
            Figure(_("Smallest"), self._words(self.least)),
            Figure(_("Largest"), self._words(self.greatest)),
        ]
        return Told(bars=self._bars(), figures=figures, upright=True)

    def _bars(self) -> list[Bar]:
        """A bar for each number while they are few, else for each step, so that gaps show."""
        if len(self.counts) <= self.BARS and self.width == 1:
            return [bar_of(self._words(at), self.counts[at], self.answered) for at in sorted(self.counts)]
        step = self._step()
        counts: Counter[int] = Counter()
        for at, count in self.counts.items():
            counts[at * self.width // step] += count
        words = _("%(low)s to under %(high)s")
        return [
            bar_of(
                words % {"low": self._words(at * step), "high": self._words((at + 1) * step)},
                counts[at],
                self.answered,
            )
            for at in range(min(counts), max(counts) + 1)
        ]

    def _step(self) -> int:
        spread = self.greatest - self.least
        steps: Iterator[int] = (factor * 10**power for power in range(30) for factor in (1, 2, 5))
        return next(step for step in steps if step % self.width == 0 and step * (self.BARS - 2) >= spread)

    def _words(self, ticks: float) -> str:
        value = round(ticks / self.TICKS, 2)
        return number_format(int(value) if value == int(value) else value, force_grouping=True)


class Days(Tally):
    """How the days lie in time, by month, by year, or by ten years as they spread."""

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.months: Counter[int] = Counter()
        self.first, self.last = date.max, date.min

    def count(self, answer: Any) -> None:
        self.months[answer.year * 12 + answer.month - 1] += 1
        self.first, self.last = min(self.first, answer), max(self.last, answer)

    def told(self) -> Told:
        if not self.answered:
            return Told(upright=True)
        ends = [
            Figure(_("Earliest"), date_format(self.first, "j M Y")),
            Figure(_("Latest"), date_format(self.last, "j M Y")),
        ]
        return Told(bars=self._timeline(), figures=ends, upright=True)

    def _timeline(self) -> list[Bar]:
        """A bar for each step between the first and the last, so that gaps show."""
        spread = max(self.months) - min(self.months) + 1
        step = 1 if spread <= MONTHS_SHOWN else 12 if spread <= YEARS_SHOWN * 12 else 120
        counts: Counter[int] = Counter()
        for month, count in self.months.items():
            counts[month // step] += count
        return [
            bar_of(_period(at * step, step), counts[at], self.answered) for at in range(min(counts), max(counts) + 1)
        ]


def _period(month: int, step: int) -> str:
    year = month // 12
    if step == 1:
        return date_format(date(year, month % 12 + 1, 1), "M Y")
    return str(year) if step == 12 else f"{year}–{year + 9}"
