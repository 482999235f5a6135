"""Files that people sent for a mission and have not handed in yet."""

from django.db import models

from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class HeldFile(TenantModel):
    """A file kept for one slot until its sender hands the slot in or takes the file away; at most thirty days."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+")
    cycle = models.PositiveIntegerField(default=0)
    number = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=40)
    file = models.ForeignKey("files.File", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # For the form of a slot, which shows what is kept for it.
            models.Index(fields=["workspace", "advocate", "mission", "number"], name="held_file_by_slot"),
        ]

    def __str__(self) -> str:
        return f"held file {self.file_id}"
