"""Rows of fields of which those that are filled in are shown, and one more."""

from collections.abc import Sequence

from django.forms import BaseForm


def leave_room(form: BaseForm, rows: Sequence[Sequence[str]]) -> int:
    """Take the fields of later rows out of a form; returns how many rows there are up to the last that says anything.

    A row is the names of its fields.
    """
    filled = max((place for place, names in enumerate(rows, 1) if says_anything(form, names)), default=0)
    for names in rows[filled + 1 :]:
        for name in names:
            del form.fields[name]
    return filled


def says_anything(form: BaseForm, names: Sequence[str]) -> bool:
    """Whether something is typed into one of these fields."""
    return any(str(form.data.get(name, "")).strip() for name in names)
