"""Beginnings of segments that staff can take over and change (S2-23…26, S2-75, S2-76)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.plugs import Text
from foundation.times import in_zone
from segments.language import VERSION


@dataclass(frozen=True)
class Template:
    """A beginning: its words, an icon, and its rule for somebody who begins with it on a day."""

    key: str
    name: Text
    description: Text
    icon: str
    rule: Callable[[str], Mapping[str, Any]]

    def source(self, *, now: datetime, zone: str) -> Mapping[str, Any]:
        """The rule as the builder begins with it."""
        return {"version": VERSION, "among": "registered", **self.rule(in_zone(now, zone).date().isoformat())}


def _all(*parts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"match": "all", "parts": list(parts)}


TEMPLATES = [
    Template(
        "new-members",
        _("New members"),
        _("Whoever joined in the last 30 days. Welcome them with an update, and ask for a first small thing."),
        "sprout",
        lambda today: _all({"fact": "joined", "op": "within", "value": 30}),
    ),
    Template(
        "inactive",
        _("Inactive for 30 days"),
        _("Members for longer than 30 days who did nothing on any mission in the last 30."),
        "moon",
        lambda today: _all({"fact": "joined", "op": "ago", "value": 30}, {"fact": "engaged", "op": "ago", "value": 30}),
    ),
    Template(
        "gold",
        _("Gold tier"),
        _("Whoever holds 1000 points or more. Congratulate them the moment they get there."),
        "trophy",
        lambda today: _all({"fact": "balance", "op": "min", "value": 1000}),
    ),
    Template(
        "promoters",
        _("NPS promoters"),
        _("Whoever gave 9 or 10 in their last NPS survey: the first to ask for a review or a referral."),
        "heart",
        lambda today: _all({"fact": "nps_class", "op": "any", "value": ["promoter"]}),
    ),
    Template(
        "joined-after",
        _("Joined after today"),
        _("Everybody who joins later than today; for instance whose first answers are approved at once."),
        "calendar-plus",
        lambda today: _all({"fact": "joined", "op": "after", "value": today}),
    ),
]


def template_of(key: str) -> Template | None:
    """The beginning of this name."""
    return next((template for template in TEMPLATES if template.key == key), None)
