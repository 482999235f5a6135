"""Whom a mission means, and for whom a segment has set it off."""

from django.db import models
from django.db.models.lookups import Exact

from foundation.tenancy import TenantModel
from missions.models.missions import Mission

THINGS = ("segment", "folder", "tag", "program", "district", "person", "language")


class AudienceRule(TenantModel):
    """Includes, or leaves out, the people who have one thing: exactly one column says which (G-03, G-29).

    `missions.audience` has what each means. Only missions with chosen people need rows that include.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="audience_rules")
    includes = models.BooleanField(default=True)
    segment = models.ForeignKey("segments.Segment", models.PROTECT, null=True, blank=True, related_name="+")
    folder = models.ForeignKey("segments.Folder", models.PROTECT, null=True, blank=True, related_name="+")
    tag = models.ForeignKey("programs.Tag", models.PROTECT, null=True, blank=True, related_name="+")
    program = models.ForeignKey("programs.Program", models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey("programs.District", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("programs.Advocate", models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=12, null=True, blank=True)  # noqa: DJ001  absent is not ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "mission", *THINGS],
                nulls_distinct=False,
                name="one_rule_per_mission_and_thing",
            ),
            models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        *(models.F(name) for name in THINGS),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="a_rule_of_an_audience_is_about_one_thing",
            ),
        ]
        indexes = [
            # For what is meant for people of one language.
            models.Index(
                fields=["workspace", "language"],
                name="audience_rule_by_language",
                condition=models.Q(language__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{'+' if self.includes else '-'}{self.pk}"


class Firing(TenantModel):
    """That entering a segment set a mission off for a person: once for each stay, whatever is replayed (S2-22, S2-57).

    `event` is the telling (`mission.fired`) of all that were set off together.
    """

    goes_with_a_person = True

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="firings", db_index=False)
    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+", db_index=False)
    stay = models.ForeignKey("segments.Stay", models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey("events.Event", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "mission", "stay"], name="a_stay_sets_a_mission_off_once"),
        ]
        indexes = [
            # For what was set off for one person.
            models.Index(fields=["workspace", "advocate", "mission"], name="firing_by_advocate"),
            # For those who were set off together.
            models.Index(fields=["workspace", "event"], name="firing_by_event"),
            # Rows go with the stay of a person who is taken back.
            models.Index(fields=["workspace", "stay"], name="firing_by_stay"),
        ]

    def __str__(self) -> str:
        return f"mission {self.mission_id} for {self.advocate_id}"
