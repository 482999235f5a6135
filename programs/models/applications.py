"""Applications: that somebody asks to be taken into a program, and what became of it."""

from django.conf import settings
from django.db import models

from foundation.tenancy import TenantModel
from programs.models.people import Advocate, Program
from programs.states import OPEN_APPLICATIONS, ApplicationState


class Application(TenantModel):
    """What somebody answered when they applied to a program, once for each time they did; gone with the person.

    `terms` is the digest of the terms agreed to. `note` is what they were told with the decision. `decided_at` is of
    the latest decision, which may have been the waiting list.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="applications", db_index=False)
    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="applications")
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.WAITING)
    form_version = models.ForeignKey("surveys.FormVersion", models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict)
    terms = models.CharField(max_length=16, blank=True, default="")
    note = models.TextField(blank=True, default="")
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "applications"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "program", "advocate"],
                condition=models.Q(state__in=sorted(OPEN_APPLICATIONS)),
                name="one_open_application_per_program_and_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ApplicationState.values), name="state_of_an_application_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None)
                | models.Q(state__in=["waitlisted", "approved", "rejected"], decided_at__isnull=False)
                | models.Q(state="withdrawn"),
                name="an_application_is_decided_exactly_in_decided_states",
            ),
        ]
        indexes = [
            # For the queue, oldest first, of all programs and of one.
            models.Index(fields=["workspace", "state", "applied_at", "id"], name="application_by_state"),
            models.Index(fields=["workspace", "program", "state", "applied_at"], name="application_by_program"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"
