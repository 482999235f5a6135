"""Templates make drafts that can be launched; a mission's texts around the task, and who sees it, reach people."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.forms.gallery import draft_of
from missions.forms.whole import Whole
from missions.models import Mission, Revision
from missions.open_missions import open_to
from missions.operations.missions import create_mission, launch_mission
from missions.operations.submissions import keep_answers
from missions.rules import refusal
from missions.types import TYPES
from missions.types.base import Effort, MissionType
from missions.types.base_templates import gallery, templates_found
from programs.models import Tag, Tagging
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, make_live
from tests.factories.programs import make_advocate
from tests.missions.test_settings import picture
from tests.missions.test_wizard import SETUP, url

NEW = "/acme/console/missions/new/"


@pytest.mark.covers("S0-11", "S0-27", "S0-28", "S0-29", "S1-22")
@pytest.mark.parametrize("key", gallery())
def test_a_template_makes_a_draft_that_can_be_launched_once_what_it_needs_is_there(
    in_acme: Workspace, key: str
) -> None:
    by, offered = User.objects.get(email="owner@acme.example"), gallery()[key]
    raw: dict[str, Any] = draft_of(offered)
    needed = {f"type-{name}": need.example for name, need in offered.template.needs.items()}
    assert not any(raw.get(name) for name in needed)
    mission = create_mission(type_key=offered.entry.key, raw=raw | needed, by=by, now=NOW)
    whole = Whole(mission, zone=ZONE)
    assert [problem.message for problem in whole.problems()] == []
    launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=by, now=NOW)
    assert mission.title == str(offered.template.title)
    assert mission.points == offered.points


def test_every_type_has_templates_and_there_are_enough_of_them() -> None:
    found = {entry.key for entry in TYPES.values() if len(templates_found(type_key=entry.key)) >= 2}
    assert found == set(TYPES)
    assert len(gallery()) >= 40


@pytest.mark.covers("S1-11", "S1-12", "S1-24", "S0-11", "S0-13")
def test_a_template_is_searched_looked_at_and_taken(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get(f"{NEW}?words=g2+review").content.decode()
    assert "Share your G2 review" in page
    assert "How was our event?" not in page
    part = client.get(f"{NEW}?words=xyzzy", headers={"HX-Request": "true"}).content.decode()
    assert "No template has all of these words" in part
    assert "<html" not in part
    of_type = client.get(f"{NEW}?type=survey").content.decode()
    assert "Tell us about your ROI" in of_type
    assert "Share your G2 review" not in of_type
    page = client.get(f"{NEW}templates/review-g2/").content.decode()
    assert "The address of your page on G2" in page
    answer = client.post(f"{NEW}templates/review-g2/")
    with workspace_scope(acme.pk):
        mission = Mission.objects.select_related("activity").get()
        assert (mission.state, mission.title, mission.activity.type) == ("draft", "Share your G2 review", "review")
    assert answer.headers["Location"] == url(mission, "steps/trigger/")
    assert client.get(f"{NEW}templates/none/").status_code == 404


@pytest.mark.covers("S2-01", "S2-04", "S2-05", "S2-06", "S2-07", "S0-02", "S0-42", "S0-57", "S0-58")
def test_who_begins_is_told_when_to_ask_when_to_tell_and_what_planning_takes(owner: User, client: Client) -> None:
    page = " ".join(client.get(NEW).text.split())
    assert "People should do something" in page
    assert '?type=update" >I only want to tell something</a>' in page
    assert "<td>Small to medium</td> <td>Medium to large</td>" in page
    assert 'href="/acme/console/campaigns/">To the campaigns' in page
    assert "planning: small" in page
    assert "planning: medium" in page
    assert {entry.effort for entry in TYPES.values()} == {Effort.SMALL, Effort.MEDIUM}
    for kind in ("survey", "update"):  # both stand in one list, and are made in one place
        client.post(NEW, {"type": kind})
    page = client.get("/acme/console/missions/").text
    assert "Complete survey" in page
    assert "Send update" in page


@pytest.mark.covers("S2-33", "S2-129", "S2-130")
@pytest.mark.parametrize("entry", TYPES.values(), ids=TYPES)
def test_each_type_says_what_it_does_what_it_is_best_for_and_what_others_have_learned(
    owner: User, client: Client, entry: MissionType
) -> None:
    page = client.get(NEW, {"type": entry.key}).text
    for words in (entry.what, f"Best for: {entry.best_for}", *entry.tips):
        assert str(words) in page


@pytest.mark.covers("S2-10", "S2-11", "S2-12", "S2-13", "S2-14", "S2-15", "S2-16")
@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ("digest", "update-newsletter"),
        ("release", "update-product"),
        ("webinar", "update-invitation"),
        ("advisory board", "update-invitation"),
        ("dinner", "update-invitation"),
        ("holiday", "update-thanks"),
        ("heads-up before", "update-heads-up"),
        ("inactive", "update-come-back"),
    ],
)
def test_an_update_is_found_by_what_it_is_wanted_for(wish: str, key: str) -> None:
    assert key in {offered.template.key for offered in templates_found(words=wish, type_key="update")}


@pytest.mark.covers("S1-23", "S0-12")
def test_a_blank_card_makes_an_empty_draft_of_its_type(acme: Workspace, owner: User, client: Client) -> None:
    assert "Blank: Complete survey" in client.get(NEW).content.decode()
    client.post(NEW, {"type": "survey"})
    with workspace_scope(acme.pk):
        raw = Revision.objects.get().raw
    assert not [name for name in raw if name.startswith("type-")]
    assert "title" not in raw


@pytest.mark.covers("S3-22", "S3-23", "S3-29", "S3-30", "S3-31", "S3-32", "S3-33")
def test_disclaimer_start_button_and_the_image_for_phones_reach_the_advocate(
    acme: Workspace, owner: User, client: Client
) -> None:
    maya = make_advocate(acme)
    client.post(NEW, {"type": "custom_task"})
    with workspace_scope(acme.pk):
        mission = Mission.objects.get()
    setup = client.get(url(mission, "steps/setup/")).content.decode()
    for label in ("Learn More", "Find Friends", "Share", "Retweet", "Sign Up"):
        assert f'<option value="{label}">' in setup
    words = {"disclaimer": "Paid for by Acme.\nNo purchase needed.", "start_label": "Take Part", "notify": "no"}
    client.post(url(mission, "steps/setup/"), SETUP | words | {"phone_upload": picture(1000, 1400)})
    client.post(url(mission, "steps/recognition/"), {"recognition": "none", "approval": "manual", "limit": "once"})
    assert "Paid for by Acme." in client.get(url(mission, "check/")).content.decode()
    client.post(url(mission, "launch/"))
    page = open_hub(acme, maya).get(f"/acme/missions/{mission.pk}/").content.decode()
    assert "Paid for by Acme." in page
    assert "Take Part" in page
    assert 'media="(max-width: 40rem)"' in page
    client.post(url(mission, "steps/setup/"), SETUP | {"start_label": "", "notify": "no"})
    client.post(url(mission, "launch/"))
    other = make_advocate(acme, name="Jonas", email="jonas@example.com")
    hub = open_hub(acme, other)
    spanish = hub.get(f"/acme/missions/{mission.pk}/", headers={"accept-language": "es"}).content.decode()
    assert re.search(r'href="#slot1"[^>]*>\s*Empezar', spanish)
    page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    assert 'href="#slot1"' in page
    assert "Paid for by Acme." not in page


@pytest.mark.covers("G-35", "S3-89")
def test_visibility_changes_after_its_effect_was_shown_and_who_began_keeps_it(
    acme: Workspace, owner: User, client: Client
) -> None:
    people = [make_advocate(acme, name=f"P{n}", email=f"p{n}@example.com") for n in range(4)]
    with workspace_scope(acme.pk):
        mission, vip = make_live(owner), Tag.objects.create(name="vip")
        Tagging.objects.create(advocate=people[0], tag=vip)
        keep_answers(mission=mission, advocate=people[1], slot=1, fields={"text": "So far"}, now=timezone.now())
    body = {"audience": "chosen", "include": [f"tag:{vip.pk}"], "listed": ""}
    page = client.post(url(mission, "visibility/"), body).content.decode()
    for words in ("2 people will no longer see it.", "1 has begun and keeps it.", "The hub no longer lists it"):
        assert words in page
    with workspace_scope(acme.pk):
        assert Mission.objects.get().audience == "registered"
    client.post(url(mission, "visibility/"), body | {"confirmed": "1"})
    with workspace_scope(acme.pk):
        row = Mission.objects.get()
        now = timezone.now()
        assert (row.audience, row.listed, row.live and row.live.number) == ("chosen", False, 2)
        assert [open_to(person, now=now).exists() for person in people] == [True, True, False, False]
        assert [refusal(row, person, now=now, zone=ZONE) is None for person in people] == [True, True, False, False]
    assert client.post(url(mission, "visibility/"), {"audience": "chosen", "confirmed": "1"}).status_code == 422
