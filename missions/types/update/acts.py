"""What the hub shows of an update, with the reader's own name where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from foundation.tenancy import current_workspace_id
from foundation.variables import variables_in
from missions.models import Participation
from missions.results import Figure
from missions.types.base import Content
from missions.types.base_acts import Acts
from missions.types.places import content_of
from missions.types.update.parts import shown_parts
from notifications.rendering import common_values, look_of
from programs.queries import trying

if TYPE_CHECKING:
    from missions.models import Mission
    from programs.models import Advocate


class UpdateActs(Acts):
    """Shown is the revision in force: news is corrected for everybody. Who tries a draft is shown the draft."""

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        return _shown(_in_force(mission) if mission.live else content_of(mission, advocate), advocate.name)

    def public_panel(self, *, mission: Mission) -> Mapping[str, Any]:
        return _shown(_in_force(mission), "")

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        read = Participation.objects.filter(mission=mission, completed_at__isnull=False).exclude(advocate__in=trying())
        return [Figure(_("Read"), read.count(), _("People who opened it in the hub."))]


def values_for(name: str) -> dict[str, str]:
    """What `{{ firstName }}` and its like stand for, for a reader of this name."""
    look = look_of(Workspace.objects.get(pk=current_workspace_id()))
    return common_values(name=name.strip(), look=look)


def _in_force(mission: Mission) -> Content:
    found: Content = mission.live.content.get("type", {}) if mission.live else {}
    return found


def _shown(content: Content, name: str) -> dict[str, Any]:
    blocks = content.get("blocks", [])
    written = " ".join(f"{block.get('html', '')} {block.get('words', '')}" for block in blocks)
    return {"parts": shown_parts(blocks, values_for(name) if variables_in(written) else {})}


ACTS = UpdateActs()
