"""What a mission is to do at a time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class Act(models.TextChoices):
    """What can be planned for a time."""

    LAUNCH = "launch", _("Launch")
    PAUSE = "pause", _("Pause")
    RESUME = "resume", _("Resume")
    END = "end", _("End")


class PlannedAct(TenantModel):
    """Something to be done with a mission at a time: once, and late rather than never (B-06, G-12).

    Local time and zone are what was promised; the instant follows from them. `late` says how many seconds after it the
    act was done. One that found the mission in a state where it means nothing any more is `void`.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="planned")
    act = models.CharField(max_length=8, choices=Act)
    local = models.CharField(max_length=16)
    zone = models.CharField(max_length=40)
    at = models.DateTimeField()
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    late = models.PositiveIntegerField(default=0)
    is_void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(act__in=Act.values), name="a_planned_act_is_known"),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None) | models.Q(done_at=None),
                name="what_was_cancelled_is_not_done",
            ),
            models.UniqueConstraint(
                fields=["workspace", "mission"],
                condition=models.Q(act="launch", cancelled_at=None, done_at=None),
                name="one_launch_is_planned",
            ),
        ]
        indexes = [
            # For what is still to come, and what is late.
            models.Index(
                fields=["workspace", "at"],
                name="planned_act_open",
                condition=models.Q(cancelled_at=None, done_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} of mission {self.mission_id}"
