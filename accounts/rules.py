"""Yes or no about staff and workspaces; no writes."""

import re

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import FormerSlug, Membership, Profile, Role, User, Workspace

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])")


def is_last_owner(membership: Membership) -> bool:
    """Whether the workspace would be left without an owner."""
    others = Membership.objects.filter(workspace_id=membership.workspace_id, role=Role.OWNER)
    return membership.role == Role.OWNER and not others.exclude(pk=membership.pk).exists()


def needs_two_step(user: User, *, profile: Profile) -> bool:
    """Whether this workspace demands two-step sign-in and this user has not set it up."""
    if not profile.two_step_required:
        return False
    return not Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def check_slug(slug: str, *, of: Workspace | None = None) -> None:
    """Raise ValidationError, in words for the person who typed it, unless the workspace may have this address."""
    if not SLUG.fullmatch(slug):
        raise ValidationError(
            _("Use 3 to 40 small letters, digits and hyphens, beginning and ending with a letter or digit.")
        )
    others = Workspace.objects.exclude(pk=of.pk) if of else Workspace.objects.all()
    former = FormerSlug.objects.exclude(workspace=of) if of else FormerSlug.objects.all()
    if slug in settings.PLATFORM_SLUGS or others.filter(slug=slug).exists() or former.filter(slug=slug).exists():
        raise ValidationError(_("This address is taken. Try another one."))
