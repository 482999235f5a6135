"""The leaderboard: who earned most in a month, shown in a kind way and only of those who want to be (S2-66)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel


class Shown(models.TextChoices):
    """What a member sees of the others."""

    NEIGHBOURS = "neighbours", _("Who is just before and after them")
    FIRST = "first", _("Who is just before and after them, and the first ten")


class Leaderboard(TenantModel):
    """Whether members see how they stand, and what of it. There is one of a workspace once it was switched on."""

    is_on = models.BooleanField(default=False)
    shows = models.CharField(max_length=12, choices=Shown, default=Shown.NEIGHBOURS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_leaderboard_of_a_workspace"),
            models.CheckConstraint(condition=models.Q(shows__in=Shown.values), name="what_a_board_shows_is_known"),
        ]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"


class How(models.TextChoices):
    """How somebody stands on the leaderboard."""

    NAMED = "named", _("With my name")
    UNNAMED = "unnamed", _("Without my name")
    HIDDEN = "hidden", _("Not at all")

    @property
    def for_staff(self) -> str:
        """The same, said of somebody else."""
        words = {How.NAMED: _("With their name"), How.UNNAMED: _("Without their name"), How.HIDDEN: _("Not at all")}
        return str(words[self])


class Appearance(TenantModel):
    """How a person wishes to stand there; without one, with their name."""

    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=8, choices=How, default=How.NAMED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate"], name="one_appearance_of_a_person"),
            models.CheckConstraint(condition=models.Q(how__in=How.values), name="an_appearance_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} {self.how}"


class Standing(TenantModel):
    """What a person earned in a month of the workspace's zone, less what was taken back in it: counted from transfers.

    `begins_on` is its first day. Who earned nothing has none.
    """

    begins_on = models.DateField()
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+", db_index=False)
    points = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate", "begins_on"], name="one_standing_in_a_month"),
            models.CheckConstraint(condition=models.Q(points__gt=0), name="a_standing_is_of_somebody_who_earned"),
        ]
        indexes = [models.Index(fields=["workspace", "begins_on", "-points", "advocate"], name="standing_by_points")]

    def __str__(self) -> str:
        return f"{self.points} of {self.advocate_id} in {self.begins_on}"
