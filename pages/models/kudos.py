"""Thanks that advocates and staff give to a person (X-12). No points hang on them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from foundation.tenancy import TenantModel

LONGEST = 300  # characters


class Kudos(TenantModel):
    """Thanks to one person, from another or from a staff member. Removed for good when either is erased.

    `is_public` shows it to all members. A removed one is seen by nobody in the hub. `said_on` is the UTC day, by which
    one person thanks another once a day at most.
    """

    receiver = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+")
    sender = models.ForeignKey("programs.Advocate", models.CASCADE, null=True, blank=True, related_name="+")
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=LONGEST)
    is_public = models.BooleanField(default=True)
    said_on = models.DateField()
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sender__isnull=True, by_staff__isnull=False)
                | models.Q(sender__isnull=False, by_staff__isnull=True),
                name="thanks_come_from_an_advocate_or_from_staff",
            ),
            models.CheckConstraint(condition=~models.Q(sender=models.F("receiver")), name="nobody_thanks_themselves"),
            models.UniqueConstraint(
                fields=["workspace", "sender", "receiver", "said_on"], name="one_person_thanks_another_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["workspace", "by_staff", "receiver", "said_on"],
                name="one_staff_member_thanks_a_person_once_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "receiver", "-id"], name="kudos_of_a_person"),
            models.Index(
                fields=["workspace", "-id"], name="kudos_in_public", condition=models.Q(is_public=True, removed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"kudos {self.pk} to {self.receiver_id}"

    @property
    def said_by(self) -> str:
        """Who says it, by name and never by address."""
        who = self.sender or self.by_staff
        return (who.name if who else "") or _("Somebody")


class KudosOptOut(TenantModel):
    """That a person wants no thanks: nobody finds them to thank them, and none of theirs are shown to others."""

    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "advocate"], name="a_person_opts_out_once")]

    def __str__(self) -> str:
        return f"no kudos for {self.advocate_id}"


class KudosReport(TenantModel):
    """That a person found thanks to be out of place; once each. It opens them to staff, also when they are private."""

    kudos = models.ForeignKey(Kudos, models.CASCADE, related_name="reports")
    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "kudos", "advocate"], name="a_person_reports_once")]

    def __str__(self) -> str:
        return f"report of kudos {self.kudos_id}"
