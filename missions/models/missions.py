"""What is asked, of whom, and all that staff typed for it."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from foundation.clocks import ClockField
from foundation.tenancy import TenantModel
from missions.cycles import Frequency, Recurrence, Unit
from missions.states import MissionState


class Activity(TenantModel):
    """What is to be done: a type from the registry, and a form where the type has one. A mission has exactly one."""

    type = models.CharField(max_length=40)
    form = models.ForeignKey("surveys.Form", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class Audience(models.TextChoices):
    """Who may see the mission and take part (D-04); apart from whether the hub lists it and who is written to."""

    REGISTERED = "registered", _("All registered members")
    CHOSEN = "chosen", _("Chosen people")
    ANYONE = "anyone", _("Anyone with the link")


class Trigger(models.TextChoices):
    """What sets a mission off (D-10): apart from whether it is published."""

    INSTANT = "instant", _("Instant")
    SCHEDULED = "scheduled", _("Scheduled")
    SEGMENT = "segment", _("Segment-based")


class Arming(models.TextChoices):
    """Whom a segment sets a mission off for (G-09)."""

    NEW = "new", _("Whoever enters from now on")
    NOW = "now", _("Whoever is in it now")
    BOTH = "both", _("Both")


class Recognition(models.TextChoices):
    """How people are thanked for a mission (S2-60, G-14)."""

    POINTS = "points", _("Points")
    REWARD = "reward", _("Direct reward")
    BOTH = "both", _("Points and a reward")
    NONE = "none", _("No recognition")


WITH_POINTS = {Recognition.POINTS, Recognition.BOTH}
WITH_REWARD = {Recognition.REWARD, Recognition.BOTH}


class Approval(models.TextChoices):
    """Who decides about submissions."""

    MANUAL = "manual", _("A reviewer decides")
    EVERYONE = "everyone", _("Approve everyone at once")
    RULE = "rule", _("Approve at once when a rule holds")


# When a mission ends, for ordering: one without a deadline ends after all others.
END = Coalesce("ends_at", models.Value(datetime(9999, 1, 1, tzinfo=UTC)))


class Mission(TenantModel):
    """An ask. Its identity, state, and the settings now in force, copied from the published revision `live`.

    `draft` is the revision being edited: the only one of a mission never launched, a draft of itself later.
    Times are UTC; deadlines are typed in the workspace's zone, which is shown beside them. `sort_title` is the folded
    title. A featured mission stands before the others in the hub, the one featured last at the very front (S3-105).

    Cycles are counted from `anchor_local`, what the workspace's clocks showed, to the minute, when it first went live;
    it never moves (S2-50). `quota` is how many completions there may be in all, `quota_used` how many of them are
    taken: kept only where there is a quota, and changed by conditional updates alone (`missions.operations.quotas`).
    """

    program = models.ForeignKey("programs.Program", models.PROTECT, related_name="missions")
    activity = models.OneToOneField(Activity, models.PROTECT, related_name="mission")
    state = models.CharField(max_length=12, choices=MissionState, default=MissionState.DRAFT)
    live = models.ForeignKey("missions.Revision", models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey("missions.Revision", models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120, blank=True, default="")
    sort_title = models.CharField(max_length=160, blank=True, default="", db_default="", db_collation="C")
    folder = models.ForeignKey(
        "missions.Folder", models.PROTECT, null=True, blank=True, related_name="missions", db_index=False
    )
    image = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    cover = models.PositiveSmallIntegerField(default=1)
    points = models.PositiveIntegerField(default=0)
    reward = models.ForeignKey("rewards.Reward", models.PROTECT, null=True, blank=True, related_name="missions")
    minutes = models.PositiveSmallIntegerField(default=5)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.REGISTERED)
    trigger = models.CharField(
        max_length=12, choices=Trigger, default=Trigger.INSTANT, db_default=Trigger.INSTANT.value
    )
    trigger_segment = models.ForeignKey("segments.Segment", models.PROTECT, null=True, blank=True, related_name="+")
    arming = models.CharField(max_length=4, choices=Arming, blank=True, default="", db_default="")
    # The local time of a scheduled launch, "2026-12-01T09:00"; "" where it opens for everybody when it goes live.
    starts_local = models.CharField(max_length=16, blank=True, default="", db_default="", db_collation="C")
    listed = models.BooleanField(default=True)
    notify = models.BooleanField(default=True)
    approval = models.CharField(max_length=12, choices=Approval, default=Approval.MANUAL)
    ends_at = models.DateTimeField(null=True, blank=True)
    frequency = models.CharField(max_length=12, choices=Frequency, default=Frequency.ONCE, db_default=Frequency.ONCE)
    every = models.PositiveSmallIntegerField(default=1, db_default=1)
    unit = models.CharField(max_length=12, choices=Unit, default=Unit.MONTH, db_default=Unit.MONTH)
    anchor_local = ClockField(null=True, blank=True)
    per_cycle = models.PositiveSmallIntegerField(default=1, db_default=1)
    per_person = models.PositiveSmallIntegerField(null=True, blank=True)
    quota = models.PositiveIntegerField(null=True, blank=True)
    quota_used = models.PositiveIntegerField(default=0, db_default=0)
    budget = models.OneToOneField("rewards.Budget", models.PROTECT, null=True, blank=True, related_name="mission")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    launched_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    featured_at = models.DateTimeField(null=True, blank=True)
    # Of the share link, which is signed over the two ids and so the same as long as they are (`missions.sharing`).
    share_version = models.PositiveIntegerField(default=1, db_default=1)
    share_revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MissionState.values), name="state_of_a_mission_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="audience_of_a_mission_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "scheduled", "archived"]) | models.Q(live__isnull=False),
                name="a_launched_mission_has_a_published_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(frequency__in=Frequency.values, unit__in=Unit.values),
                name="frequency_of_a_mission_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(frequency=Frequency.EVERY) | models.Q(every__gte=1),
                name="cycles_of_a_mission_have_a_length",
            ),
            models.CheckConstraint(
                condition=models.Q(launched_at=None) | models.Q(anchor_local__isnull=False),
                name="cycles_of_a_launched_mission_have_a_beginning",
            ),
            models.CheckConstraint(
                condition=models.Q(trigger="segment", trigger_segment__isnull=False, arming__in=Arming.values)
                | models.Q(trigger__in=["instant", "scheduled"], trigger_segment=None, arming=""),
                name="exactly_a_segment_trigger_is_armed",
            ),
        ]
        indexes = [
            # For the hub: what is live, the featured first.
            models.Index(
                models.F("workspace"),
                models.F("featured_at").desc(nulls_last=True),
                models.F("launched_at").desc(),
                name="mission_live_featured",
                condition=models.Q(state="live"),
            ),
            # For the console's list, newest first, of one state, and in the order of a column.
            models.Index(fields=["workspace", "-id"], name="mission_by_age"),
            models.Index(fields=["workspace", "state", "-id"], name="mission_by_state"),
            models.Index(fields=["workspace", "folder", "-id"], name="mission_by_folder"),
            models.Index(fields=["workspace", "sort_title", "id"], name="mission_by_title"),
            models.Index(fields=["workspace", "points", "id"], name="mission_by_points"),
            models.Index("workspace", END, "id", name="mission_by_end"),
        ]

    def __str__(self) -> str:
        return self.title or f"mission {self.pk}"

    @property
    def is_full(self) -> bool:
        """Whether all completions there may be are taken."""
        return self.quota is not None and self.quota_used >= self.quota

    @property
    def recurrence(self) -> Recurrence:
        """How often one person may do it."""
        return Recurrence(self.frequency, self.every, self.unit, self.per_cycle, self.per_person)


class Revision(TenantModel):
    """All that staff typed for a mission. Raw while it is a draft, so that nothing typed is ever lost; validated
    and fixed once published.

    `raw` is {field: text as typed}; `content` is what it came to, written at publishing. People keep the
    revision they began with. `edits` says who changed which step last: {step: [user's id, time in ISO 8601]}.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(default=1)
    raw = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    edits = models.JSONField(default=dict, db_default={})
    form_version = models.ForeignKey("surveys.FormVersion", models.PROTECT, null=True, blank=True, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "mission", "number"], name="one_revision_per_number")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of mission {self.mission_id}"
