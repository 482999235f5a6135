"""What of people's approved work stands in the workspace's public gallery (X-37)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from missions.models.submissions import Attempt


class NameShown(models.TextChoices):
    """How much of the person's name stands beside it."""

    FULL = "full", _("The whole name")
    FIRST = "first", _("The first name")
    NONE = "none", _("No name")


class Exhibit(TenantModel):
    """One handing-in that staff chose for the gallery. Whether it is shown now is asked each time: `missions.gallery`.

    It is about the attempt that was seen when it was chosen: something handed in anew has to be chosen anew.
    """

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="exhibit")
    caption = models.CharField(max_length=200, blank=True)
    name_shown = models.CharField(max_length=8, choices=NameShown, default=NameShown.FIRST)
    position = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name_shown__in=NameShown.values), name="name_shown_with_an_exhibit_is_known"
            )
        ]
        indexes = [models.Index(fields=["workspace", "position", "id"], name="exhibit_in_order")]

    def __str__(self) -> str:
        return f"exhibit {self.pk}"
