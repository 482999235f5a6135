"""What staff may begin a mission with: good words and settings, all of which they can change (S0-11, S0-13, S1-22).

The templates of a type are `TEMPLATES` in the templates.py of its folder. `needs` is what only the workspace knows,
such as its address on a review site: field and example; it is named before the template is taken, and left empty in
the draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from foundation.folding import fold, search_terms
from missions.types import TYPES
from missions.types.base import MissionType, Words


@dataclass(frozen=True)
class Lines:
    """Words for a field of several lines, put together in the language of whoever takes the template."""

    lines: Sequence[Words]

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines))


@dataclass(frozen=True)
class Need:
    """A field that staff fill in themselves: what it is in words, and an example that the form takes."""

    what: Words
    example: str


@dataclass(frozen=True)
class Entering:
    """The segment that sets a mission off: one of this name, or else one made of a beginning (segments.templates).

    Without a beginning it is filled by hand or from a file.
    """

    name: Words
    beginning: str = ""


@dataclass(frozen=True)
class Template:
    """A beginning for missions of one type. `paragraphs` are the description; `fields` the type's, without prefix.

    `about` stands on its card where there is no description. `builder` are commands that add rows, done before `fields`
    are typed. Points and minutes are the type's usual ones
    unless they are given. `entering` is the segment that sets it off.
    """

    key: str
    title: Words
    paragraphs: Sequence[Words]
    fields: Mapping[str, Words | Lines | list[str]] = field(default_factory=dict)
    builder: Sequence[str] = ()
    needs: Mapping[str, Need] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    points: int | None = None
    minutes: int | None = None
    cover: int = 1
    words: Words = ""
    about: Words = ""
    entering: Entering | None = None


@dataclass(frozen=True)
class Offered:
    """A template with the type it is of."""

    template: Template
    entry: MissionType

    @property
    def points(self) -> int:
        """What is suggested; 0 where nothing is earned."""
        if self.template.settings.get("recognition", self.entry.usual.get("recognition")) == "none":
            return 0
        return self.entry.usual_points if self.template.points is None else self.template.points

    @property
    def summary(self) -> Words:
        """The first words of the description; where there are none, what it is about."""
        return self.template.paragraphs[0] if self.template.paragraphs else self.template.about or self.entry.what

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.template.minutes or self.entry.minutes


@dataclass(frozen=True)
class Ask:
    """A question of a template."""

    kind: str
    label: Words
    options: Sequence[Words] = ()
    help: Words = ""
    optional: bool = False


def asking(*asked: Ask) -> tuple[list[str], dict[str, Words | Lines]]:
    """The builder's commands and the fields for these questions."""
    fields: dict[str, Words | Lines] = {}
    for number, ask in enumerate(asked, 1):
        fields[f"q-{number}-label"] = ask.label
        if ask.help:
            fields[f"q-{number}-help"] = ask.help
        if ask.optional:
            fields[f"q-{number}-required"] = ""
        if ask.options:
            fields[f"q-{number}-options"] = Lines(ask.options)
    return [f"add:{ask.kind}" for ask in asked], fields


@cache
def gallery() -> dict[str, Offered]:
    """Every template of a registered type by its key, in the order of the types."""
    found = [Offered(template, entry) for entry in TYPES.values() for template in _templates_of(entry)]
    return {offered.template.key: offered for offered in found}


def _templates_of(entry: MissionType) -> Sequence[Template]:
    name = f"missions.types.{entry.key}.templates"
    if find_spec(name) is None:
        return ()
    templates: Sequence[Template] = import_module(name).TEMPLATES
    return templates


def templates_found(*, words: str = "", type_key: str = "") -> list[Offered]:
    """Those of a type in which every word begins some word, in the language of the page (S1-24)."""
    terms = search_terms(words)
    return [
        offered
        for offered in gallery().values()
        if (not type_key or offered.entry.key == type_key) and all(_has(offered, term) for term in terms)
    ]


def _has(offered: Offered, term: str) -> bool:
    template, entry = offered.template, offered.entry
    text = " ".join(
        str(part) for part in (template.title, *template.paragraphs, template.about, template.words, entry.name)
    )
    return f" {term}" in f" {fold(text)}"
