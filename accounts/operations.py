"""Everything that changes workspaces, their staff and their settings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import (
    FormerSlug,
    FoundingToken,
    Invitation,
    KeptView,
    ListColumns,
    Membership,
    Profile,
    Role,
    User,
    Workspace,
)
from accounts.rules import check_slug, is_last_owner
from accounts.sign_in import verify_address
from events.operations import record
from foundation.tenancy import workspace_scope
from foundation.tokens import hash_token, new_token

INVITATION_LASTS = timedelta(days=7)


class TokenUsed(Exception):
    """The founding token is unknown, or has been used."""


class LastOwner(Exception):
    """The workspace would be left without an owner."""


class AlreadyMember(Exception):
    """The person invited is a member of this workspace already."""


class InvitationClosed(Exception):
    """The invitation was accepted, withdrawn, replaced by a newer one, or has expired."""


@transaction.atomic
def new_founding_token() -> str:
    """A fresh one-time token for /new/; older unused ones stop working. Only its hash is kept."""
    FoundingToken.objects.filter(used_at=None).delete()
    token = new_token()
    FoundingToken.objects.create(token_hash=hash_token(token))
    return token


@transaction.atomic
def found_workspace(
    *, token: str, name: str, slug: str, time_zone: str, owner_name: str, email: str, password: str, now: datetime
) -> Workspace:
    """Make a workspace and its first owner: both or neither, once per token. Raises TokenUsed."""
    used = FoundingToken.objects.filter(token_hash=hash_token(token), used_at=None).update(used_at=now)
    if not used:
        raise TokenUsed
    owner = User.objects.filter(email=email.lower()).first()
    owner = owner or User.objects.create_user(email, password, name=owner_name, time_zone=time_zone)
    return create_workspace(name=name, slug=slug, time_zone=time_zone, owner=owner, now=now)


@transaction.atomic
def create_workspace(
    *, name: str, slug: str, time_zone: str, owner: User, now: datetime, is_sample: bool = False
) -> Workspace:
    """Make a workspace with its profile and its first owner: all or none. Raises ValidationError for a bad slug."""
    check_slug(slug)
    workspace = Workspace.objects.create(name=name, slug=slug, is_sample=is_sample, created_at=now)
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER, joined_at=now)
    verify_address(owner)
    with workspace_scope(workspace.pk):
        Profile.objects.create(time_zone=time_zone, sender_name=name, reply_to=owner.email)
        record("workspace.created", by_staff_id=owner.pk, at=now)
    return workspace


@transaction.atomic
def change_settings(*, workspace: Workspace, profile: Profile, changes: Mapping[str, object], by: User) -> None:
    """Change the workspace's name and profile; the event names the fields that changed, not their values."""
    changed = []
    for field, value in changes.items():
        row = workspace if field == "name" else profile
        if getattr(row, field) != value:
            setattr(row, field, value)
            changed.append(field)
    if changed:
        workspace.save(update_fields=["name"])
        profile.save()
        record("workspace.changed", by_staff_id=by.pk, fields=", ".join(sorted(changed)))


@transaction.atomic
def change_slug(*, workspace: Workspace, slug: str, by: User) -> None:
    """Give the workspace another address; the old one leads to it from now on. Raises ValidationError."""
    check_slug(slug, of=workspace)
    FormerSlug.objects.filter(workspace=workspace, slug=slug).delete()
    FormerSlug.objects.create(workspace=workspace, slug=workspace.slug)
    record("workspace.moved", by_staff_id=by.pk, former=workspace.slug, slug=slug)
    workspace.slug = slug
    workspace.save(update_fields=["slug"])


@transaction.atomic
def invite_staff(*, workspace: Workspace, email: str, role: str, by: User, now: datetime) -> Invitation:
    """Ask somebody in by e-mail; an open invitation to the same address is replaced. Raises AlreadyMember."""
    email = email.lower()
    if Membership.objects.filter(workspace=workspace, user__email=email).exists():
        raise AlreadyMember
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        email=email, role=role, invited_by=by, invited_at=now, expires_at=now + INVITATION_LASTS
    )
    record("staff.invited", about=f"invitation:{invitation.pk}", by_staff_id=by.pk, invitation=invitation.pk)
    return invitation


@transaction.atomic
def invite_again(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Send an open invitation once more; the earlier link stops working. Raises InvitationClosed."""
    row = _open_invitation(invitation.pk)
    row.version += 1
    row.invited_at, row.expires_at = now, now + INVITATION_LASTS
    row.save()
    record("staff.invited", about=f"invitation:{row.pk}", by_staff_id=by.pk, invitation=row.pk)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Take an open invitation back. Raises InvitationClosed."""
    row = _open_invitation(invitation.pk)
    row.withdrawn_at = now
    row.save()
    record("staff.invitation_withdrawn", about=f"invitation:{row.pk}", by_staff_id=by.pk)


@transaction.atomic
def accept_invitation(
    *,
    workspace: Workspace,
    invitation_id: int,
    version: int,
    user: User | None,
    name: str,
    password: str,
    now: datetime,
) -> User:
    """Become a member, once: as `user` when signed in, else with a new account. Raises InvitationClosed.

    The address is the invitation's, proved by having received its link, whatever else is sent.
    """
    invitation = _open_invitation(invitation_id)
    if invitation.version != version or invitation.expires_at <= now:
        raise InvitationClosed
    user = user or User.objects.create_user(
        invitation.email, password, name=name, language=translation.get_language() or "en"
    )
    verify_address(user)
    invitation.accepted_at = now
    invitation.save()
    Membership.objects.get_or_create(workspace=workspace, user=user, defaults={"role": invitation.role})
    record("staff.joined", about=f"invitation:{invitation.pk}", by_staff_id=user.pk, role=invitation.role)
    return user


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    """Make a staff member something else, at once. Raises LastOwner."""
    row = _locked(membership)
    if role != Role.OWNER and is_last_owner(row):
        raise LastOwner(_("A workspace needs an owner. Make somebody else an owner first."))
    row.role = role
    row.save(update_fields=["role"])
    record("staff.role_changed", by_staff_id=by.pk, user=row.user_id, role=role)


@transaction.atomic
def remove_staff(*, membership: Membership, by: User) -> None:
    """Take a staff member's entry to this workspace away, at once; also how one leaves. Raises LastOwner."""
    row = _locked(membership)
    if is_last_owner(row):
        raise LastOwner(_("A workspace needs an owner. Make somebody else an owner first."))
    record("staff.removed", by_staff_id=by.pk, user=row.user_id)
    row.delete()


@transaction.atomic
def choose_columns(*, of: str, columns: Sequence[str], by: User) -> None:
    """Have a list show these columns to this staff member, from now on and in every browser."""
    ListColumns.objects.update_or_create(staff=by, listing=of, defaults={"columns": list(columns)})


@transaction.atomic
def keep_view(*, of: str, name: str, query: str, default: bool, by: User) -> KeptView:
    """Keep filters and order of a list under a name; a view of this name is replaced. At most one is the default."""
    if default:
        KeptView.objects.filter(staff=by, listing=of, is_default=True).update(is_default=False)
    values = {"query": query, "is_default": default}
    return KeptView.objects.update_or_create(staff=by, listing=of, name=name, defaults=values)[0]


@transaction.atomic
def set_kept_default(*, view: KeptView, default: bool, by: User) -> None:
    """Open the list with this view of one's own, or without any again."""
    KeptView.objects.filter(staff=by, listing=view.listing, is_default=True).update(is_default=False)
    KeptView.objects.filter(pk=view.pk, staff=by).update(is_default=default)


@transaction.atomic
def forget_view(*, view: KeptView, by: User) -> None:
    """Forget a view of one's own; what it showed stays."""
    KeptView.objects.filter(pk=view.pk, staff=by).delete()


def _locked(membership: Membership) -> Membership:
    """The row as it is now, with the workspace locked so that two owners cannot leave at the same moment."""
    Workspace.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.workspace_id)
    return Membership.objects.get(pk=membership.pk)


def _open_invitation(pk: int) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True)
    invitation = rows.filter(pk=pk, accepted_at=None, withdrawn_at=None).first()
    if invitation is None:
        raise InvitationClosed
    return invitation
