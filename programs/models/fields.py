"""Custom fields: what a workspace wants to know of people beyond what everybody has."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from programs.models.people import Advocate


class FieldKind(models.TextChoices):
    """What a custom field holds."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DAY = "day", _("Day")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of several words")


class CustomField(TenantModel):
    """Something a workspace wants to know of people beyond what everybody has; made where it is first needed (G-34).

    Its kind is for good. A choice has `options`, the words there are. One that `is_listed` is a column and a filter of
    the list of people.
    """

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("what it holds"), max_length=8, choices=FieldKind)
    options = models.JSONField(default=list, db_default=[])
    is_listed = models.BooleanField(_("column and filter in the list of people"), default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="one_custom_field_per_name"),
            models.CheckConstraint(condition=models.Q(kind__in=FieldKind.values), name="kind_of_a_field_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class FieldValue(TenantModel):
    """What one person's custom field holds, in the column of its kind; `source` says what it comes from.

    A choice is held as text. `folded` is the beginning of a text as people search it.
    """

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="field_values")
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="values")
    text = models.TextField(blank=True, default="")
    folded = models.CharField(max_length=100, blank=True, default="", db_default="", db_collation="C")
    number = models.FloatField(null=True, blank=True)
    falls_on = models.DateField(null=True, blank=True)
    is_yes = models.BooleanField(null=True, blank=True)
    source = models.CharField(max_length=80, blank=True, default="")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate", "field"], name="one_value_per_field_and_person")
        ]
        indexes = [
            # For who has which value; each value stands in one of them.
            models.Index(
                fields=["workspace", "field", "folded", "advocate"],
                name="field_value_by_words",
                condition=~models.Q(folded=""),
            ),
            models.Index(
                fields=["workspace", "field", "number", "advocate"],
                name="field_value_by_number",
                condition=models.Q(number__isnull=False),
            ),
            models.Index(
                fields=["workspace", "field", "falls_on", "advocate"],
                name="field_value_by_day",
                condition=models.Q(falls_on__isnull=False),
            ),
            models.Index(
                fields=["workspace", "field", "is_yes", "advocate"],
                name="field_value_by_yes",
                condition=models.Q(is_yes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.advocate_id}"
