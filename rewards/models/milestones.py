"""Milestones: numbers of points that mean something once they are reached (S0-10)."""

from django.db import models

from foundation.tenancy import TenantModel


class Milestone(TenantModel):
    """So many points ever earned. Who reaches it is told, and given the reward if there is one: once, whatever is taken
    back and earned again. Archived, nobody reaches it any more."""

    name = models.CharField(max_length=60)
    points = models.PositiveBigIntegerField()
    reward = models.ForeignKey("rewards.Reward", models.PROTECT, null=True, blank=True, related_name="milestones")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "points"],
                condition=models.Q(archived_at=None),
                name="one_milestone_at_a_number_of_points",
            ),
            models.CheckConstraint(condition=models.Q(points__gt=0), name="a_milestone_is_to_be_reached"),
        ]

    def __str__(self) -> str:
        return self.name


class Reached(TenantModel):
    """That a person reached a milestone, and when; never taken away."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reached", db_index=False)
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="milestones", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate", "milestone"], name="a_milestone_is_reached_once")
        ]
        indexes = [models.Index(fields=["workspace", "milestone"], name="reached_by_milestone")]

    def __str__(self) -> str:
        return f"{self.milestone_id} by {self.advocate_id}"
