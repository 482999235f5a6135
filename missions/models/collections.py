"""Collections: missions that staff show together in the hub, under a name and in an order (X-31)."""

from django.db import models
from django.db.models.functions import Now

from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class Collection(TenantModel):
    """Missions that belong together for advocates. Whether a mission is open to somebody it never changes."""

    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_collection_per_name")]

    def __str__(self) -> str:
        return self.name


class Collected(TenantModel):
    """That a mission is in a collection, and where in it; it may be in several."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="collected")
    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "collection", "mission"], name="a_mission_is_in_a_collection_once"
            )
        ]

    def __str__(self) -> str:
        return f"mission {self.mission_id} in collection {self.collection_id}"
