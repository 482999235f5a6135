"""What staff say of the guide."""

from django.conf import settings
from django.db import models

from foundation.tenancy import TenantModel


class GuideAnswer(TenantModel):
    """One answer of a staff member to "Did this answer your question?" under a page of the guide."""

    page = models.CharField(max_length=60)
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    helped = models.BooleanField()
    text = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="guide_answers_newest_first")]

    def __str__(self) -> str:
        return f"answer {self.pk} about {self.page}"
