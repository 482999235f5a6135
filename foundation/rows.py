"""Rows that staff add, move and remove inside one flat form, without JavaScript: pure functions of what is typed.

A row has a number, made once and never used again; its fields are `<name>-<number>-<part>`. The order of the rows is
the field `<name>`, such as "2 1 3". A removed row only leaves the order, so that it can be put back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from foundation.typed import Typed, text_in

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_LAST = 9999


@dataclass(frozen=True)
class Rows:
    """The rows called `name` (such as "type-q"), at most so many."""

    name: str
    most: int

    def numbers(self, raw: Typed) -> list[int]:
        """The rows in their order."""
        found = [int(word) for word in text_in(raw, self.name).split()[: self.most * 2] if _NUMBER.fullmatch(word)]
        return list(dict.fromkeys(found))[: self.most]

    def next_number(self, raw: Typed) -> int:
        """A number that no row has or had."""
        told = text_in(raw, f"{self.name}-next")
        used = [int(told) - 1 if _NUMBER.fullmatch(told) else 0, *self.numbers(raw)]
        fields = re.compile(rf"{re.escape(self.name)}-([1-9][0-9]{{0,3}})-.+", re.DOTALL)
        used += [int(match[1]) for name in raw if (match := fields.fullmatch(name))]
        return min(max(used) + 1, _LAST)

    def new(self, raw: Typed) -> int | None:
        """The row added last, where the focus belongs."""
        told = text_in(raw, f"{self.name}-new")
        return int(told) if _NUMBER.fullmatch(told) else None

    def removed(self, raw: Typed) -> int | None:
        """The row removed last, which can be put back."""
        words = text_in(raw, f"{self.name}-removed").split()[:1]
        number = int(words[0]) if words and _NUMBER.fullmatch(words[0]) else None
        return None if number in self.numbers(raw) else number

    def place_of_removed(self, raw: Typed) -> int:
        """Where the row removed last goes back to, counted from 0."""
        _number, _space, told = text_in(raw, f"{self.name}-removed").partition(" ")
        return min(int(told) if _NUMBER.fullmatch(told) else 0, len(self.numbers(raw)))

    def add(self, raw: Typed, parts: Mapping[str, object], *, after: int | None = None) -> dict[str, object]:
        """With a new row that has these parts, at the end or after another; unchanged when there are enough."""
        order, number = self.numbers(raw), self.next_number(raw)
        if len(order) >= self.most or number in order:
            return dict(raw)
        place = order.index(after) + 1 if after in order else len(order)
        fields = {f"{self.name}-{number}-{part}": value for part, value in parts.items()}
        return self._ordered(raw, [*order[:place], number, *order[place:]]) | fields | self._new(number)

    def duplicate(self, raw: Typed, number: int) -> dict[str, object]:
        """With a copy of a row after it."""
        return self.add(raw, self.parts(raw, number), after=number) if number in self.numbers(raw) else dict(raw)

    def remove(self, raw: Typed, number: int) -> dict[str, object]:
        """Without a row, which can be put back until rows are changed again."""
        order = self.numbers(raw)
        if number not in order:
            return dict(raw)
        place = order.index(number)
        return self._ordered(raw, [other for other in order if other != number]) | {
            f"{self.name}-removed": f"{number} {place}"
        }

    def restore(self, raw: Typed) -> dict[str, object]:
        """With the row removed last back in its place."""
        order, number = self.numbers(raw), self.removed(raw)
        if number is None or len(order) >= self.most:
            return dict(raw)
        place = self.place_of_removed(raw)
        return self._ordered(raw, [*order[:place], number, *order[place:]]) | {f"{self.name}-removed": ""}

    def move(self, raw: Typed, number: int, by: int) -> dict[str, object]:
        """With a row one place up (-1) or down (1), as far as there is one."""
        order = self.numbers(raw)
        if number in order:
            place = order.index(number)
            other = min(max(place + by, 0), len(order) - 1)
            order[place], order[other] = order[other], order[place]
        return self._ordered(raw, order)

    def parts(self, raw: Typed, number: int) -> dict[str, object]:
        """What is typed in one row, by part."""
        start = f"{self.name}-{number}-"
        return {name.removeprefix(start): value for name, value in raw.items() if name.startswith(start)}

    def hidden(self, raw: Typed, number: int) -> dict[str, str]:
        """The fields by which a removed row comes along with the page, so that it can be put back."""
        name = f"{self.name}-removed"
        parts = self.parts(raw, number)
        fields = {f"{self.name}-{number}-{part}": text_in(parts, part) for part in parts}
        return {name: text_in(raw, name)} | fields

    def apply(self, raw: Typed, verb: str, argument: str) -> dict[str, object]:
        """What a button of a row asks for; unchanged for anything else."""
        if verb == "restore":
            return self.restore(raw)
        number = int(argument) if _NUMBER.fullmatch(argument) else 0
        if verb in ("up", "down"):
            return self.move(raw, number, -1 if verb == "up" else 1)
        if verb == "remove":
            return self.remove(raw, number)
        return self.duplicate(raw, number) if verb == "duplicate" else dict(raw)

    def _ordered(self, raw: Typed, order: list[int]) -> dict[str, object]:
        """In this order. Numbers given out stay known; what was new or removed before is so no more."""
        return dict(raw) | {
            self.name: " ".join(map(str, order)),
            f"{self.name}-next": str(self.next_number(raw)),
            f"{self.name}-new": "",
            f"{self.name}-removed": "",
        }

    def _new(self, number: int) -> dict[str, object]:
        return {f"{self.name}-next": str(min(number + 1, _LAST)), f"{self.name}-new": str(number)}
