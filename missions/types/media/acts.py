"""The licence and the figures of handed-in media."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from files.models import Kind
from missions.results import Figure
from missions.types.material import MaterialActs, licence_figures, standing

if TYPE_CHECKING:
    from missions.models import Mission


class MediaActs(MaterialActs):
    """Counts pictures and documents."""

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        found = standing(mission).aggregate(
            pictures=Count("pk", filter=Q(file__kind=Kind.IMAGE)),
            documents=Count("pk", filter=~Q(file__kind=Kind.IMAGE)),
        )
        return [
            Figure(_("Pictures"), found["pictures"], _("In what people have sent and not taken back.")),
            Figure(_("Documents"), found["documents"], _("PDF and Office files among it.")),
            *licence_figures(mission, now=timezone.now()),
        ]


ACTS = MediaActs()
