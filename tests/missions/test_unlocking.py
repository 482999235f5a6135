"""Missions that open when others are done: locked and said so, open at once then, kept by whoever has begun (X-30)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from events.tasks import relay, work
from foundation.tenancy import workspace_scope
from missions.models import Mission, Prerequisite
from missions.open_missions import locked_to, open_to
from missions.operations.missions import set_prerequisites
from missions.operations.submissions import MissionClosed, keep_answers
from missions.queries import people_let_in
from missions.rules import conditions, refusal
from notifications.models import Notice
from programs.models import Advocate
from segments.operations.segments import put_in
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import make_segment


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


def pair(by: User) -> tuple[Mission, Mission]:
    """A first mission, and one that opens when it is done."""
    first = make_live(by, title="Say hello")
    return first, make_live(by, title="Tell your story", requires=[str(first.pk)])


@pytest.mark.covers("X-30")
def test_it_opens_at_once_when_the_other_is_done(in_acme: Workspace, owner: User, maya: Advocate) -> None:
    first, second = pair(owner)
    assert list(open_to(maya, now=NOW)) == [first]
    assert list(locked_to(maya, now=NOW)) == [second]
    reason = refusal(second, maya, now=NOW, zone=ZONE)
    assert reason is not None
    assert reason.polite == "First do this: “Say hello”. Then it opens."
    with pytest.raises(MissionClosed):
        hand_in(second, maya)
    hand_in(first, maya)
    assert list(open_to(maya, now=NOW)) == [second]
    assert not locked_to(maya, now=NOW).exists()
    assert refusal(second, maya, now=NOW, zone=ZONE) is None
    assert hand_in(second, maya).state == "submitted"


def test_whoever_has_begun_keeps_it(in_acme: Workspace, owner: User, maya: Advocate) -> None:
    first, second = make_live(owner, title="Say hello"), make_live(owner, title="Tell your story")
    keep_answers(mission=second, advocate=maya, slot=1, fields={"text": "So far"}, now=NOW)
    set_prerequisites(mission=second, missions=[first.pk])
    assert second in open_to(maya, now=NOW)
    assert not locked_to(maya, now=NOW).exists()
    told = next(c for c in conditions(second, maya, now=NOW, zone=ZONE) if c.key == "unlocked")
    assert told.passed
    assert str(told.value).startswith("Began before it was locked")


def test_the_hub_shows_what_is_locked_and_what_to_do_first(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        first, second = pair(owner)
    hub = open_hub(acme, maya)
    assert "Tell your story" not in hub.get("/acme/missions/").content.decode()
    shelf = hub.get("/acme/missions/?shelf=locked").content.decode()
    assert "Tell your story" in shelf
    assert "First: “Say hello”" in shelf
    page = hub.get(f"/acme/missions/{second.pk}/").content.decode()
    assert f'href="/acme/missions/{first.pk}/"' in page
    with workspace_scope(acme.pk):
        hand_in(first, maya, now=timezone.now())
    assert "Tell your story" in hub.get("/acme/missions/").content.decode()
    assert "Nothing is locked" in hub.get("/acme/missions/?shelf=locked").content.decode()


def test_missions_that_would_wait_for_each_other_are_refused(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        first, second = pair(owner)
        third = make_live(owner, title="Third", requires=[str(second.pk)])
        before = Prerequisite.objects.count()
    body = {
        "title": "Say hello", "minutes": "10", "audience": "registered", "listed": "on", "notify": "no",
        "type-proof": "text", "cover": "1", "requires": [str(third.pk)],
    }  # fmt: skip
    answer = client.post(f"/acme/console/missions/{first.pk}/steps/setup/", body)
    assert answer.status_code == 422
    assert "These missions would wait for each other." in answer.content.decode()
    with workspace_scope(acme.pk):
        assert Prerequisite.objects.count() == before
        draft = make_draft(owner)
    assert client.post(f"/acme/console/missions/{draft.pk}/steps/setup/", body).status_code == 302


@pytest.mark.parametrize("trigger", ["instant", "segment"])
def test_nobody_is_written_to_about_what_is_locked_for_them(
    acme: Workspace, owner: User, maya: Advocate, client: Client, trigger: str
) -> None:
    tom = make_advocate(acme, name="Tom", email="tom@example.com")
    with workspace_scope(acme.pk):
        segment = make_segment(owner)
        put_in(segment=segment, advocates=[maya.pk, tom.pk], by=owner, now=NOW)
        first = make_live(owner, title="Say hello")
        hand_in(first, maya)
        set_off = {"trigger": "segment", "trigger_segment": str(segment.pk), "arming": "now"}
        raw: dict[str, Any] = {
            "notify": "yes",
            "requires": [str(first.pk)],
            **(set_off if trigger == "segment" else {}),
        }
        draft = make_draft(owner, title="Tell your story", **raw)
    check = client.get(f"/acme/console/missions/{draft.pk}/check/").content.decode()
    assert "See it locked at first" in check
    client.post(f"/acme/console/missions/{draft.pk}/launch/")
    relay()
    work()
    with workspace_scope(acme.pk):
        written = Notice.objects.filter(facts__mission=draft.pk).values_list("advocate__name", flat=True)
        assert list(written) == ["Maya Okafor"]
        assert set(people_let_in(Mission.objects.get(pk=draft.pk))) == {maya}
