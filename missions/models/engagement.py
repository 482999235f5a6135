"""When people last did something."""

from django.db import models

from foundation.tenancy import TenantModel


class Engagement(TenantModel):
    """When a person last saw, began or handed in a mission, to the hour: one row each, of those who ever did."""

    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+", db_index=False)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "advocate"], name="one_engagement_per_advocate")]
        indexes = [
            # For those who have been away for so many days since a moment ago.
            models.Index(fields=["workspace", "last_at"], name="engagement_by_time", include=["advocate"])
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} at {self.last_at}"
