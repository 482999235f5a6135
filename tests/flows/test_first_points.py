"""The main job from end to end: a mission is made and launched, done, decided and paid."""

import re

import pytest
from django.test import Client

from accounts.models import User, Workspace
from events.tasks import relay, work
from foundation.tenancy import workspace_scope
from missions.models import Decision, Mission, Submission
from notifications.models import Delivery
from programs.models import Advocate
from rewards.queries import balance_of
from tests.factories.hub import open_hub


def post(client: Client, url: str, **data: object) -> str:
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer.headers["Location"])


@pytest.mark.covers(
    "S1-03", "S1-21", "S1-31", "S1-57", "S1-61", "S1-70", "S1-74", "S2-56", "S2-61", "S2-69", "S0-01", "S0-05"
)
def test_a_mission_is_made_launched_done_and_paid(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        maya = Advocate.objects.create(name="Maya Okafor", email="maya@example.com")
        Advocate.objects.create(name="Nobody Writes")
    step = post(client, "/acme/console/missions/new/", type="custom_task")
    base = step.removesuffix("steps/trigger/")
    assert client.get(step).status_code == 200
    assert post(client, step, trigger="instant") == f"{base}steps/setup/"
    setup = {
        "title": "Write about us", "description": "<p>Please <strong>do</strong>.</p>", "minutes": "10", "cover": "2",
        "audience": "registered", "listed": "on", "notify": "yes", "type-proof": "text",
    }  # fmt: skip
    assert client.get(f"{base}steps/setup/").status_code == 200
    assert post(client, f"{base}steps/setup/", **setup) == f"{base}steps/recognition/"
    assert client.get(f"{base}steps/recognition/").status_code == 200
    recognition = {"recognition": "points", "points": "120", "approval": "manual", "limit": "once", "ends_local": ""}
    assert post(client, f"{base}steps/recognition/", **recognition) == f"{base}check/"
    page = client.get(f"{base}check/").content.decode()
    assert "Launch to 2 people" in page
    assert post(client, f"{base}launch/") == base
    relay()
    work()
    with workspace_scope(acme.pk):
        assert dict(Delivery.objects.values_list("notice__advocate__name", "state")).keys() == {
            "Maya Okafor",
            "Nobody Writes",
        }
        mission = Mission.objects.get()
    hub = open_hub(acme, maya)
    assert "Write about us" in hub.get("/acme/").content.decode()
    page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    assert "<strong>do</strong>" in page
    post(hub, f"/acme/missions/{mission.pk}/1/submission/", **{"slot1-text": "I wrote a post."})
    page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    assert "Sent, in review" in page
    assert "I wrote a post." in page
    page = client.get("/acme/console/review/").content.decode()
    assert "I wrote a post." in page
    attempt = re.search(r'name="attempt" value="(\d+)"', page)
    assert attempt
    with workspace_scope(acme.pk):
        submission = Submission.objects.get()
    decide = f"/acme/console/review/{submission.pk}/decision/"
    post(client, decide, verdict="approved", attempt=attempt[1])
    post(client, decide, verdict="approved", attempt=attempt[1])  # pressed twice
    with workspace_scope(acme.pk):
        assert balance_of(maya) == 120
        decision = Decision.objects.get()
    post(client, f"/acme/console/review/decisions/{decision.pk}/reversal/")
    with workspace_scope(acme.pk):
        assert balance_of(maya) == 0
    post(client, decide, verdict="approved", attempt=attempt[1])
    with workspace_scope(acme.pk):
        assert balance_of(maya) == 120
    page = hub.get("/acme/points/").content.decode()
    assert "120" in page
    assert "Write about us" in page
    assert "Write about us" not in hub.get("/acme/").content.decode()
