"""People whom advocates refer, the stage that each has reached, and what the referrer was told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from missions.models.missions import Mission
from missions.models.submissions import Submission
from missions.states import ReferralStage


class PaysAt(models.TextChoices):
    """When a referral earns its points: with the approval, or once it has reached a stage (G-10)."""

    APPROVAL = "approval", _("When the referral is approved")
    CONTACTED = "contacted", _("When the person was contacted")
    QUALIFIED = "qualified", _("When the person is qualified")
    WON = "won", _("When the person is won")


class Referral(TenantModel):
    """Somebody whom an advocate refers, made of one submission. `points` and `pays_at` are as they were promised.

    A claim is a folded address that nobody else may refer: of one person, so of the first who refers it; it is
    given up when the referral is withdrawn or erased. `words` are the folded words by which it is searched.
    """

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="referral")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="referrals")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=12, choices=ReferralStage, default=ReferralStage.NEW)
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    company = models.CharField(max_length=120, blank=True)
    relation = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    words = models.TextField(blank=True)
    email_claim = models.CharField(max_length=280, null=True, blank=True)  # noqa: DJ001  given up is not ""
    phone_claim = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001  given up is not ""
    pays_at = models.CharField(max_length=12, choices=PaysAt)
    points = models.PositiveIntegerField(default=0)
    referred_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "email_claim"], name="one_referral_per_address"),
            models.UniqueConstraint(fields=["workspace", "phone_claim"], name="one_referral_per_phone"),
            models.CheckConstraint(
                condition=models.Q(state__in=ReferralStage.values), name="stage_of_a_referral_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(pays_at__in=PaysAt.values), name="when_a_referral_pays_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(
                    name="", email="", phone="", company="", relation="", note="", words="", email_claim=None,
                    phone_claim=None,
                ),
                name="of_an_erased_referral_nothing_is_kept",
            ),
        ]  # fmt: skip
        indexes = [
            # For the console's list, newest first, of all stages and of one.
            models.Index(fields=["workspace", "-id"], name="referral_by_age"),
            models.Index(fields=["workspace", "state", "-id"], name="referral_by_stage"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class ReferralMove(TenantModel):
    """A referral moved to a stage, or stayed there with a comment; the referrer reads it when `told`."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="moves")
    was = models.CharField(max_length=12, choices=ReferralStage)
    became = models.CharField(max_length=12, choices=ReferralStage)
    comment = models.TextField(blank=True)
    told = models.BooleanField(default=True)
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.was} → {self.became}"
