"""Segments: groups of people by a rule or by hand, and who was in them from when to when."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel


class SegmentKind(models.TextChoices):
    """Who decides about who is in it."""

    DYNAMIC = "dynamic", _("By a rule")
    STATIC = "static", _("By hand or from a file")


class Folder(TenantModel):
    """Where staff put static segments that belong together (S3-25); gone with the last of them."""

    name = models.CharField(_("name"), max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_segment_folder_per_name")]

    def __str__(self) -> str:
        return self.name


class Segment(TenantModel):
    """A named group of people. Of a dynamic one `rule` is the tree in force (segments.language), of a static one {}.

    `version` counts the rules it had; `whole_version` is the last one that everybody was asked by, `whole_at` when.
    `hears` are the words after which a person may have to be asked again, `is_timed` whether the clock changes answers;
    everything the clock changed until `ticked_at` is done. `error` is of the last evaluation that failed; only a whole
    one clears it. The row is locked by whoever changes who is in the segment, so that the latest look counts.
    """

    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=300, blank=True, default="")
    kind = models.CharField(max_length=8, choices=SegmentKind, default=SegmentKind.DYNAMIC)
    rule = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    whole_version = models.PositiveIntegerField(default=0)
    whole_at = models.DateTimeField(null=True, blank=True)
    folder = models.ForeignKey(Folder, models.PROTECT, null=True, blank=True, related_name="segments")
    hears = models.JSONField(default=list)
    is_timed = models.BooleanField(default=False)
    ticked_at = models.DateTimeField(null=True, blank=True)
    people_count = models.PositiveIntegerField(default=0)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")
    error_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=models.Q(archived_at=None), name="one_segment_per_name"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=SegmentKind.values), name="kind_of_a_segment_is_known"),
            models.CheckConstraint(
                condition=models.Q(kind="dynamic") | models.Q(rule={}), name="a_static_segment_has_no_rule"
            ),
            # So that a rule which asks about a folder can never ask about itself.
            models.CheckConstraint(
                condition=models.Q(kind="static") | models.Q(folder=None), name="only_static_segments_are_in_folders"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_static(self) -> bool:
        """Whether staff put people in themselves."""
        return self.kind == SegmentKind.STATIC

    @property
    def is_settling(self) -> bool:
        """Whether there are people who were not asked by the rule in force yet."""
        return not self.is_static and self.whole_version < self.version


class FormerRule(TenantModel):
    """A rule that a segment had, so that a change can be taken back."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="former_rules")
    version = models.PositiveIntegerField()
    rule = models.JSONField()
    replaced_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "segment", "version"], name="one_former_rule_per_version")
        ]

    def __str__(self) -> str:
        return f"rule {self.version} of segment {self.segment_id}"


class Stay(TenantModel):
    """That a person is, or was, in a segment: one row for each time they entered it.

    `number` counts their stays. The events that entering and leaving were told by stand in the row, so that whoever
    hears one finds exactly the people of it: a crossing and its telling are one. Goes with the person when an import is
    taken back.
    """

    goes_with_a_person = True

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="stays", db_index=False)
    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="stays", db_index=False)
    number = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    entered_event = models.ForeignKey("events.Event", models.PROTECT, related_name="+", db_index=False)
    left_event = models.ForeignKey(
        "events.Event", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "segment", "advocate", "number"], name="one_stay_per_person_and_number"
            ),
            # Also the index for who is in a segment, in the order of ids.
            models.UniqueConstraint(
                fields=["workspace", "segment", "advocate"],
                condition=models.Q(left_at=None),
                name="a_person_is_in_a_segment_once",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None, left_event=None)
                | models.Q(left_at__isnull=False, left_event__isnull=False),
                name="leaving_a_segment_is_told",
            ),
        ]
        indexes = [
            # For the segments that one person is in.
            models.Index(
                fields=["workspace", "advocate", "segment"], name="stay_by_advocate", condition=models.Q(left_at=None)
            ),
            # For the people of one crossing.
            models.Index(fields=["workspace", "entered_event"], name="stay_by_entering"),
            models.Index(
                fields=["workspace", "left_event"], name="stay_by_leaving", condition=models.Q(left_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} in segment {self.segment_id}"


class Touch(TenantModel):
    """That something about a person changed, in a word (an event's name, mostly); gone once they were asked again."""

    goes_with_a_person = True

    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.word} of {self.advocate_id}"


class Clock(TenantModel):
    """How often the clock of a workspace has ticked, so that exactly one tick follows another."""

    number = models.PositiveBigIntegerField(default=0)
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_clock_per_workspace")]

    def __str__(self) -> str:
        return f"tick {self.number}"
