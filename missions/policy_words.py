"""The words of approving at once, and of spot checks; `missions.plugs` hands them on."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from events.models import Event
from foundation.plugs import EventWords
from missions.models import Approval
from segments.language import Wrong, known_facts, parse
from segments.looking import sentence


def approval_words(content: Mapping[str, Any]) -> str:
    """Who decides, by which rule, and how much of it is checked by chance; in a line."""
    if content["approval"] == Approval.MANUAL:
        return _("A reviewer decides")
    words = _("Everyone at once")
    if content["approval"] == Approval.RULE:
        words = _("At once when %(rule)s; otherwise a reviewer decides") % {"rule": _rule(content["approval_rule"])}
    share = content.get("spot_checks")
    return _("%(words)s; %(share)s %% are checked") % {"words": words, "share": share} if share else words


def _rule(source: Mapping[str, Any]) -> str:
    try:
        rule = parse(source, known_facts(), is_kept=True)
    except Wrong:
        return "…"
    joined = _(" and ") if rule.root.match == "all" else _(" or ")
    return joined.join(f"“{sentence(clause)}”" for clause in rule.clauses())


def _confirmed(event: Event) -> str:
    return _("Spot check: the approval at once was right")


EVENT_WORDS = {"spot_check.confirmed": EventWords("dices", _confirmed)}
