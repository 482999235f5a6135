"""What people say of the help in the hub."""

from django.db import models

from foundation.tenancy import TenantModel


class Feedback(TenantModel):
    """One answer to "Did this answer your question?", with what was missing. Emptied when its person is erased."""

    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+")
    helped = models.BooleanField()
    text = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="feedback_newest_first")]

    def __str__(self) -> str:
        return f"feedback {self.pk} of {self.advocate_id}"
