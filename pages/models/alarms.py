"""That something of a workspace's engine is stuck, from when it was noticed to when it was over."""

from django.db import models

from foundation.tenancy import TenantModel


class Alarm(TenantModel):
    """One thing that is stuck, told to managers once: `what` is a kind of work ("job") or a thing ("segment:12")."""

    what = models.CharField(max_length=60)
    stuck_at = models.DateTimeField()
    rung_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "what"], condition=models.Q(ended_at=None), name="one_alarm_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.what
