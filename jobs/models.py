"""Long work with progress that survives a reload, a crash and the loss of Redis."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from foundation.tenancy import TenantModel


class JobState(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(TenantModel):
    """Work done in steps: each step is one transaction that also moves `cursor` and `done_count`.

    `kind` names the step in the wiring's JOBS; `about` the thing it works on, such as "import:12". A job
    that dies goes on from its last step. `done_count` of `total_count` is what the progress bar shows.
    """

    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, blank=True, default="")
    arguments = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="state_of_a_job_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False)
                | models.Q(state__in=["waiting", "running"], ended_at__isnull=True),
                name="a_job_has_an_end_exactly_when_it_ended",
            ),
        ]
        # For the progress shown on the page of the thing a job works on.
        indexes = [models.Index(fields=["workspace", "about", "-id"], name="job_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_going(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None while nobody knows how much there is."""
        if self.state == JobState.DONE:
            return 100
        return min(100, self.done_count * 100 // self.total_count) if self.total_count else None
