"""Programs, the advocates in them, and what staff call them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel
from programs.states import JoinMode, ProgramKind


class Program(TenantModel):
    """A group that people join; each workspace has exactly one default program, and a mission belongs to one.

    `terms` is plain text that people agree to when they join, `description` tells them what it is. `form` holds the
    questions of its application, if any were ever published; whoever was rejected may apply again after `reapply_days`.
    `is_searchable` lets search engines list its public missions. Archived, nobody joins it any more.
    """

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(
        _("who it is for"),
        max_length=16,
        choices=ProgramKind,
        default=ProgramKind.MEMBERS,
        db_default=ProgramKind.MEMBERS.value,
    )
    kind_words = models.CharField(_("in your own words"), max_length=60, blank=True, default="", db_default="")
    description = models.TextField(_("description"), max_length=2000, blank=True, default="", db_default="")
    is_default = models.BooleanField(default=False)
    join_mode = models.CharField(
        _("who may join"), max_length=12, choices=JoinMode, default=JoinMode.OPEN, db_default=JoinMode.OPEN.value
    )
    terms = models.TextField(_("terms"), max_length=4000, blank=True, default="", db_default="")
    is_searchable = models.BooleanField(_("search engines may show public missions"), default=False, db_default=False)
    form = models.ForeignKey("surveys.Form", models.PROTECT, null=True, blank=True, related_name="+")
    reapply_days = models.PositiveSmallIntegerField(_("days until one may apply again"), default=30, db_default=30)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(is_default=True), name="one_default_program_per_workspace"
            ),
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=models.Q(archived_at=None), name="one_program_per_name"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=ProgramKind.values), name="kind_of_a_program_is_known"),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(archived_at=None),
                name="the_default_program_is_never_archived",
            ),
            models.CheckConstraint(
                condition=models.Q(join_mode__in=JoinMode.values), name="join_mode_of_a_program_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def for_whom(self) -> str:
        """The kind of people it is for, in words."""
        return self.kind_words if self.kind == ProgramKind.OWN and self.kind_words else self.get_kind_display()


class AdvocateStatus(models.TextChoices):
    """Where a person stands. Active is what labels call "registered"."""

    GUEST = "guest", _("Guest")
    APPLIED = "applied", _("Applied")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Deactivated")
    LEFT = "left", _("Left")


# Who may open the hub: a guest, and one who has applied, only the pages of what is open to anyone.
COMES_IN = frozenset({AdvocateStatus.GUEST, AdvocateStatus.APPLIED, AdvocateStatus.ACTIVE})
# Who may take part in what is open to anyone, and in nothing else.
GUESTS = frozenset({AdvocateStatus.GUEST, AdvocateStatus.APPLIED})


class Advocate(TenantModel):
    """A person in one workspace. The e-mail address (in lower case) or the phone number (E.164) is the identity.

    `sort_name` is the folded name with the family name first; `company_key` the folded company, by which people of one
    company stand together (X-21). Erasing keeps the row under a pseudonym, so
    that ledger and history stay whole. A test person (`is_test`, for good) is a staff member trying things out, the one
    of `test_of` until they are retired: no list of people, audience or figure has them (B-14).
    """

    email = models.CharField(_("e-mail"), max_length=254, null=True, blank=True)  # noqa: DJ001  absent is not ""
    phone = models.CharField(_("phone"), max_length=16, null=True, blank=True)  # noqa: DJ001  absent is not ""
    name = models.CharField(_("name"), max_length=120, blank=True)
    sort_name = models.CharField(max_length=160, blank=True, db_collation="C")
    company = models.CharField(_("company"), max_length=120, blank=True)
    company_key = models.CharField(max_length=120, blank=True, default="", db_default="", db_collation="C")
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=AdvocateStatus, default=AdvocateStatus.ACTIVE)
    consent_source = models.CharField(_("consent to be written to"), max_length=200, blank=True)
    photo = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    link_version = models.PositiveIntegerField(default=1)
    added_by_import = models.ForeignKey("programs.Import", models.SET_NULL, null=True, blank=True, related_name="+")
    joined_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True, blank=True)
    is_test = models.BooleanField(default=False, db_default=False)
    test_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "test_of"], name="one_test_person_per_staff_member"),
            models.CheckConstraint(
                condition=models.Q(is_test=False, test_of=None) | models.Q(is_test=True, email=None, phone=None),
                name="a_test_person_has_no_address",
            ),
            models.UniqueConstraint(fields=["workspace", "email"], name="one_advocate_per_address"),
            models.UniqueConstraint(fields=["workspace", "phone"], name="one_advocate_per_phone"),
            models.CheckConstraint(
                condition=models.Q(status__in=AdvocateStatus.values), name="status_of_an_advocate_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(email=""), name="an_absent_address_is_null"),
            models.CheckConstraint(condition=~models.Q(phone=""), name="an_absent_phone_is_null"),
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(
                    email=None, phone=None, company="", company_key="", language="", time_zone="", consent_source=""
                ),
                name="of_an_erased_person_nothing_is_kept",
            ),
        ]
        indexes = [
            # For the list of people in the order of names, and the newest first.
            models.Index(fields=["workspace", "sort_name", "id"], name="advocate_by_name"),
            models.Index(fields=["workspace", "-joined_at", "-id"], name="advocate_by_joining"),
            # For the list of one status, and of those who cannot be written to, in the order of names.
            models.Index(fields=["workspace", "status", "sort_name", "id"], name="advocate_by_status"),
            models.Index(
                fields=["workspace", "sort_name", "id"],
                name="advocate_without_address",
                condition=models.Q(email=None),
            ),
            # For companies, and the people of one.
            models.Index(
                fields=["workspace", "company_key", "sort_name", "id"],
                name="advocate_by_company",
                condition=~models.Q(company_key=""),
            ),
            models.Index(
                fields=["workspace", "language", "sort_name", "id"],
                name="advocate_by_language",
                condition=~models.Q(language=""),
            ),
            # For every figure: the few who are left out.
            models.Index(fields=["workspace", "id"], name="advocate_testing", condition=models.Q(is_test=True)),
            # For audiences: everybody who is registered, in slices by id.
            models.Index(fields=["workspace", "id"], name="advocate_registered", condition=models.Q(status="active")),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or f"#{self.pk}"


class SearchWord(TenantModel):
    """A folded word by which a person is found while one types: parts of the name, the company and the address."""

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="search_words")
    word = models.CharField(max_length=254, db_collation="C")

    class Meta:
        constraints = [
            # Also the index for "word ^@ 'schm'": starts_with is leakproof, LIKE is not.
            models.UniqueConstraint(fields=["workspace", "word", "advocate"], name="a_search_word_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.word


class Tag(TenantModel):
    """A word staff put on people. One that `is_interest` people may put on themselves, in the hub's profile."""

    name = models.CharField(_("name"), max_length=40)
    is_interest = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_tag_per_name")]

    def __str__(self) -> str:
        return self.name


class Tagging(TenantModel):
    """One tag on one person."""

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "tag", "advocate"], name="a_tag_is_on_a_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.advocate_id}"


class Enrolment(TenantModel):
    """That a person belongs to a program."""

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="enrolments")
    program = models.ForeignKey(Program, models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "program", "advocate"], name="one_enrolment_per_program_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} in {self.program_id}"
