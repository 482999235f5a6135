"""What staff may do, and which role may do it. The one table; views name a permission, never a role."""

from enum import StrEnum

from accounts.models import Role


class Permission(StrEnum):
    """Something a view can ask for."""

    SEE = "see"
    REVIEW = "review"
    MANAGE_PEOPLE = "manage people"
    MANAGE_MISSIONS = "manage missions"
    APPROVE_LAUNCHES = "approve launches"
    EXPORT = "export"
    MANAGE_WORKSPACE = "manage workspace"


PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.MANAGER: frozenset(Permission) - {Permission.MANAGE_WORKSPACE},
    Role.EDITOR: frozenset({Permission.SEE, Permission.MANAGE_MISSIONS}),
    Role.REVIEWER: frozenset({Permission.SEE, Permission.REVIEW}),
    Role.ANALYST: frozenset({Permission.SEE, Permission.EXPORT}),
}


def may(role: str, permission: Permission) -> bool:
    """Whether a role may do this."""
    return permission in PERMISSIONS[role]
