"""Reads about staff and invitations used by more than one caller."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, QuerySet

from accounts.models import Invitation, KeptView, ListColumns, Membership, User, Workspace
from foundation.prepared import Prepared, Slot

USER = Slot("user", BigIntegerField())
MEMBERSHIPS = Prepared(
    lambda: Membership.objects.filter(user=USER).select_related("workspace").order_by("workspace__name", "pk")
)
MEMBER = Prepared(lambda: Membership.objects.filter(user=USER, workspace=Slot("of", BigIntegerField())))


def memberships_of(user: User | AnonymousUser) -> list[Membership]:
    """The workspaces somebody may enter, by name; none for a visitor."""
    return MEMBERSHIPS(user=user.pk) if user.is_authenticated else []


def membership_in(workspace: Workspace, user: User) -> Membership | None:
    """As what somebody may enter this workspace, if they may."""
    found = MEMBER(user=user.pk, of=workspace.pk)
    return found[0] if found else None


def staff_of(workspace: Workspace) -> QuerySet[Membership]:
    """Everybody who works here, by name."""
    return Membership.objects.filter(workspace=workspace).select_related("user").order_by("user__name", "user__email")


def open_invitations() -> QuerySet[Invitation]:
    """Invitations of the workspace in scope that nobody has answered yet, expired ones too, newest first."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return rows.select_related("invited_by").order_by("-invited_at", "-pk")


def columns_of(staff: User, *, of: str, known: Collection[str]) -> frozenset[str]:
    """The columns of a list that a staff member wants to see: all that are known where she never chose."""
    chosen = ListColumns.objects.filter(staff=staff, listing=of).values_list("columns", flat=True).first()
    return frozenset(known) if chosen is None else frozenset(known) & frozenset(chosen)


def kept_views(staff: User, *, of: str) -> list[KeptView]:
    """What a staff member keeps of a list, by name."""
    return list(KeptView.objects.filter(staff=staff, listing=of).order_by("name"))
