"""One person's page: what every app knows, in one place (X-20)."""

import pytest
from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.operations.decisions import approve_submission
from tests.factories.accounts import NOW
from tests.factories.missions import hand_in, make_live
from tests.factories.programs import make_advocate


@pytest.mark.covers("X-20")
def test_a_persons_page_tells_contact_points_submissions_mail_and_what_happened(
    acme: Workspace, owner: User, client: Client
) -> None:
    maya = make_advocate(acme, tags=["vip"])
    with workspace_scope(acme.pk):
        sent = hand_in(make_live(owner), maya)
        approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=owner, now=NOW)
    page = client.get(f"/acme/console/people/{maya.pk}/").content.decode()
    for words in ("Maya Okafor", "maya@example.com", "vip", "100", "Write about us", "was approved"):
        assert words in page
    part = client.get(f"/acme/console/people/{maya.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "was approved" in part
    assert "<html" not in part


def test_a_person_of_another_workspace_is_not_found(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    theirs = make_advocate(globex, email="zoe@example.com")
    assert client.get(f"/acme/console/people/{theirs.pk}/").status_code == 404
