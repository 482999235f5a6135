"""Asking at the hub's door, and what came of it."""

from django.test import Client

from accounts.models import Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from programs.models import HubSession, SignInRequest
from programs.sign_in import link_and_code

MAYA = "maya@example.com"


def ask(client: Client, email: str = MAYA, *, back: str = "", slug: str = "acme") -> object:
    return client.post(f"/{slug}/sign-in/", {"email": email, "next": back})


def mail_of(workspace: Workspace) -> tuple[str, str]:
    """Link and code as the newest mail has them."""
    with workspace_scope(workspace.pk), addressed_to(workspace.slug):
        return link_and_code(SignInRequest.objects.latest("pk"))


def sessions(workspace: Workspace) -> int:
    with workspace_scope(workspace.pk):
        return HubSession.objects.filter(ended_at=None).count()


def wrong(code: str, by: int = 1) -> str:
    return f"{(int(code) + by) % 1_000_000:06}"


def in_hub(client: Client, slug: str = "acme") -> bool:
    return client.get(f"/{slug}/profile/").status_code == 200
