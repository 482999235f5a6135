"""Workspaces and staff for tests, made by the operations that make them in the product."""

from datetime import UTC, datetime

from accounts.models import Membership, Role, User, Workspace
from accounts.operations import create_workspace
from accounts.sign_in import verify_address

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def make_user(email: str, *, name: str = "") -> User:
    user = User.objects.create_user(email, PASSWORD, name=name or email.split("@", maxsplit=1)[0].title())
    verify_address(user)
    return user


def make_workspace(slug: str, *, owner: User | None = None, time_zone: str = "Europe/Berlin") -> Workspace:
    owner = owner or make_user(f"owner@{slug}.example")
    return create_workspace(name=slug.title(), slug=slug, time_zone=time_zone, owner=owner, now=NOW)


def make_member(workspace: Workspace, role: Role, *, email: str = "") -> User:
    user = make_user(email or f"{role}@{workspace.slug}.example")
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user
