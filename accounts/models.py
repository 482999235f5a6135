"""Workspaces and the staff who run them.

Platform tables hold no content, since no workspace is in scope when they are read.
"""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from foundation.tenancy import TenantModel


class UserManager(BaseUserManager["User"]):
    """Makes staff users; an address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """A person who signs in to run workspaces; which ones is said by Membership. Advocates are not users."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    keyboard_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_of_a_user_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(models.Model):
    """An organisation using the product; its slug is the first part of its addresses. Settings are in its Profile."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    is_sample = models.BooleanField(default=False)
    purge_started_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class FormerSlug(models.Model):
    """An address a workspace had before; it leads to the present one and can be taken by nobody else."""

    slug = models.SlugField(max_length=40, unique=True)
    workspace = models.ForeignKey(Workspace, models.CASCADE)

    def __str__(self) -> str:
        return self.slug


class Role(models.TextChoices):
    """What a staff member is in a workspace; the permissions of each are in accounts.permissions."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    ANALYST = "analyst", _("Analyst")


class Membership(models.Model):
    """Who may enter which workspace, as what."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    joined_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_per_workspace"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_of_a_membership_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class LaunchApproval(models.TextChoices):
    """Whose missions somebody else must approve before they go live (X-53)."""

    OFF = "off", _("Nobody’s: who makes missions launches them")
    EDITORS = "editors", _("Those of editors, by an owner or manager")
    EVERYONE = "everyone", _("Every mission, by another owner or manager than its author")


class Profile(TenantModel):
    """How a workspace presents itself and what it calls things; exactly one for each."""

    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    points_name = models.CharField(_("name of points"), max_length=24, default="points")
    colour = models.CharField(_("brand colour"), max_length=7, default="#0b6e5f")
    logo = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    sender_name = models.CharField(_("sender name"), max_length=80, blank=True)
    reply_to = models.EmailField(_("reply-to address"), blank=True)
    postal_address = models.TextField(_("postal address"), max_length=300, blank=True)
    two_step_required = models.BooleanField(_("staff must use two-step sign-in"), default=False)
    # What 1,000 points are worth, in the smallest unit of the currency; empty where staff do not count in money.
    point_value = models.PositiveIntegerField(_("what 1,000 points are worth"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="", db_default="")
    launch_approval = models.CharField(
        _("missions that need approval before launch"),
        max_length=10,
        choices=LaunchApproval,
        default=LaunchApproval.OFF,
        db_default=LaunchApproval.OFF,
    )
    kudos = models.BooleanField(_("members may thank each other"), default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_profile_per_workspace"),
            models.CheckConstraint(
                condition=models.Q(launch_approval__in=LaunchApproval.values),
                name="launch_approval_of_a_profile_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Invitation(TenantModel):
    """A staff member asked in by e-mail. The link is signed over this row and its `version`; no secret is kept.

    Asking again raises the version, which voids the older link.
    """

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    version = models.PositiveSmallIntegerField(default=1)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_of_an_invitation_is_known"),
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class ListColumns(TenantModel):
    """Which columns of a list of the console a staff member wants to see; all of them where there is no row (X-54)."""

    staff = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    listing = models.CharField(max_length=20)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "staff", "listing"], name="one_choice_of_columns_per_list")
        ]

    def __str__(self) -> str:
        return f"columns {self.pk}"


class KeptView(TenantModel):
    """Filters and order of a list of the console that one staff member keeps under a name, for herself alone.

    `query` is what stands in the address, of known filters only.
    """

    staff = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    listing = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "staff", "listing", "name"], name="one_kept_view_per_name"),
            models.UniqueConstraint(
                fields=["workspace", "staff", "listing"],
                condition=models.Q(is_default=True),
                name="one_kept_view_opens_a_list",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FoundingToken(models.Model):
    """The one-time word with which the first workspace is made at /new/; kept as a hash."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.pk}"


class Attempts(models.Model):
    """How often something was tried under one key in the slot of time that begins at second `window`.

    See accounts.throttling.
    """

    key = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_count_per_key_and_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
