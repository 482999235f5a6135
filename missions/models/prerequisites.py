"""What has to be done before a mission opens."""

from django.db import models

from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class Prerequisite(TenantModel):
    """That a mission is locked for whoever has not completed another one (X-30)."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="prerequisites")
    required = models.ForeignKey(Mission, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "mission", "required"], name="one_prerequisite_per_pair"),
            models.CheckConstraint(
                condition=~models.Q(mission=models.F("required")), name="a_mission_does_not_wait_for_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} after {self.required_id}"
