"""An update as the parts of a mail."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.plugs import Part
from missions.models import Mission
from missions.types.update.forms import SetupForm
from missions.types.update.parts import parts_of


def parts_of_notices(notices: Sequence[Any]) -> list[list[Part]]:
    """For the mails of a batch: of the live revision, of a test what is typed so far."""
    rows = Mission.objects.select_related("live", "draft").in_bulk({notice.facts["mission"] for notice in notices})
    found: dict[tuple[int, bool], list[Part]] = {}
    for notice in notices:
        key = (notice.facts["mission"], bool(notice.facts.get("test")))
        if key not in found:
            found[key] = parts_of(_blocks(rows[key[0]], typed=key[1]))
    return [found[notice.facts["mission"], bool(notice.facts.get("test"))] for notice in notices]


def _blocks(mission: Mission, *, typed: bool) -> Sequence[Mapping[str, Any]]:
    if mission.live and not (typed and mission.draft):
        blocks: Sequence[Mapping[str, Any]] = mission.live.content.get("type", {}).get("blocks", [])
        return blocks
    so_far: Sequence[Mapping[str, Any]] = SetupForm(mission.draft.raw if mission.draft else {}).content_so_far()[
        "blocks"
    ]
    return so_far
