"""How staff keep their missions in order: folders, the words titles are found by, and views they come back to."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from foundation.tenancy import TenantModel


class Folder(TenantModel):
    """Where staff put missions that belong together; advocates never see it (S3-25)."""

    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_folder_per_name")]

    def __str__(self) -> str:
        return self.name


class TitleWord(TenantModel):
    """A folded word of a mission's title, by which it is found while one types."""

    mission = models.ForeignKey("missions.Mission", models.CASCADE, related_name="title_words")
    word = models.CharField(max_length=254, db_collation="C")

    class Meta:
        constraints = [
            # Also the index for "word ^@ 'revi'": starts_with is leakproof, LIKE is not.
            models.UniqueConstraint(fields=["workspace", "word", "mission"], name="a_title_word_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.word


class SavedView(TenantModel):
    """Filters and order of the list of missions that one staff member keeps under a name.

    `query` is what stands in the address, of known filters only. The default one is where the list opens.
    """

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "staff", "name"], name="one_saved_view_per_name"),
            models.UniqueConstraint(
                fields=["workspace", "staff"], condition=models.Q(is_default=True), name="one_default_view_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.name
