"""The builder of rules: rows of a form become a tree, and a tree becomes rows; every key pressed is kept.

Each part has a path, such as "1-0": the first part of the group that is the second part of the whole. The field `part`
names each one, "g" before groups; the others are called by the path: fact-1-0, op-1-0, value-1-0, days-1-0, match-1.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Form
from foundation.plugs import Fact, Text
from segments.language import AMONG, DEEPEST, MATCHES, VERSION, Facts, Path, Rule, Wrong, parse
from segments.operators import OPERATORS, Operator, Takes, operator_of

PART = re.compile(r"([cg])((?:[0-9]{1,2})(?:-[0-9]{1,2}){0,2})")
DO = re.compile(r"(add|group|remove):((?:[0-9]{1,2})?(?:-[0-9]{1,2}){0,2})")
MOST_PARTS = 60
EMPTY: Mapping[str, Any] = {"version": VERSION, "among": "registered", "match": "all", "parts": [{}]}

MATCH_WORDS = {"all": gettext_lazy("all"), "any": gettext_lazy("at least one"), "none": gettext_lazy("none")}
BETWEEN = {"all": gettext_lazy("and"), "any": gettext_lazy("or"), "none": gettext_lazy("nor")}
AMONG_WORDS = {
    "registered": gettext_lazy("registered members"),
    "everyone": gettext_lazy("everybody known, also guests and those who left"),
}


@dataclass
class Row:
    """A clause as it stands in the builder; `count` is how many people it means by itself."""

    path: str
    fact: Fact | None
    operator: Operator | None
    source: Mapping[str, Any]
    error: str = ""
    count: int | None = None
    between: Text = ""
    is_group = False

    @property
    def about(self) -> Text:
        """What it is about, in words."""
        return self.fact.name if self.fact else "…"

    @property
    def operators(self) -> Sequence[Operator]:
        return OPERATORS[self.fact.kind] if self.fact else ()

    @property
    def takes(self) -> str:
        return self.operator.takes.value if self.operator else ""

    @property
    def chosen(self) -> list[str]:
        """The choices, as text."""
        value = self.source.get("value")
        return [str(one) for one in value] if isinstance(value, list) else []

    @property
    def typed(self) -> str:
        """What stands in the one field beside the operator."""
        value = self.source.get("value")
        return "" if value is None or isinstance(value, list) else str(value)

    @property
    def days(self) -> str:
        return str(self.source.get("days") or "")

    @property
    def options(self) -> Sequence[tuple[str, Text]]:
        return self.fact.options() if self.fact and self.fact.options else ()


@dataclass
class Box:
    """A group as it stands in the builder; the outermost one has no path."""

    path: str
    match: str
    parts: list["Row | Box"] = field(default_factory=list)
    error: str = ""
    between: Text = ""
    is_group = True

    @property
    def can_hold_groups(self) -> bool:
        return not self.path or self.path.count("-") + 2 < DEEPEST


class RuleForm(Form):
    """A rule as it is typed. `source` is the tree of it, whether it can be understood or not."""

    among = forms.ChoiceField(choices=[(key, AMONG_WORDS[key]) for key in AMONG])
    match = forms.ChoiceField(choices=[(key, MATCH_WORDS[key]) for key in MATCHES])

    def __init__(self, data: QueryDict | None = None, *, facts: Facts, source: Mapping[str, Any] = EMPTY) -> None:
        super().__init__(data)
        self.facts = facts
        self.rule: Rule | None = None
        self.faults: dict[Path, str] = {}
        self.source: dict[str, Any] = dict(source) if data is None else _source(data, facts)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            self.rule = parse(self.source, self.facts)
        except Wrong as wrong:
            for fault in wrong.faults:
                self.faults.setdefault(fault.path, fault.message)
            self.add_error(None, _("Mend the rules that are marked.") if any(self.faults) else str(wrong))
        return data

    def understood(self) -> Rule | None:
        """The rule as far as it can be understood while it is built: parts that are not finished are left out."""
        source = _finished(self.source, self.facts)
        try:
            return parse(source, self.facts) if source else None
        except Wrong:
            return None

    def do(self, text: str) -> None:
        """Add or remove a part, as a button says; what cannot be done is left."""
        found = DO.fullmatch(text)
        if found is None:
            return
        act, path = found[1], tuple(int(number) for number in found[2].split("-") if number)
        group = _at(self.source, path if act != "remove" else path[:-1])
        if group is None:
            return
        if act == "remove" and path and path[-1] < len(group["parts"]):
            del group["parts"][path[-1]]
        elif act == "add":
            group["parts"].append({})
        elif act == "group" and len(path) + 1 < DEEPEST:
            group["parts"].append({"match": "any", "parts": [{}]})

    def box(self, counts: Mapping[int, int] | None = None) -> Box:
        """The whole as rows; `counts` are of the clauses in their order."""
        numbers = iter(range(MOST_PARTS))
        return _box(self.source, (), self, counts or {}, numbers)

    def fact_groups(self) -> list[tuple[Text, list[Fact]]]:
        """The facts to choose from, by their headings."""
        ordered = sorted(self.facts.values(), key=lambda fact: str(fact.group))
        return [(name, list(found)) for name, found in groupby(ordered, key=lambda fact: str(fact.group))]


def _finished(source: Mapping[str, Any], facts: Facts) -> dict[str, Any] | None:
    """A tree without its unfinished parts; None when nothing is left."""
    parts = []
    for part in source.get("parts", []):
        kept = _finished(part, facts) if "parts" in part else part
        if kept is not None and ("parts" in part or is_finished(part, facts)):
            parts.append(kept)
    return {**source, "parts": parts} if parts else None


def is_finished(part: Mapping[str, Any], facts: Facts) -> bool:
    """Whether a clause can be understood by itself."""
    try:
        parse({**EMPTY, "parts": [part]}, facts)
    except Wrong:
        return False
    return True


def _source(data: QueryDict, facts: Facts) -> dict[str, Any]:
    paths = sorted({(tuple(map(int, found[2].split("-"))), found[1] == "g") for found in _parts(data)})
    root: dict[str, Any] = {
        "version": VERSION, "among": data.get("among", ""), "match": data.get("match", ""), "parts": [],
    }  # fmt: skip
    made: dict[Path, dict[str, Any]] = {(): root}
    for path, is_group in paths:
        parent = made.get(path[:-1])
        if parent is None:
            continue
        name = "-".join(map(str, path))
        if is_group:
            made[path] = {"match": data.get(f"match-{name}", ""), "parts": []}
            parent["parts"].append(made[path])
        else:
            parent["parts"].append(_clause(data, name, facts))
    return root


def _parts(data: QueryDict) -> Iterator[re.Match[str]]:
    for text in data.getlist("part")[:MOST_PARTS]:
        if found := PART.fullmatch(text):
            yield found


def _clause(data: QueryDict, name: str, facts: Facts) -> dict[str, Any]:
    """The operator of a fact chosen a moment ago is its first one."""
    fact = facts.get(data.get(f"fact-{name}", ""))
    if fact is None:
        return {"fact": data.get(f"fact-{name}", "")[:80]}
    operator = operator_of(fact.kind, data.get(f"op-{name}", "")) or OPERATORS[fact.kind][0]
    values = [value[:400] for value in data.getlist(f"value-{name}")]
    found: dict[str, Any] = {"fact": fact.key, "op": operator.key}
    if operator.takes != Takes.NOTHING:
        found["value"] = values if operator.takes == Takes.CHOICES else (values or [""])[0]
    if fact.windowed and (days := data.get(f"days-{name}", "").strip()[:20]):
        found["days"] = days
    return found


def _at(source: dict[str, Any], path: Path) -> dict[str, Any] | None:
    for number in path:
        parts = source.get("parts", [])
        if number >= len(parts):
            return None
        source = parts[number]
    return source if "parts" in source else None


def _box(
    source: Mapping[str, Any],
    path: Path,
    form: RuleForm,
    counts: Mapping[int, int],
    numbers: Iterator[int],
) -> Box:
    match = source.get("match") if source.get("match") in MATCHES else "all"
    box = Box("-".join(map(str, path)), str(match), error=form.faults.get(path, "") if path else "")
    for number, part in enumerate(source.get("parts", [])):
        place = (*path, number)
        made: Row | Box
        if "parts" in part:
            made = _box(part, place, form, counts, numbers)
        else:
            made = _row(part, place, form)
            made.count = counts.get(next(numbers)) if is_finished(part, form.facts) else None
        made.between = BETWEEN[box.match] if number else ""
        box.parts.append(made)
    return box


def _row(source: Mapping[str, Any], path: Path, form: RuleForm) -> Row:
    fact = form.facts.get(str(source.get("fact") or ""))
    operator = operator_of(fact.kind, str(source.get("op"))) if fact else None
    error = form.faults.get(path, "")
    return Row("-".join(map(str, path)), fact, operator, source, error)
