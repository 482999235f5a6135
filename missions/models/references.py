"""Who is ready to speak for us, the calls that prospects wish for, and who was asked to take one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from missions.models.missions import Mission
from missions.states import InvitationState


class ReferenceFormat(models.TextChoices):
    """How somebody speaks for us."""

    CALL = "call", _("A call with a prospect")
    QUOTE = "quote", _("A written quote")
    VIDEO = "video", _("A video")
    EVENT = "event", _("Speaking at an event")


class Per(models.TextChoices):
    """The time in which somebody is asked at most so often."""

    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")


class Reference(TenantModel):
    """An advocate's place in the reference pool: what about, how, in which languages, how often and until when.

    At most `most` asks in a `per` (30 or 91 days back from now). `ends_on` is the last day, in the advocate's zone or
    else the workspace's. Who leaves keeps the row with `left_at`, so that rest is remembered when she comes back.
    `last_asked_at` is of the newest invitation that was not called off; the pool is read in its order.
    """

    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="references")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="references")
    topics = models.JSONField(default=list)
    formats = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    most = models.PositiveSmallIntegerField(default=1)
    per = models.CharField(max_length=8, choices=Per, default=Per.MONTH)
    ends_on = models.DateField(null=True, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    last_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate"], name="one_place_in_the_pool_per_advocate"),
            models.CheckConstraint(condition=models.Q(per__in=Per.values), name="per_of_a_reference_is_known"),
            models.CheckConstraint(condition=models.Q(most__gte=1), name="a_reference_may_be_asked"),
        ]
        indexes = [
            # For the pool: those never asked first, then those asked the longest ago.
            models.Index(
                "workspace",
                models.F("last_asked_at").asc(nulls_first=True),
                "id",
                name="reference_by_last_ask",
                condition=models.Q(left_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"reference of {self.advocate_id}"


class ReferenceCall(TenantModel):
    """A talk that a prospect wishes for. `times` are instants in UTC (ISO 8601) from which the advocate chooses one;
    staff typed them in `zone`. The prospect stands here in staff's words."""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="calls")
    prospect = models.CharField(max_length=120)
    topic = models.CharField(max_length=60, blank=True)
    format = models.CharField(max_length=8, choices=ReferenceFormat, default=ReferenceFormat.CALL)
    language = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    joining = models.CharField(max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    zone = models.CharField(max_length=40)
    times = models.JSONField(default=list)
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_for_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(format__in=ReferenceFormat.values), name="format_of_a_call_is_known"
            )
        ]
        indexes = [
            # For the console's list, newest first.
            models.Index(fields=["workspace", "-id"], name="call_by_age")
        ]

    def __str__(self) -> str:
        return self.prospect


class CallInvitation(TenantModel):
    """One advocate asked to take one call. `number` is the slot of the mission in which she says that it took place.

    One at a time for each call: who declines or lets `expires_at` pass makes room for the next. `held_at` is when
    staff said that it took place; her own word is the submission of the slot, and points come when both agree.
    """

    call = models.ForeignKey(ReferenceCall, models.PROTECT, related_name="invitations")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="call_invitations")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=InvitationState, default=InvitationState.ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "call"],
                condition=models.Q(state__in=["asked", "accepted", "took_place", "confirmed"]),
                name="one_standing_invitation_per_call",
            ),
            models.UniqueConstraint(
                fields=["workspace", "mission", "advocate", "number"], name="one_invitation_per_slot"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=InvitationState.values), name="state_of_an_invitation_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=False)
                | ~models.Q(state__in=["accepted", "took_place", "confirmed"]),
                name="an_accepted_call_has_its_time",
            ),
        ]
        indexes = [
            # For what one person is asked, and how often she was.
            models.Index(fields=["workspace", "advocate", "state", "-asked_at"], name="invitation_by_advocate")
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def reminder(self) -> str:
        """What the mail of its reminder is about, so that it can be stopped while it has not left."""
        return f"call-reminder:{self.pk}"
