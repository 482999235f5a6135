"""What people agreed to, in which words, and when they took it back."""

from django.db import models

from foundation.tenancy import TenantModel
from foundation.walls import AppendOnly
from missions.models.missions import Mission, Revision


class OptIn(TenantModel):
    """One thing said about a statement of consent: yes (`given`) or no. The latest row of a person and mission counts.

    The wording is kept as it was shown, with the revision it stood in (its version); rows are never changed, so a
    withdrawal is a row of its own. `tag` is what was put on the person for a yes.
    """

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="opt_ins")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="opt_ins")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    wording = models.TextField()
    tag = models.CharField(max_length=40, blank=True, default="")
    given = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [AppendOnly(name="opt_ins_are_append_only")]
        indexes = [
            # For what one person said last about each statement.
            models.Index(fields=["workspace", "advocate", "mission", "-id"], name="opt_in_by_advocate")
        ]

    def __str__(self) -> str:
        return f"{'yes' if self.given else 'no'} of {self.advocate_id} on mission {self.mission_id}"
