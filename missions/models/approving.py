"""That a mission is sent for approval before its launch, and what was said to it."""

from django.conf import settings
from django.db import models

from foundation.tenancy import TenantModel
from missions.states import LaunchRequestState


class LaunchRequest(TenantModel):
    """A staff member asks others to launch a mission, or to publish changes to it, as its draft stands now.

    It falls when the draft is changed: what is approved is what was seen. A mission has one open request at most.
    `note` is what the author says to it, `answer` what was said when it was given back.
    """

    mission = models.ForeignKey("missions.Mission", models.CASCADE, related_name="launch_requests", db_index=False)
    state = models.CharField(max_length=10, choices=LaunchRequestState, default=LaunchRequestState.OPEN)
    note = models.TextField(max_length=1000, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=1000, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=LaunchRequestState.values), name="state_of_a_launch_request_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None) | ~models.Q(state="open") & ~models.Q(closed_at=None),
                name="a_launch_request_is_open_or_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(closed_by=models.F("asked_by")),
                name="nobody_approves_a_launch_she_asked_for",
            ),
            # Also the index for "which missions wait": few rows, whatever there were before.
            models.UniqueConstraint(
                fields=["workspace", "mission"],
                condition=models.Q(state="open"),
                name="one_open_launch_request_per_mission",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "mission", "-id"], name="launch_request_by_mission")]

    def __str__(self) -> str:
        return f"launch request {self.pk}"
