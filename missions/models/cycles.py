"""What is said once of a time of a mission: that it can be done again, and reminders of it."""

from django.db import models

from foundation.clocks import ClockField
from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class CycleOpening(TenantModel):
    """That a cycle of a mission begins, told at most once: a row for each mission and boundary.

    `opens_at` is the instant of `opens_local` as it was when this was planned; a step is due then. Told or skipped, it
    is closed for good, with how late that was in seconds.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="openings_of_cycles")
    number = models.PositiveIntegerField()
    opens_local = ClockField()
    opens_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    late_s = models.PositiveIntegerField(default=0)
    told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "mission", "opens_local"], name="one_opening_per_boundary")
        ]

    def __str__(self) -> str:
        return f"cycle {self.number} of mission {self.mission_id}"


class FollowUp(TenantModel):
    """A reminder to those who have not completed a mission, written at most once: which `number` after its beginning.

    `begins_at` is the launch, the boundary of the cycle, or when a segment set it off, that it reminds of. `firing` is
    the telling (`mission.fired`) of those who were set off then: they alone are reminded. Written or skipped, it stays
    closed.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="follow_ups")
    begins_at = models.DateTimeField()
    firing = models.ForeignKey("events.Event", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    late_s = models.PositiveIntegerField(default=0)
    sent = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "mission", "begins_at", "number"],
                name="one_follow_up_per_number_and_beginning",
                condition=models.Q(firing=None),
            ),
            models.UniqueConstraint(
                fields=["workspace", "firing", "number"],
                name="one_follow_up_per_number_and_firing",
                condition=models.Q(firing__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.number} of mission {self.mission_id}"
