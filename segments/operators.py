"""The operators of each kind of fact: what they are called and what is typed beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from foundation.plugs import FactKind, Text


class Takes(StrEnum):
    """What stands beside an operator."""

    NOTHING = "nothing"
    CHOICES = "choices"
    COUNT = "count"
    FIGURE = "figure"
    DAYS = "days"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True)
class Operator:
    """A way to ask about a fact."""

    key: str
    words: Text
    takes: Takes


_FIGURES = (
    ("min", _("is at least")),
    ("max", _("is at most")),
    ("is", _("is exactly")),
)
_WITHIN = Operator("within", _("in the last … days"), Takes.DAYS)
_AGO = Operator("ago", _("… days ago or longer"), Takes.DAYS)
_DATES = (Operator("after", _("later than"), Takes.DAY), Operator("before", _("earlier than"), Takes.DAY))
_THERE = (Operator("filled", _("is known"), Takes.NOTHING), Operator("empty", _("is not known"), Takes.NOTHING))

OPERATORS: Mapping[FactKind, Sequence[Operator]] = {
    FactKind.CHOICE: (
        Operator("any", _("is any of"), Takes.CHOICES),
        Operator("none", _("is none of"), Takes.CHOICES),
    ),
    FactKind.COUNT: tuple(Operator(key, words, Takes.COUNT) for key, words in _FIGURES),
    FactKind.FIGURE: (*(Operator(key, words, Takes.FIGURE) for key, words in _FIGURES), *_THERE),
    FactKind.TEXT: (
        Operator("is", _("is"), Takes.TEXT),
        Operator("isnt", _("is not"), Takes.TEXT),
        Operator("begins", _("begins with"), Takes.TEXT),
        *_THERE,
    ),
    FactKind.MOMENT: (_WITHIN, _AGO, *_DATES),
    FactKind.MAYBE: (
        _WITHIN,
        Operator("ago", _("not in the last … days"), Takes.DAYS),
        *_DATES,
        Operator("never", _("never"), Takes.NOTHING),
    ),
    FactKind.DAY: (
        Operator("next", _("in the next … days"), Takes.DAYS),
        Operator("past", _("in the last … days"), Takes.DAYS),
        *_DATES,
        *_THERE,
    ),
    FactKind.YES: (Operator("yes", _("yes"), Takes.NOTHING), Operator("no", _("no"), Takes.NOTHING)),
}


def operator_of(kind: FactKind, key: str) -> Operator | None:
    """The operator of this key that facts of this kind have."""
    return next((operator for operator in OPERATORS[kind] if operator.key == key), None)
