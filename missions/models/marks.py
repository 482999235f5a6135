"""What an approved answer leaves on a person beyond the submission."""

from django.db import models

from foundation.tenancy import TenantModel
from missions.models.submissions import Decision


class Mark(TenantModel):
    """The tags and custom fields that came of one approval, once per decision, so that undoing it can take them back.

    Lists of ids: of tags that were `put` on or `taken` off the person by it, and of custom fields it `filled`.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="mark")
    put = models.JSONField(default=list)
    taken = models.JSONField(default=list)
    filled = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mark of decision {self.decision_id}"
