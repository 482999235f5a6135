"""What a type does in tables of its own when something is handed in or decided, in the transaction of that act.

A type with `has_acts` brings `acts.py` with `ACTS`, which overrides what the type needs; the others do nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from missions.types import TYPES
from missions.types.base import Slot

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import User
    from missions.models import Decision, Mission, Submission
    from missions.results import Figure
    from programs.models import Advocate


class NotTaken(Exception):
    """What was handed in cannot be taken; `errors` says why, by field, or by "" for the whole."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


class Acts:
    """Each is called once for each act, and not at all when the act fails."""

    def offered(
        self, *, mission: Mission, advocate: Advocate, slots: Sequence[Slot], handed: Mapping[int, Submission]
    ) -> Sequence[Slot]:
        """Which slots the mission's page shows to this person: all, unless the type has as many as people need."""
        return slots

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        """Something was handed in, for the first time or again. Raises NotTaken, and then it was not."""

    def withdrawn(self, *, submission: Submission, now: datetime) -> None:
        """It was taken back by its advocate."""

    def approves_at_once(self, *, submission: Submission, everyone: bool) -> bool:
        """Whether no reviewer is asked; `everyone` says what the mission's own rule is."""
        return everyone

    def decided(self, *, submission: Submission, decision: Decision, now: datetime) -> None:
        """A verdict stands."""

    def reversed(self, *, submission: Submission, decision: Decision, by: User, now: datetime) -> None:
        """A verdict was taken back, and the submission waits again. May raise BalanceSpent."""

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        """What the type's hub.html shows above the slots as `panel`."""
        return {}

    def public_panel(self, *, mission: Mission) -> Mapping[str, Any]:
        """What the type's public.html shows above the form to strangers, as `panel`; nothing without."""
        return {}

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        """What the results show beside the funnel: people, not events, each with its definition."""
        return ()

    def extra(self, *, mission: Mission, asked: QueryDict) -> Mapping[str, Any]:
        """What the results show below the figures, with its `template`; `asked` are the filters in the address."""
        return {}

    def forget(self, *, advocate_id: int) -> None:
        """This person was erased: empty what is personal."""


def acts_of(type_key: str) -> Acts:
    """The acts of a type, by its folder."""
    if not TYPES[type_key].has_acts:
        return Acts()
    found: Acts = import_module(f"missions.types.{type_key}.acts").ACTS
    return found
