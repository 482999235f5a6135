"""Campaigns: several activities joined for a time, who takes part in them, and who has completed them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.states import CampaignState
from foundation.clocks import ClockField
from foundation.tenancy import TenantModel


class Campaign(TenantModel):
    """Several activities that people join together, for a time or without an end (S0-24, S0-30).

    Who has joined is in `members`, a static segment of its own: the audience of each activity, so that one rule says
    what is open. `open_to` are those who may join, None for everybody who is active. A monthly one runs anew each
    month, on the day of its launch: runs are counted from `anchor_local`, what the workspace's clocks showed then; it
    never moves. Times are UTC.
    """

    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200, blank=True, default="")
    instructions = models.TextField(blank=True, default="")
    terms = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, choices=CampaignState, default=CampaignState.DRAFT)
    members = models.OneToOneField("segments.Segment", models.PROTECT, related_name="campaign")
    open_to = models.ForeignKey("segments.Segment", models.PROTECT, null=True, blank=True, related_name="+")
    is_monthly = models.BooleanField(default=False)
    approval = models.CharField(max_length=12, default="manual")
    joining_points = models.PositiveIntegerField(default=0)
    joining_reward = models.ForeignKey("rewards.Reward", models.PROTECT, null=True, blank=True, related_name="+")
    completing_points = models.PositiveIntegerField(default=0)
    completing_reward = models.ForeignKey("rewards.Reward", models.PROTECT, null=True, blank=True, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)
    anchor_local = ClockField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    launched_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CampaignState.values), name="state_of_a_campaign_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(approval__in=["manual", "everyone"]), name="approval_of_a_campaign_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(launched_at=None) | models.Q(anchor_local__isnull=False),
                name="runs_of_a_launched_campaign_have_a_beginning",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "state", "-id"], name="campaign_by_state")]

    def __str__(self) -> str:
        return self.title


class Choice(TenantModel):
    """Activities of which so many are enough: "a post or a story or a reel" (S0-32)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="choices", db_index=False)
    number = models.PositiveSmallIntegerField()
    needed = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "campaign", "number"], name="one_choice_of_a_number_in_a_campaign"
            ),
            models.CheckConstraint(condition=models.Q(needed__gte=1), name="something_of_a_choice_is_needed"),
        ]

    def __str__(self) -> str:
        return f"choice {self.number} of campaign {self.campaign_id}"

    @property
    def letter(self) -> str:
        """How staff tell it from the others: A, B, C."""
        return "ABC"[self.number - 1]


class Role(models.TextChoices):
    """What an activity is for a campaign (S0-31)."""

    REQUIRED = "required", _("Required")
    OPTIONAL = "optional", _("Optional")
    CHOICE = "choice", _("One of a choice")


class Part(TenantModel):
    """An activity of a campaign: a mission whose audience are those who have joined, so of any type (G-04)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="parts", db_index=False)
    mission = models.OneToOneField("missions.Mission", models.PROTECT, related_name="part")
    role = models.CharField(max_length=8, choices=Role, default=Role.REQUIRED)
    choice = models.ForeignKey(Choice, models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role="choice", choice__isnull=False)
                | models.Q(role__in=["required", "optional"], choice=None),
                name="exactly_a_part_of_a_choice_has_one",
            )
        ]
        indexes = [models.Index(fields=["workspace", "campaign"], name="part_by_campaign")]

    def __str__(self) -> str:
        return f"mission {self.mission_id} of campaign {self.campaign_id}"


class Joining(TenantModel):
    """That a person has joined, and the terms as they accepted them (S0-22); who left and joins again keeps the row.

    It is locked by whoever settles whether the person has completed the campaign.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="joinings", db_index=False)
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="joinings")
    accepted_terms = models.TextField(blank=True, default="")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "campaign", "advocate"], name="a_campaign_is_joined_once")
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} in campaign {self.campaign_id}"


class Completion(TenantModel):
    """That a person has done all that a run of a campaign asks. `times` counts how often it came to be: an approval
    that is taken back takes the completion back, and what is completed again is paid again, each time by a source of
    its own."""

    joining = models.ForeignKey(Joining, models.PROTECT, related_name="completions", db_index=False)
    run = models.PositiveIntegerField()
    times = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "joining", "run"], name="a_run_is_completed_once")]

    def __str__(self) -> str:
        return f"run {self.run} by {self.joining_id}"
