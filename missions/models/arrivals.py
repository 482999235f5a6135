"""People without an account who take part from a public page, until they have proved an address."""

from django.db import models

from foundation.tenancy import TenantModel
from missions.models.missions import Mission, Revision


class Arrival(TenantModel):
    """Somebody who takes part in a public mission and is not known yet: what they typed, and where their mail went.

    `fields` are one slot's, exactly as typed; `came_by` is the referral link they followed. Code and link are derived
    from this row, as those of a programs.SignInRequest are; `nonce_hash` is of the cookie of the browser that asked,
    and until a mail was asked for it expires at once. Once used, nothing personal is left but whose it became; two days
    after it began the row goes.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    fields = models.JSONField(default=dict)
    email = models.CharField(max_length=254, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    came_by = models.ForeignKey("missions.ShortLink", models.SET_NULL, null=True, blank=True, related_name="+")
    nonce_hash = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "nonce_hash"], name="one_arrival_per_browser_asking"),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(fields={}, email="", name="", advocate__isnull=False),
                name="of_a_used_arrival_only_whose_it_is_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk}"
