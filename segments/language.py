"""The language of rules: a tree of groups (all, any or none of their parts) with clauses `fact operator value`.

`parse` makes a tree of what stands in the database or was typed, and says of each wrong part what is wrong; `as_json`
is the way back. A tree is about registered members only, or about everybody known, which the outermost group says.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.plugs import FACTS, Fact, Family
from segments.operators import Operator, Takes, operator_of

VERSION = 1
MATCHES, AMONG = ("all", "any", "none"), ("registered", "everyone")
DEEPEST, MOST_CLAUSES, MOST_CHOICES = 3, 40, 200
MOST_COUNT, MOST_DAYS, LONGEST = 1_000_000_000, 3650, 200

type Path = tuple[int, ...]
type Value = str | int | float | date | list[str] | None
type Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Clause:
    """One question about a person. `days` limits a fact over rows to the last days."""

    fact: Fact
    operator: Operator
    value: Value = None
    days: int | None = None


@dataclass(frozen=True)
class Group:
    """Parts of which all, any or none must hold."""

    match: str
    parts: Sequence["Group | Clause"] = ()


@dataclass(frozen=True)
class Rule:
    """A whole rule: whom it is about, and the outermost group."""

    among: str
    root: Group

    def clauses(self) -> Iterator[Clause]:
        """All of them, in their order."""
        return _clauses(self.root)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one part of a rule; the path leads to it through the groups, () is the whole."""

    path: Path
    message: str


@dataclass
class Wrong(Exception):
    """A rule that cannot be understood."""

    faults: list[Fault] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join(fault.message for fault in self.faults)


class KnownFacts(Mapping[str, Fact]):
    """The facts of this workspace by key, each made when it is first asked for.

    Those of a family are looked up one by one. What stands in it when it is gone through are those to choose from, and
    those that were looked up.
    """

    def __init__(self) -> None:
        self._found: dict[str, Fact | None] = {fact.key: fact for fact in _alone()}
        self._families = {family.key: family for family in FACTS if isinstance(family, Family)}
        self._offered = False

    def __getitem__(self, key: str) -> Fact:
        if key not in self._found:
            family, _colon, rest = key.partition(":")
            self._found[key] = self._families[family].one(rest) if family in self._families else None
        fact = self._found[key]
        if fact is None:
            raise KeyError(key)
        return fact

    def __iter__(self) -> Iterator[str]:
        if not self._offered:
            self._found |= {fact.key: fact for family in self._families.values() for fact in family.offered()}
            self._offered = True
        return (key for key, fact in self._found.items() if fact is not None)

    def __len__(self) -> int:
        return sum(1 for _key in self)


def _alone() -> Iterator[Fact]:
    for facts in FACTS:
        if not isinstance(facts, Family):
            yield from facts()


def known_facts() -> Facts:
    """Every fact of this workspace, by key; asks the database about those that a workspace makes itself."""
    return KnownFacts()


def parse(source: Any, facts: Facts, *, is_kept: bool = False) -> Rule:
    """The rule that this JSON means. Raises Wrong with all that is wrong.

    Of one that is kept, choices are not looked up again: what is gone is simply nobody's.
    """
    if not isinstance(source, dict) or source.get("version") != VERSION or source.get("among") not in AMONG:
        raise Wrong([Fault((), _("This is not a rule that can be read."))])
    faults: list[Fault] = []
    root = _Reader(facts, faults, is_kept).group(source, ())
    if root is not None and not faults and not any(_clauses(root)):
        faults.append(Fault((), _("Add at least one rule.")))
    if root is not None and sum(1 for _clause in _clauses(root)) > MOST_CLAUSES:
        faults.append(Fault((), _("At most %(n)s rules.") % {"n": MOST_CLAUSES}))
    if faults or root is None:
        raise Wrong(faults)
    return Rule(source["among"], root)


def as_json(rule: Rule) -> dict[str, Any]:
    """As it is kept."""
    return {"version": VERSION, "among": rule.among, **_group_json(rule.root)}


@dataclass(frozen=True)
class _Reader:
    """Reads a tree and notes what is wrong with it."""

    facts: Facts
    faults: list[Fault]
    is_kept: bool

    def group(self, source: Any, path: Path) -> Group | None:
        parts = source.get("parts") if isinstance(source, dict) else None
        if not isinstance(parts, list) or source.get("match") not in MATCHES or len(path) >= DEEPEST:
            self.faults.append(Fault(path, _("This group cannot be read.")))
            return None
        found: list[Group | Clause] = []
        for number, part in enumerate(parts):
            place = (*path, number)
            made = self.group(part, place) if isinstance(part, dict) and "parts" in part else self.clause(part, place)
            if made is not None:
                found.append(made)
        if path and not parts:
            self.faults.append(Fault(path, _("This group has no rule. Add one, or remove the group.")))
        return Group(source["match"], tuple(found))

    def clause(self, source: Any, path: Path) -> Clause | None:
        try:
            return _read(source if isinstance(source, dict) else {}, self.facts, is_kept=self.is_kept)
        except ValueError as error:
            self.faults.append(Fault(path, str(error)))
            return None


def _read(source: Mapping[str, Any], facts: Facts, *, is_kept: bool) -> Clause:
    key = source.get("fact")
    if not key or not isinstance(key, str):
        raise ValueError(_("Choose what this rule is about."))
    fact = facts.get(key)
    if fact is None:
        raise ValueError(_("What this rule is about is not there any more. Remove it, or choose something else."))
    operator = operator_of(fact.kind, str(source.get("op") or ""))
    if operator is None:
        raise ValueError(_("“%(fact)s” cannot be compared like this.") % {"fact": fact.name})
    days = source.get("days")
    if days is not None and days != "":
        if not fact.windowed:
            raise ValueError(_("“%(fact)s” is not counted over days.") % {"fact": fact.name})
        days = _whole(days, least=1, most=MOST_DAYS)
    return Clause(fact, operator, _value(source.get("value"), fact, operator, is_kept=is_kept), days or None)


def _value(typed: Any, fact: Fact, operator: Operator, *, is_kept: bool) -> Value:
    if operator.takes == Takes.CHOICES:
        return _choices(typed, fact, is_kept=is_kept)
    return READERS[operator.takes](typed)


def _choices(typed: Any, fact: Fact, *, is_kept: bool) -> list[str]:
    wanted = [str(value) for value in (typed if isinstance(typed, list) else [typed]) if value not in (None, "")]
    if not wanted or len(wanted) > MOST_CHOICES:
        raise ValueError(_("Choose at least one."))
    there = {key for key, _name in fact.options()} if fact.options and not is_kept else set(wanted)
    if not there.issuperset(wanted):
        raise ValueError(_("One of the choices is not there any more. Choose again."))
    return list(dict.fromkeys(wanted))


def _whole(typed: Any, *, least: int, most: int) -> int:
    text = str(typed if typed is not None else "").strip()
    words = _("Type a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
    if isinstance(typed, bool) or not text.isascii() or not text.isdigit() or len(text) > 10:
        raise ValueError(words)
    if not least <= int(text) <= most:
        raise ValueError(words)
    return int(text)


def _figure(typed: Any) -> int | float:
    text = str(typed if typed is not None else "").strip().replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not text.isascii() or not math.isfinite(number) or abs(number) > 1e15:
        raise ValueError(_("Type a number."))
    return int(number) if number.is_integer() else number


def _day(typed: Any) -> date:
    try:
        found = date.fromisoformat(str(typed or "").strip())
    except ValueError:
        found = date.min
    if not 1900 <= found.year <= 2200:
        raise ValueError(_("Choose a day."))
    return found


def _text(typed: Any) -> str:
    text = " ".join(str(typed or "").replace("\x00", "").split())
    if not text or len(text) > LONGEST:
        raise ValueError(_("Type a text of at most %(n)s letters.") % {"n": LONGEST})
    return text


READERS: Mapping[Takes, Callable[[Any], Value]] = {
    Takes.NOTHING: lambda typed: None,
    Takes.COUNT: lambda typed: _whole(typed, least=0, most=MOST_COUNT),
    Takes.DAYS: lambda typed: _whole(typed, least=1, most=MOST_DAYS),
    Takes.FIGURE: _figure,
    Takes.DAY: _day,
    Takes.TEXT: _text,
}


def _clauses(group: Group) -> Iterator[Clause]:
    for part in group.parts:
        if isinstance(part, Clause):
            yield part
        else:
            yield from _clauses(part)


def _group_json(group: Group) -> dict[str, Any]:
    parts = [_clause_json(part) if isinstance(part, Clause) else _group_json(part) for part in group.parts]
    return {"match": group.match, "parts": parts}


def _clause_json(clause: Clause) -> dict[str, Any]:
    value = clause.value.isoformat() if isinstance(clause.value, date) else clause.value
    kept: dict[str, Any] = {"fact": clause.fact.key, "op": clause.operator.key}
    if value is not None:
        kept["value"] = value
    return {**kept, "days": clause.days} if clause.days else kept


def hears(rule: Rule) -> list[str]:
    """The words after which a person may have to be asked again."""
    found = {word for clause in rule.clauses() for word in clause.fact.changed_by}
    for clause in rule.clauses():
        if clause.fact.about and isinstance(clause.value, list):
            found |= {clause.fact.about.format(value) for value in clause.value}
    return sorted(found | BASE)


def asked_about(rule: Rule, *, fact: str = "segment") -> list[int]:
    """The ids of the segments that a rule asks about, or of their folders."""
    found = {int(value) for clause in rule.clauses() if clause.fact.key == fact for value in clause.value or ()}  # type: ignore[union-attr]  # choices
    return sorted(found)


# Whoever becomes a member, stops being one or is erased may enter or leave any segment.
BASE = frozenset(
    {
        "advocate.added", "advocate.changed", "advocate.joined", "advocate.applied", "advocate.accepted",
        "advocate.deactivated", "advocate.reactivated", "advocate.erased", "import.finished", "import.stopped",
        "arrival.confirmed", "application.approved", "application.rejected", "application.withdrawn",
    }
)  # fmt: skip


def is_timed(rule: Rule) -> bool:
    """Whether the clock alone may change who is meant."""
    return any(clause.days or clause.operator.takes == Takes.DAYS for clause in rule.clauses())


def value_words(clause: Clause) -> str:
    """What a clause compares with, in words."""
    if isinstance(clause.value, list):
        names = dict(clause.fact.options()) if clause.fact.options else {}
        return _(" or ").join(str(names.get(key, key)) for key in clause.value)
    return "" if clause.value is None else str(clause.value)
