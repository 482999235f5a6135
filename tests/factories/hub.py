"""Browsers in which an advocate has opened the hub."""

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Workspace
from foundation.tenancy import workspace_scope
from programs.models import Advocate
from programs.sessions import open_hub_session


def open_hub(workspace: Workspace, advocate: Advocate, *, way: str = "link") -> Client:
    """A browser with an open session of this advocate."""
    client, answer = Client(), HttpResponse()
    with workspace_scope(workspace.pk):
        open_hub_session(RequestFactory().get("/"), answer, advocate=advocate, way=way, now=timezone.now())
    client.cookies.update(answer.cookies)
    return client
