"""The words of what the nightly proof of balances finds, and of budgets."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from foundation.plugs import BellWords, EventWords
from foundation.templatetags.ui import number


def _differed(wallets: int) -> str:
    words = ngettext(
        "The points of %(n)s person do not match the ledger",
        "The points of %(n)s people do not match the ledger",
        wallets,
    )
    return words % {"n": wallets}


def _found(facts: Mapping[str, Any]) -> str:
    """What differs: wallets, budgets, or both."""
    wallets, budgets = int(facts["wallets"]), int(facts.get("budgets", 0))
    words = ngettext(
        "%(n)s budget does not match what is promised and paid",
        "%(n)s budgets do not match what is promised and paid",
        budgets,
    ) % {"n": budgets}
    return " · ".join([*([_differed(wallets)] if wallets else []), *([words] if budgets else [])])


def _event(event: Event) -> str:
    return _("Proof of balances: %(found)s") % {"found": _found(event.payload)}


def _bell(item: Any) -> str:
    return _found(item.facts)


def _reached(event: Event) -> str:
    if event.payload["percent"] == 100:
        return _("The budget was reached")
    return _("%(percent)s %% of the budget were reached") % {"percent": event.payload["percent"]}


def _raised(event: Event) -> str:
    return _("The budget was raised by %(points)s") % {"points": number(event.payload["points"])}


EVENT_WORDS = {
    "balances.differed": EventWords("scale", _event),
    "budget.reached": EventWords("gauge", _reached),
    "budget.raised": EventWords("trending-up", _raised),
}
BELL_WORDS = {"balances.differed": BellWords("scale", _bell)}
