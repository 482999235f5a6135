"""What a request of an advocate carries once it is through the hub's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.requests import WorkspaceRequest

if TYPE_CHECKING:
    from programs.models import Advocate, HubSession


class AdvocateRequest(WorkspaceRequest):
    """A request of an advocate of this workspace."""

    advocate: Advocate
    hub_session: HubSession
