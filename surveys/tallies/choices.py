"""Tallies of what was chosen or written: texts, options, orders, tables, agreement."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from surveys.kinds import Question
from surveys.tallies.base import Bar, Group, Tally, Told, bar_of

TEXTS_SHOWN = 10


class Texts(Tally):
    """The first texts that come, and how many there are."""

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.texts: list[str] = []

    def count(self, answer: Any) -> None:
        if len(self.texts) < TEXTS_SHOWN:
            self.texts.append(answer)

    def told(self) -> Told:
        return Told(texts=self.texts)


class Options(Tally):
    """How often each option was chosen, also those that are not offered any more."""

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.counts: Counter[str] = Counter()

    def count(self, answer: Any) -> None:
        self.counts.update([answer] if isinstance(answer, str) else answer)

    def told(self) -> Told:
        offered = {option["key"]: option["label"] for option in self.wordings[-1]["options"]}
        former = {option["key"]: option["label"] for wording in self.wordings for option in wording["options"]}
        bars = [bar_of(label, self.counts[key], self.answered) for key, label in offered.items()]
        bars += [
            bar_of(label, self.counts[key], self.answered, _("not offered any more"))
            for key, label in former.items()
            if key not in offered and self.counts[key]
        ]
        return Told(bars=bars)


class Several(Options):
    """As options, of which one person may have chosen several."""

    def told(self) -> Told:
        words = _("Several answers were possible: the shares are of the people who answered.")
        return Told(bars=super().told().bars, hint=words)


class Ranks(Tally):
    """How often each option was put first, and its average place; the best place first."""

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.firsts: Counter[str] = Counter()
        self.places: Counter[str] = Counter()
        self.ranked: Counter[str] = Counter()

    def count(self, answer: Any) -> None:
        self.firsts[answer[0]] += 1
        for place, key in enumerate(answer, 1):
            self.places[key] += place
            self.ranked[key] += 1

    def told(self) -> Told:
        labels = {option["key"]: option["label"] for wording in self.wordings for option in wording["options"]}
        average = {key: self.places[key] / self.ranked[key] for key in labels if self.ranked[key]}
        words = _("average place %(place)s")
        bars = [
            bar_of(
                labels[key],
                self.firsts[key],
                self.answered,
                words % {"place": number_format(round(average[key], 2), decimal_pos=2)},
            )
            for key in sorted(average, key=lambda key: average[key])
        ]
        return Told(bars=bars, hint=_("Counted is how often an option was put first; place 1 is the best."))


class Grid(Tally):
    """For each row of a table how often each option was chosen."""

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.counts: Counter[tuple[str, str]] = Counter()

    def count(self, answer: Any) -> None:
        self.counts.update(answer.items())

    def told(self) -> Told:
        rows = {row["key"]: row["label"] for wording in self.wordings for row in wording["rows"]}
        options = {option["key"]: option["label"] for wording in self.wordings for option in wording["options"]}
        return Told(groups=[Group(label, self._bars(key, options)) for key, label in rows.items()])

    def _bars(self, row: str, options: Mapping[str, str]) -> list[Bar]:
        given = sum(self.counts[row, option] for option in options)
        return [bar_of(label, self.counts[row, option], given) for option, label in options.items()]


class Agreements(Tally):
    """How many agreed; who did not has not answered."""

    def count(self, answer: Any) -> None:
        """There is only one answer."""

    def told(self) -> Told:
        return Told(bars=[bar_of(_("Agreed"), self.answered, self.answered)])


class TrueOrFalse(Tally):
    """How many said true, how many false."""

    def __init__(self, wordings: Sequence[Question]) -> None:
        super().__init__(wordings)
        self.trues = 0

    def count(self, answer: Any) -> None:
        self.trues += answer is True

    def told(self) -> Told:
        falses = self.answered - self.trues
        return Told(bars=[bar_of(_("True"), self.trues, self.answered), bar_of(_("False"), falses, self.answered)])
