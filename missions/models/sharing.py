"""How often the share link of a mission was opened."""

from django.db import models

from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class ShareVisit(TenantModel):
    """That somebody opened the share link of a mission on a day (UTC), and how often, up to a most that is believed.

    `version` is that of the link: one that is renewed begins its own log. `visitor` is a keyed hash over the link, the
    day, the client's address and browser; no address is kept (as for short links).
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    visited_on = models.DateField()
    visitor = models.CharField(max_length=32)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "mission", "version", "visited_on", "visitor"],
                name="one_share_visit_per_visitor_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"visit of mission {self.mission_id} on {self.visited_on}"
