"""What people allow to be done with what they sent: the words they agreed to, and that they took it back."""

from datetime import datetime

from django.db import models

from foundation.tenancy import TenantModel
from foundation.walls import AppendOnly
from missions.models.submissions import Attempt


class Licence(TenantModel):
    """The usage rights given with one handing-in, in the words that were ticked; never changed (B-10).

    `scope` are the places where it may be used, in words. `ends_on` is the last day, by the workspace's calendar;
    without one it has no end.
    """

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="licence")
    wording = models.TextField()
    scope = models.JSONField(default=list)
    ends_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [AppendOnly(name="licences_are_append_only")]

    def __str__(self) -> str:
        return f"licence {self.pk}"

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was taken back; select the withdrawal along."""
        withdrawal = getattr(self, "withdrawal", None)
        return withdrawal.at if withdrawal else None


class LicenceWithdrawal(TenantModel):
    """That somebody took a licence back; from then on nothing of it may be shown anywhere."""

    licence = models.OneToOneField(Licence, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()

    class Meta:
        constraints = [AppendOnly(name="licence_withdrawals_are_append_only")]

    def __str__(self) -> str:
        return f"withdrawal of licence {self.licence_id}"
