"""Whether what is handed in is approved at once, by which rule and with which values, and which of it is drawn for a
spot check (G-15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.crypto import salted_hmac

from missions.models import Approval, Mission, Participation
from programs.models import Advocate
from segments.language import Wrong, known_facts, parse
from segments.looking import asked_of

type Content = Mapping[str, Any]


@dataclass(frozen=True)
class Weighed:
    """What the mission's policy says of one handing-in. `kept` is what reviewers read of it later, {} without rule."""

    approves: bool
    by_rule: bool = False
    kept: dict[str, Any] = field(default_factory=dict)


def weigh(mission: Mission, row: Participation, *, now: datetime) -> Weighed:
    """Asked at the moment of handing in, before that counts as a mission done.

    A draft that is tried out has no settings in force yet: its own revision says who decides.
    """
    content: Content = mission.live.content if mission.live else row.revision.content
    approval = mission.approval if mission.live_id else content["approval"]
    if approval != Approval.RULE:
        return Weighed(approval == Approval.EVERYONE)
    return _by_rule(content, row.advocate, now)


def _by_rule(content: Content, advocate: Advocate, now: datetime) -> Weighed:
    """A rule that cannot be read any more holds for nobody: a reviewer decides."""
    try:
        rule = parse(content.get("approval_rule"), known_facts(), is_kept=True)
    except Wrong:
        return Weighed(False, kept={"holds": False, "parts": []})
    # Reviewers read it, not the person: in the language of the installation.
    with translation.override(settings.LANGUAGE_CODE):
        holds, reason = asked_of(rule, advocate, now=now)
        parts = [{"words": str(p.words), "found": str(p.found), "holds": p.holds} for p in reason.parts]
    return Weighed(holds, by_rule=holds, kept={"holds": holds, "match": rule.root.match, "parts": parts})


def is_drawn(row: Participation, *, slot: int, attempt: int, share: int) -> bool:
    """Whether chance picks this handing-in for a spot check: `share` of a hundred. Asked again, the answer is the same,
    and nobody outside can know it before."""
    text = f"{row.mission_id} {row.advocate_id} {row.cycle} {slot} {attempt}"
    number = int.from_bytes(salted_hmac("missions.spot_check", text, algorithm="sha256").digest()[:8])
    return number % 10_000 < share * 100


def share_of(mission: Mission, row: Participation) -> int:
    """How many of a hundred are drawn."""
    content: Content = mission.live.content if mission.live else row.revision.content
    return int(content.get("spot_checks") or 0)
