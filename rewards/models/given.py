"""Rewards: things that are given for what somebody did (S2-62), and what was given to whom."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from rewards.states import GrantState


class RewardKind(models.TextChoices):
    """What kind of thing it is."""

    GIFT_CARD = "gift_card", _("Gift card")
    SWAG = "swag", _("Swag")
    PRODUCT = "product", _("Product")
    CODE = "code", _("Discount code")
    DONATION = "donation", _("Donation")
    OTHER = "other", _("Something else")


class Reward(TenantModel):
    """Something staff hand out. `about` is what advocates read, `handing_out` what staff have to do for it.

    With a `price` (points) advocates may take it themselves: in all `stock` times, one person `per_person` times, where
    these are said. `taken` is how often it was, less what was cancelled. What missions and milestones promise does not
    count there. Archived, it is offered no more; what was promised stays promised.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=RewardKind, default=RewardKind.SWAG)
    about = models.CharField(max_length=300, blank=True, default="")
    handing_out = models.CharField(max_length=500, blank=True, default="")
    price = models.PositiveIntegerField(null=True, blank=True)
    stock = models.PositiveIntegerField(null=True, blank=True)
    per_person = models.PositiveSmallIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="one_reward_of_a_name"),
            models.CheckConstraint(
                condition=models.Q(price=None) | models.Q(price__gt=0), name="a_price_is_at_least_a_point"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=RewardKind.values), name="kind_of_a_reward_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Grant(TenantModel):
    """A reward given to somebody, once per source, for ever: staff hand it out, or cancel it and say why.

    `source` names what it is for, such as "mission:3 person:5 turn:0" or "redemption:…"; a retry finds it there.
    `reason` is that in the words of the day, `cost` the points that were spent for it. `note` is what the person is
    told with it: a code, a tracking number, or why there is none.
    """

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="grants")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="grants", db_index=False)
    state = models.CharField(max_length=12, choices=GrantState, default=GrantState.PENDING)
    source = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    cost = models.PositiveIntegerField(default=0)
    about = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source"], name="one_grant_per_source"),
            models.CheckConstraint(condition=models.Q(state__in=GrantState.values), name="state_of_a_grant_is_known"),
            models.CheckConstraint(
                condition=models.Q(state=GrantState.PENDING, settled_at=None)
                | (~models.Q(state=GrantState.PENDING) & models.Q(settled_at__isnull=False)),
                name="a_grant_is_settled_exactly_when_it_waits_no_more",
            ),
        ]
        indexes = [
            # For what is to be handed out, and what one person was given; the newest first.
            models.Index(fields=["workspace", "state", "-id"], name="grant_by_state"),
            models.Index(fields=["workspace", "advocate", "-id"], name="grant_by_advocate"),
        ]

    def __str__(self) -> str:
        return f"{self.reward_id} for {self.source}"
