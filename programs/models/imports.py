"""Files of people, and what became of their rows."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from programs.models.people import Advocate, Tag


class Import(TenantModel):
    """A file of people: what was in it, how its columns are read, and what became of its rows.

    The work itself is a jobs.Job, which carries the progress; taking the import back is another. The file is
    kept only until its rows are in: it holds personal data that no erasing would find.
    """

    file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # How the bytes are read (foundation.spreadsheets.Reading), and each column: {"column heading": "field"}.
    reading = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    # Where a phone number without a country code belongs, such as "DE".
    region = models.CharField(max_length=2, blank=True, default="")
    updates_existing = models.BooleanField(default=True)
    consent_source = models.CharField(_("where their consent comes from"), max_length=200, blank=True)
    tag = models.ForeignKey(Tag, models.SET_NULL, null=True, blank=True, related_name="+")
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, blank=True, related_name="+")
    rows_count = models.PositiveIntegerField(default=0)
    added_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    taking_back = models.ForeignKey("jobs.Job", models.PROTECT, null=True, blank=True, related_name="+")
    removed_count = models.PositiveIntegerField(default=0)
    kept_count = models.PositiveIntegerField(default=0)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # For the history of imports, newest first.
            models.Index(fields=["workspace", "-id"], name="import_by_age")
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class RowOutcome(models.TextChoices):
    """What a good row of an import came to."""

    ADDED = "added", _("Added")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")


class ImportedRow(TenantModel):
    """That a line of an import was about a person, and what it came to.

    Each line and each person once: so a line is never taken twice, and a later line about the same person is found.
    `kept_because` says why somebody added by an import is still there although it was taken back.
    """

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="imported_rows")
    outcome = models.CharField(max_length=12, choices=RowOutcome)
    kept_because = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "of_import", "line"], name="a_line_is_imported_once"),
            models.UniqueConstraint(
                fields=["workspace", "of_import", "advocate"], name="a_person_is_imported_once_by_a_file"
            ),
            models.CheckConstraint(condition=models.Q(outcome__in=RowOutcome.values), name="outcome_of_a_row_is_known"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.outcome}"


class ImportFault(TenantModel):
    """A row of the file that was not taken, with its line and the reason in words."""

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="faults", db_index=False)
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    cells = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "of_import", "line"], name="one_fault_per_line_of_an_import")
        ]

    def __str__(self) -> str:
        return f"line {self.line}"

    @property
    def text(self) -> str:
        """The cells with something in them, in one line."""
        return " · ".join(cell for cell in self.cells if cell.strip())
