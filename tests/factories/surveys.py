"""Questions and versions for tests."""

from dataclasses import dataclass
from typing import Any

from surveys.kinds import KINDS
from surveys.questions import make_question


@dataclass(frozen=True)
class AVersion:
    """A version of a form that was never saved."""

    number: int
    questions: list[dict[str, Any]]


def ask(key: str, kind: str, label: str = "", *, required: bool = True, options: str = "") -> dict[str, Any]:
    """A question; options are words with a bar between them."""
    words = options.split("|") if options else ["Red", "Blue"]
    rows = ["Speed", "Price"]
    return make_question(key=key, kind=kind, label=label or f"{kind}?", required=required, options=words, rows=rows)


def one_of_each(*, required: bool = True) -> list[dict[str, Any]]:
    """A question of every kind: q1, q2, …"""
    return [ask(f"q{number}", kind, required=required) for number, kind in enumerate(KINDS, 1)]
