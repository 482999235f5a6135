"""A state machine is a table of allowed moves and one conditional UPDATE."""

from collections.abc import Collection, Mapping

from django.db import models


class MoveNotAllowed(Exception):
    """The row is not, or no longer, in a state from which this move exists."""


def move(
    row: models.Model,
    *,
    from_: Collection[str],
    to: str,
    provided: Mapping[str, object] | None = None,
    **changes: object,
) -> None:
    """Change a row's state, and columns along with it, if it is in one of `from_`; of many at once, one wins.

    `provided` are further columns that must still be as the caller saw them. The row given is brought up to
    date. Raises MoveNotAllowed.
    """
    rows = type(row)._base_manager.filter(pk=row.pk, state__in=from_, **(provided or {}))
    if not rows.update(state=to, **changes):
        raise MoveNotAllowed(f"{row} cannot become {to}")
    for name, value in {"state": to, **changes}.items():
        setattr(row, name, value)
