"""What a request carries once it is through a door."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import Membership, Profile, User, Workspace


class LateRequest(HttpRequest):
    """A request with what is to be done once its answer has left."""

    after_the_answer: list[Callable[[], object]]


class PlatformRequest(HttpRequest):
    """A request of a signed-in staff user to a page that belongs to no workspace."""

    user: User
    htmx: HtmxDetails


class WorkspaceRequest(HttpRequest):
    """A request that came through the workspace's door; `profile` is read when it is first asked for."""

    workspace: Workspace
    profile: Profile
    urlconf: str
    failed: bool
    htmx: HtmxDetails


class StaffRequest(WorkspaceRequest):
    """A request of a staff member of this workspace."""

    user: User
    member: Membership
