"""Districts: areas that a workspace names, and who is in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from programs.models.people import Advocate


class District(TenantModel):
    """An area that staff name: a region, a constituency, a branch. People may be in several."""

    name = models.CharField(_("name"), max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_district_per_name")]

    def __str__(self) -> str:
        return self.name


class Residence(TenantModel):
    """That a person is in a district."""

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="residences")
    district = models.ForeignKey(District, models.CASCADE, related_name="residences")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "district", "advocate"], name="a_person_is_in_a_district_once")
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} in {self.district_id}"
