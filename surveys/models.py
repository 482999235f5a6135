"""Forms of questions and their immutable versions. Knows no people: answers are kept by whoever asked."""

from django.db import models
from django.db.models.functions import Now

from foundation.tenancy import TenantModel
from foundation.walls import AppendOnly


class Form(TenantModel):
    """A set of questions that may change over time; answers belong to the version they were given to."""

    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"form {self.pk}"


class FormVersion(TenantModel):
    """An ordered list of questions, published and never changed again (G-20).

    `questions` is a list of {"key", "kind", "label", "help", "required", "options": [{"key", "label"}]} with, where
    they are used, "rows" (as options), "show_if": {"key", "is"} and "maps_to" (surveys.questions.make_question); a key
    stays with its question over versions, so that answers to it can be told together.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "form", "number"], name="one_version_per_number_of_a_form"),
            AppendOnly(name="form_versions_are_append_only"),
        ]

    def __str__(self) -> str:
        return f"form {self.form_id} version {self.number}"
