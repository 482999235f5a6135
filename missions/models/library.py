"""The templates a workspace keeps itself, beside those that come with the product (X-57)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from foundation.tenancy import TenantModel


class MissionTemplate(TenantModel):
    """A beginning for missions of a type. `raw` is {field: text as typed}, as a draft's; it follows no mission."""

    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=40)
    raw = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_mission_template_per_name")]

    def __str__(self) -> str:
        return self.name
