"""The types of what a higher app plugs into a lower one. `advocacy.wiring` fills the registries; nothing else does.

The objects a plug is given are of lower apps (a notice, an event); it is typed here by what it needs only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Q
    from django.utils.functional import Promise

    from foundation.facts import Asked

type Text = str | Promise


@dataclass(frozen=True)
class Variable:
    """A `{{ name }}` that staff may use in a mail: what it means, and an example for the preview."""

    meaning: Text
    example: Text


@dataclass(frozen=True)
class Part:
    """A piece that a mail has besides its words: formatted text, a picture, or a button.

    `html` is of a text (foundation.richtext, with `{{ variables }}`); `path` of a picture, as `reverse()` gives it;
    `words` stand for the picture where it is not seen, or on the button; `link` is where either leads, "" for nowhere.
    """

    kind: str
    html: str = ""
    path: str = ""
    words: str = ""
    link: str = ""


@dataclass(frozen=True)
class Wording:
    """The words of one kind of notice, and where its variables come from.

    `topic` is one of notifications.models.Topic. `body` is formatted text (foundation.richtext). Every kind has
    the variables of notifications.rendering.COMMON besides its own: the greeting, the reader's name, the workspace's.
    `values(notices)` gives, in the same order, each notice's flat dictionary of texts; lazy ones are said in the
    reader's language. It is called in the workspace's scope with all that are sent together, so that it can look
    things up for all at once.
    `link(notice, delivery_id, now)` is the path the button leads to, as `reverse()` gives it; "" for no button.
    Staff may change subject, body and button of an `editable` kind. `parts(notices)` gives what stands between body
    and button of each notice.
    """

    kind: str
    topic: str
    name: Text
    subject: Text
    body: Text
    button: Text
    variables: Mapping[str, Variable]
    values: Callable[[Sequence[Any]], Sequence[Mapping[str, Text]]]
    link: Callable[[Any, int, datetime], str]
    editable: bool = True
    parts: Callable[[Sequence[Any]], Sequence[Sequence[Part]]] | None = None


@dataclass(frozen=True)
class EventWords:
    """How an event reads in a timeline: `words(event)` is one translated sentence without its time; a lucide icon."""

    icon: str
    words: Callable[[Any], str]
    url: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class BellWords:
    """How a bell item reads: `words(item)` is one translated sentence, made of `item.facts` without queries.

    `url(facts)` is where it leads, asked for when the bell is rung; kinds of jobs have the facts of `job.ended`:
    "job" (its id), "state" and "about". `name(facts)`, asked for then as well, says what it is about in a word of the
    workspace's own, such as a title; "" when there is none (any more).
    """

    icon: str
    words: Callable[[Any], str]
    url: Callable[[Mapping[str, Any]], str] | None = None
    name: Callable[[Mapping[str, Any]], str] | None = None


@dataclass(frozen=True)
class Waiting:
    """What waits for staff: one translated sentence, since when the oldest of it waits, and where it is done."""

    words: str
    since: datetime
    url: str


@dataclass(frozen=True)
class Waits:
    """A kind of thing that waits, shown above the bell's list to whoever has `permission` (accounts.permissions).

    `find()` is asked in the workspace's scope and addresses; None when nothing waits.
    """

    icon: str
    permission: str
    find: Callable[[], Waiting | None]


@dataclass(frozen=True)
class Thing:
    """What "mission:12" is called, and its page in the console."""

    name: str
    url: str


@dataclass(frozen=True)
class Condition:
    """One thing that must hold for a person to see and do something, checked: for "why can't she see this?".

    `value` is what was found, in words for staff; `remedy` what would change it. `polite` is what the person
    herself may be told, or "" when it is none of her business.
    """

    key: str
    name: Text
    passed: bool
    value: Text
    remedy: Text = ""
    polite: Text = ""


class FactKind(StrEnum):
    """What a fact is like; it decides the operators (`segments.operators`) and what is typed beside them."""

    CHOICE = "choice"
    COUNT = "count"
    FIGURE = "figure"
    TEXT = "text"
    MOMENT = "moment"
    MAYBE = "maybe"  # a moment that may never have been
    DAY = "day"
    YES = "yes"


@dataclass(frozen=True)
class Fact:
    """Something known of people that rules may ask about. `foundation.facts` builds the conditions.

    `where(asked)` is the condition as part of a query over advocates. `changed_by` names the events, or the words given
    to `segments.operations.touching.touch`, after which the answer for a person may be another; `about` is such a word
    with a gap for each value chosen ("segment:{}"). `crossed(asked, since)` are those whose answer the clock alone may
    have changed. `options` are what a choice is made of. `found(advocate_id)` says what was found of one person. A
    `windowed` fact may be limited to the last days.
    """

    key: str
    name: Text
    group: Text
    kind: FactKind
    where: Callable[[Asked], Q]
    changed_by: frozenset[str]
    about: str = ""
    crossed: Callable[[Asked, datetime], Q] | None = None
    options: Callable[[], Sequence[tuple[str, Text]]] | None = None
    found: Callable[[int], Text] | None = None
    windowed: bool = False


@dataclass(frozen=True)
class Family:
    """Facts of which a workspace may have thousands, such as one for each question that was ever asked.

    Their keys are "<key>:<rest>"; `one(rest)` is the fact of such a key, None when there is none, and is asked only for
    those that a rule is about. `offered()` are those to choose from in the builder: the latest, where there are many.
    """

    key: str
    one: Callable[[str], Fact | None]
    offered: Callable[[], Iterable[Fact]]


type FactSource = Callable[[], Iterable[Fact]] | Family

WORDINGS: dict[str, Wording] = {}
EVENT_WORDS: dict[str, EventWords] = {}
BELL_WORDS: dict[str, BellWords] = {}
WAITING: list[Waits] = []
# What several things of a kind are called: NAMES["mission"]([12, 13]).
NAMES: dict[str, Callable[[Collection[int]], Mapping[int, str]]] = {}
# Each gives one fact or several; asked in the workspace's scope, since some are about what a workspace has made.
FACTS: list[FactSource] = []
# Where a thing is used, by the word before the colon: USES["segment"] are asked with its id.
USES: dict[str, list[Callable[[int], Sequence[Thing]]]] = {}
# What a thing is a part of, by the word before the colon: WHOLES["mission"](12); None where it stands alone.
WHOLES: dict[str, Callable[[int], Thing | None]] = {}
# By the word before the colon: THINGS["mission"](12).
THINGS: dict[str, Callable[[int], Thing | None]] = {}
