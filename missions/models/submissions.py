"""Who took part, what people hand in, and what was decided about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.clocks import ClockField
from foundation.tenancy import TenantModel
from missions.models.missions import Activity, Mission, Revision
from missions.states import SubmissionState


class Participation(TenantModel):
    """One person on one mission for one time: seen, started, completed; and what they typed and have not sent.

    `cycle` counts the person's times, from 0: the next one is begun when this one is completed and the mission may be
    done again. In which of the mission's cycles it was completed follows from `completed_local`, what the workspace's
    clocks had reached then (`foundation.times.reached`). `holds_quota`: it has one of the mission's completions.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="participations")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="participations")
    cycle = models.PositiveIntegerField(default=0)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    draft = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_local = ClockField(null=True, blank=True)
    holds_quota = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "mission", "advocate", "cycle"], name="one_participation_per_cycle"
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at=None, completed_local=None)
                | models.Q(completed_at__isnull=False, completed_local__isnull=False),
                name="a_completion_has_its_time_by_the_clocks",
            ),
        ]
        indexes = [
            # For figures over all missions: who saw one in these days.
            models.Index(
                fields=["workspace", "seen_at", "advocate"],
                name="participation_by_sight",
                condition=models.Q(seen_at__isnull=False),
            ),
            # For what one person has completed, and since when.
            models.Index(
                fields=["workspace", "advocate", "completed_at"],
                name="participation_completed",
                include=["mission"],
                condition=models.Q(completed_at__isnull=False),
            ),
            # For whose completions came to be so many days ago since a moment ago.
            models.Index(
                fields=["workspace", "completed_at"],
                name="participation_by_completion",
                include=["advocate", "mission"],
                condition=models.Q(completed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} on mission {self.mission_id}"


class Submission(TenantModel):
    """What somebody hands in for one slot of an activity; it may be handed in again after a return or a decline.

    `number` is the slot (one for each review site, otherwise 1). `attempt` is the latest handing-in, which
    reviewers decide about.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="submissions")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="submissions")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="submissions")
    cycle = models.PositiveIntegerField(default=0)
    number = models.PositiveSmallIntegerField(default=1)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=SubmissionState, default=SubmissionState.SUBMITTED)
    attempt = models.ForeignKey("missions.Attempt", models.PROTECT, null=True, blank=True, related_name="+")
    points = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "activity", "advocate", "cycle", "number"], name="one_submission_per_slot"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SubmissionState.values), name="state_of_a_submission_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "returned", "declined"], decided_at__isnull=False)
                | models.Q(state__in=["submitted", "withdrawn"], decided_at__isnull=True),
                name="a_submission_is_decided_exactly_in_decided_states",
            ),
        ]
        indexes = [
            # For the review queue, oldest first.
            models.Index(
                fields=["workspace", "submitted_at", "id"],
                name="submission_to_review",
                condition=models.Q(state="submitted"),
            ),
            # For what was decided, the last first.
            models.Index(
                fields=["workspace", "-decided_at", "-id"],
                name="submission_by_decision",
                condition=models.Q(decided_at__isnull=False),
            ),
            # For one person's history.
            models.Index(fields=["workspace", "advocate", "-id"], name="submission_by_advocate"),
            # For a mission's results.
            models.Index(fields=["workspace", "mission", "state"], name="submission_by_mission"),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"


class Attempt(TenantModel):
    """One handing-in of a submission: the answers as given; only erasing the person empties them."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    # {question or field key: value}; files are in AttemptFile.
    answers = models.JSONField(default=dict)
    form_version = models.ForeignKey("surveys.FormVersion", models.PROTECT, null=True, blank=True, related_name="+")
    # What the mission's rule found when it was handed in (missions.policy), {} where no rule was asked.
    policy = models.JSONField(default=dict, db_default={})
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "submission", "number"], name="one_attempt_per_number"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of submission {self.submission_id}"


class AttemptFile(TenantModel):
    """A file handed in as the answer to one field."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="files")
    field = models.CharField(max_length=40)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"file {self.file_id}"


class Verdict(models.TextChoices):
    """What a reviewer can say."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    DECLINED = "declined", _("Declined")


class Decision(TenantModel):
    """What was decided about one attempt, by whom and why; one stands at a time, and undoing it is a new fact.

    `by_staff` is empty when nobody was asked: the mission approves everyone, or its rule held (`by_rule`), as the
    attempt's `policy` explains with the values used. `event_id` is the held announcement, which an undo
    within ten seconds recalls. Points are keyed by this row.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=12, choices=Verdict)
    note = models.TextField(blank=True, default="")
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    by_rule = models.BooleanField(default=False, db_default=False)
    event = models.ForeignKey("events.Event", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "attempt"],
                condition=models.Q(reversed_at=None),
                name="one_standing_decision_per_attempt",
            ),
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="verdict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"


class SpotCheck(TenantModel):
    """Work approved at once of which a reviewer is asked nevertheless whether that was right, drawn by chance (G-15).

    Open until a reviewer says that it was (`confirmed_at`), or reverses the decision.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="spot_check", db_index=False)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(closed_at__isnull=False),
                name="a_confirmed_check_is_closed",
            )
        ]
        indexes = [
            # For those that wait, oldest first.
            models.Index(
                fields=["workspace", "at", "id"], name="spot_check_open", condition=models.Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"spot check of decision {self.decision_id}"
