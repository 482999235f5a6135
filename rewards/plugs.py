"""The words of what the nightly proof of balances finds."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from foundation.plugs import BellWords, EventWords


def _differed(wallets: int) -> str:
    words = ngettext(
        "The points of %(n)s person do not match the ledger",
        "The points of %(n)s people do not match the ledger",
        wallets,
    )
    return words % {"n": wallets}


def _event(event: Event) -> str:
    return _("Proof of balances: %(found)s") % {"found": _differed(int(event.payload["wallets"]))}


def _bell(item: Any) -> str:
    return _differed(int(item.facts["wallets"]))


EVENT_WORDS = {"balances.differed": EventWords("scale", _event)}
BELL_WORDS = {"balances.differed": BellWords("scale", _bell)}
