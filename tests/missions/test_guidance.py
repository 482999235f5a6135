"""What stands beside a choice for those who make a mission: help with it, parts of the type, what people will see."""

import re

import pytest
from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.models import AudienceRule, Mission
from missions.types import TYPES
from missions.types.base_templates import templates_found
from programs.models import Tag
from tests.factories.hub import open_hub
from tests.factories.missions import make_draft, make_live
from tests.factories.programs import make_advocate
from tests.missions.test_wizard import url


@pytest.mark.covers("S1-55", "S3-24", "S3-66")
def test_the_setup_names_the_type_and_asks_for_what_it_needs(acme: Workspace, owner: User, client: Client) -> None:
    asked = {}
    for key, entry in TYPES.items():
        with workspace_scope(acme.pk):
            draft = make_draft(owner, type_key=key)
        page = client.get(url(draft, "steps/setup/")).text
        assert f'<h2 class="text-xl">{entry.name}</h2>' in page
        asked[key] = frozenset(re.findall(r'name="(type-[a-z_]+)|value="(add:[a-z_]+)"', page))
    several = {key: [other for other in asked if asked[other] == names] for key, names in asked.items()}
    assert [keys for keys in several.values() if len(keys) > 1] == []


@pytest.mark.covers("S1-54", "S2-131")
def test_who_shares_the_link_by_hand_is_told_what_it_is_good_for(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner)
    page = " ".join(client.get(url(draft, "steps/setup/")).text.split())
    assert "a newsletter, your e-mail tool, a landing page, a community, a personal message." in page


@pytest.mark.covers("S2-17", "S2-18", "S2-19")
def test_an_update_is_begun_where_missions_are_and_has_a_title_and_words(
    acme: Workspace, owner: User, client: Client
) -> None:
    assert 'href="/acme/console/missions/new/"' in client.get("/acme/console/missions/").text
    assert "Blank: Send update" in client.get("/acme/console/missions/new/").text
    begun = client.post("/acme/console/missions/new/", {"type": "update"})["Location"]
    page = client.get(begun.replace("trigger", "setup")).text
    assert 'name="title"' in page
    assert 'value="add:text"' in page


@pytest.mark.covers("S0-06", "S0-07", "S0-08", "S0-25", "S0-26")
@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ("instagram story", "share-story-weekly"),
        ("tiktok", "video-tip"),
        ("like latest post", "task-follow"),
        ("weekly", "share-story-weekly"),
    ],
)
def test_small_things_to_do_again_and_again_have_a_template(wish: str, key: str) -> None:
    assert key in {offered.template.key for offered in templates_found(words=wish)}


@pytest.mark.covers("S3-77", "S3-78")
def test_the_pictures_of_a_registration_page_say_how_they_look_best(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, type_key="registration")
    page = " ".join(client.get(url(draft, "steps/setup/")).text.split())
    assert "Pictures look best between 1:1 and 3:2, up to 2 MB" in page


@pytest.mark.covers("S0-14")
@pytest.mark.parametrize("step", ["trigger", "setup", "recognition"])
def test_beside_each_step_stands_what_people_will_see(acme: Workspace, owner: User, client: Client, step: str) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, title="Look at me")
    page = client.get(url(draft, f"steps/{step}/")).text
    aside = page[page.index("<aside") :]
    assert "Look at me" in aside
    assert "As a person, side by side" in aside


@pytest.mark.covers("G-06", "S1-79")
def test_what_is_not_listed_is_absent_from_the_hub_and_reached_by_its_link(
    acme: Workspace, owner: User, client: Client
) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        mission = make_live(owner, title="Only by link", listed="", notify="no")
    hub = open_hub(acme, maya)
    assert "Only by link" not in hub.get("/acme/missions/").text
    assert "Only by link" in hub.get(f"/acme/missions/{mission.pk}/").text
    assert "Only with the link" in client.get("/acme/console/missions/").text


@pytest.mark.covers("G-05")
def test_the_list_says_in_words_whom_a_mission_is_for_and_its_page_how_many(
    acme: Workspace, owner: User, client: Client
) -> None:
    make_advocate(acme)
    with workspace_scope(acme.pk):
        missions = {kind: make_live(owner, title=kind) for kind in ("registered", "chosen", "anyone")}
        vip = Tag.objects.create(name="vip")
        AudienceRule.objects.create(mission=missions["chosen"], tag=vip, includes=True)
        for kind, mission in missions.items():
            Mission.objects.filter(pk=mission.pk).update(audience=kind)
    page = client.get("/acme/console/missions/").text
    for words in ("All registered members", "Anyone with the link", ">vip<"):
        assert words in page
    assert "All registered members (1)" in " ".join(client.get(url(missions["registered"])).text.split())


@pytest.mark.covers("S0-04")
def test_who_lets_something_be_done_again_and_again_reads_what_it_is_good_for(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner)
    page = " ".join(client.get(f"/acme/console/missions/{mission.pk}/steps/recognition/").text.split())
    assert "As often as they like" in page
    assert "It keeps people active. Each time is sent, decided and paid by itself" in page
