"""What staff typed, kept exactly as typed: {field name: text, or list of texts for a field of many}.

A step shows what is kept without scolding, and says what is wrong only when it is asked to go on.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

TYPE_PREFIX = "type-"
LONGEST = 20_000


def from_post(
    post: QueryDict, *, fields: Iterable[str], many: Iterable[str] = (), with_type: bool = False
) -> dict[str, Any]:
    """What one step sent: its own fields, those left out as empty, and with `with_type` all of the type's.

    NUL is dropped, since no text column keeps it.
    """
    kept: dict[str, Any] = {}
    for name in fields:
        values = [_storable(value) for value in post.getlist(name)]
        kept[name] = values if name in many else (values[-1] if values else "")
    if with_type:
        for name in post:
            if name.startswith(TYPE_PREFIX):
                values = [_storable(value) for value in post.getlist(name)]
                kept[name[:80]] = values if len(values) > 1 else values[0]
    return kept


def quiet[F: forms.BaseForm](form: F) -> F:
    """The same form with what was typed and without its errors."""
    vars(form)["_errors"] = ErrorDict(renderer=form.renderer)
    return form


def _storable(value: str) -> str:
    text = value.replace("\x00", "")[:LONGEST]
    return text.encode("utf-8", "replace").decode()
