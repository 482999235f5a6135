"""What a mission is about, and what somebody does not care for: both only change the order and place in the hub."""

from django.db import models

from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class Topic(TenantModel):
    """That a mission is about an interest; those who chose it are shown the mission first."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="topics")
    tag = models.ForeignKey("programs.Tag", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "mission", "tag"], name="a_mission_has_a_topic_once")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} of mission {self.mission_id}"


class Dismissal(TenantModel):
    """That a person put a mission away: it stands among the dismissed until brought back, and stays open to them."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="dismissals")
    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # In this order it serves the hub: what of all this person has put away.
            models.UniqueConstraint(
                fields=["workspace", "advocate", "mission"], name="a_mission_is_dismissed_once_by_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"mission {self.mission_id} put away by {self.advocate_id}"
