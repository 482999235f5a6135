"""Making a mission: nothing typed is lost, problems are named where they are mended, the launch happens once."""

import re

import pytest
from django.test import Client

from accounts.models import Role, User, Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from missions.models import Mission, Revision
from missions.operations.missions import archive_mission, end_mission
from programs.models import Advocate, Tag, Tagging
from tests.factories.accounts import NOW, make_member
from tests.factories.missions import make_draft, make_live

SETUP = {
    "title": "Write about us", "description": "<p>Please</p>", "minutes": "10", "cover": "2", "audience": "registered",
    "listed": "on", "notify": "yes", "type-proof": "text",
}  # fmt: skip
RECOGNITION = {"recognition": "points", "points": "120", "approval": "manual", "limit": "once", "ends_local": ""}


@pytest.fixture
def draft(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_draft(owner)


def url(mission: Mission, rest: str = "") -> str:
    return f"/acme/console/missions/{mission.pk}/{rest}"


def kept(workspace: Workspace) -> dict[str, object]:
    with workspace_scope(workspace.pk):
        raw: dict[str, object] = Revision.objects.get().raw
        return raw


@pytest.mark.covers(
    "S1-11",
    "S1-12",
    "S1-23",
    "S2-35",
    "S2-42",
    "S2-93",
    "S1-02",
    "S1-20",
    "S3-17",
    "S3-18",
    "S3-19",
    "S3-20",
    "S3-21",
    "S2-18",
    "S2-43",
)
def test_every_type_is_offered_with_what_it_is_best_for(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get("/acme/console/missions/new/").content.decode()
    for words in ("Blank: Custom task", "Blank: Submit review", "Blank: Complete survey", "Best for: Review programs."):
        assert words in page
    for words in ("Blank: Social post", "Blank: Submit referral", "Blank: Record video", "Blank: Send update"):
        assert words in page
    assert "Blank: Open a web page" in page
    assert "Best for: Voter registration, events, memberships, petitions." in page


@pytest.mark.covers("S1-25", "S1-26", "S1-27", "S1-28")
def test_choosing_a_type_makes_a_draft_and_leads_to_the_trigger(acme: Workspace, owner: User, client: Client) -> None:
    answer = client.post("/acme/console/missions/new/", {"type": "survey"})
    with workspace_scope(acme.pk):
        mission = Mission.objects.select_related("activity").get()
    assert answer.headers["Location"] == url(mission, "steps/trigger/")
    assert (mission.state, mission.activity.type) == ("draft", "survey")
    assert "stays a draft" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.covers("S1-33", "S1-34", "S1-35", "S2-91")
def test_what_is_wrong_is_kept_as_typed_and_summarised_with_links(
    acme: Workspace, draft: Mission, client: Client
) -> None:
    answer = client.post(url(draft, "steps/setup/"), SETUP | {"title": "", "minutes": "abc"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'href="#id_title"\s*>[^<]*Give the mission a title\.', page)
    assert 'href="#id_minutes"' in page
    assert 'value="abc"' in page
    assert (kept(acme)["title"], kept(acme)["minutes"]) == ("", "abc")
    fresh = client.get(url(draft, "steps/setup/")).content.decode()
    assert 'value="abc"' in fresh
    assert "error-summary" not in fresh  # coming back, nobody is scolded
    assert "error-summary" in client.get(url(draft, "steps/setup/") + "?errors").content.decode()


@pytest.mark.covers("S1-82")
def test_typing_is_saved_without_pressing_anything(acme: Workspace, draft: Mission, client: Client) -> None:
    answer = client.post(url(draft, "steps/recognition/draft/"), {"points": "twelve"})
    assert re.fullmatch(r"Draft saved \d\d:\d\d:\d\d", answer.content.decode())
    assert kept(acme)["points"] == "twelve"
    assert kept(acme)["title"] == "Write about us"  # other steps stay


@pytest.mark.covers("S1-71", "S1-72", "S1-73", "S1-76")
def test_the_check_lists_every_problem_with_the_place_to_mend_it(
    acme: Workspace, draft: Mission, client: Client
) -> None:
    client.post(url(draft, "steps/recognition/draft/"), RECOGNITION | {"points": "lots"})
    page = client.get(url(draft, "check/")).content.decode()
    assert f'href="{url(draft, "steps/recognition/")}?errors#id_points"' in page
    assert "Launch to" not in page
    assert client.post(url(draft, "launch/")).headers["Location"] == url(draft, "check/")
    with workspace_scope(acme.pk):
        assert Mission.objects.get().state == "draft"


@pytest.mark.covers("S1-38", "S1-41", "S1-46", "S1-47", "S1-48", "S2-104")
def test_the_launch_names_its_effect(acme: Workspace, draft: Mission, client: Client) -> None:
    with workspace_scope(acme.pk):
        people = [Advocate.objects.create(name=str(n), email=f"p{n}@example.com" if n else None) for n in range(3)]
        vip = Tag.objects.create(name="vip")
        Tagging.objects.create(advocate=people[1], tag=vip)
    client.post(url(draft, "steps/setup/"), SETUP)
    page = client.get(url(draft, "check/")).content.decode()
    assert "Launch to 3 people" in page
    assert "2 e-mails leave when it goes live." in page
    client.post(url(draft, "steps/setup/"), SETUP | {"audience": "chosen", "include": [f"tag:{vip.pk}"]})
    assert "Launch to 1 person" in client.get(url(draft, "check/")).content.decode()


@pytest.mark.covers("S1-74", "S2-56")
def test_launching_twice_launches_once(acme: Workspace, draft: Mission, client: Client) -> None:
    for _ in range(2):
        assert client.post(url(draft, "launch/")).headers["Location"] == url(draft)
    with workspace_scope(acme.pk):
        assert Mission.objects.get().state == "live"
        assert Event.objects.filter(name="mission.launched").count() == 1


@pytest.mark.covers("B-12", "S1-73", "S3-09")
def test_a_live_mission_is_edited_as_a_draft_of_itself(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner)
    client.post(url(mission, "steps/setup/"), SETUP | {"title": "A better title"})
    with workspace_scope(acme.pk):
        assert Mission.objects.get().title == "Write about us"
    assert "There are changes that nobody sees yet" in client.get(url(mission)).content.decode()
    client.post(url(mission, "launch/"))
    with workspace_scope(acme.pk):
        row = Mission.objects.get()
        assert (row.title, row.draft, row.revisions.count()) == ("A better title", None, 2)


def test_changes_can_be_discarded(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner)
    client.post(url(mission, "steps/setup/"), SETUP | {"title": "A worse title"})
    client.post(url(mission, "draft/removal/"))
    with workspace_scope(acme.pk):
        row = Mission.objects.get()
        assert (row.title, row.draft) == ("Write about us", None)


@pytest.mark.covers("G-07", "S1-80", "S3-13")
@pytest.mark.parametrize("from_list", [True, False])
def test_a_copy_is_a_draft_with_the_same_settings_at_its_first_step(
    acme: Workspace, owner: User, client: Client, from_list: bool
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner)
    page = client.get("/acme/console/missions/" if from_list else url(mission)).content.decode()
    assert f'action="{url(mission, "copies/")}"' in page
    answer = client.post(url(mission, "copies/"))
    with workspace_scope(acme.pk):
        copy = Mission.objects.order_by("-pk")[0]
        assert (copy.title, copy.state, copy.submissions.count()) == ("Copy of Write about us", "draft", 0)
    assert answer.headers["Location"] == url(copy, "type/")


@pytest.mark.covers("S2-121", "S2-122", "S2-123", "G-23")
def test_archiving_deletes_nothing_and_can_be_taken_back(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner)
        end_mission(mission=mission, by=owner, now=NOW)
        archive_mission(mission=mission, by=owner, now=NOW)
    assert "Write about us" not in client.get("/acme/console/missions/").content.decode()
    assert "Write about us" in client.get("/acme/console/missions/?state=archived").content.decode()
    client.post(url(mission, "state/restore/"))
    with workspace_scope(acme.pk):
        assert Mission.objects.get().state == "ended"


@pytest.mark.covers("S1-01", "S1-04", "S1-05", "S1-06", "S1-07", "S1-09", "S1-10", "S1-44")
def test_the_list_shows_status_type_audience_and_visibility(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        make_live(owner)
    page = client.get("/acme/console/missions/").content.decode()
    for words in ("Live", "Custom task", "All registered members", "In the hub", "New mission"):
        assert words in page
    part = client.get("/acme/console/missions/?words=nothing", headers={"HX-Request": "true"}).content.decode()
    assert "No mission matches these filters" in part
    assert "<html" not in part


def test_the_filters_are_in_the_address_and_who_filters_anew_begins_at_the_newest(
    acme: Workspace, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("missions.views.listing.PAGE", 1)
    with workspace_scope(acme.pk):
        older, newer = make_live(owner, title="Write a review"), make_live(owner, title="Write a post")
        make_live(owner, title="Call us")
    page = client.get("/acme/console/missions/?words=write&state=live&type_key=custom_task").content.decode()
    assert "Write a post" in page
    assert "Call us" not in page
    assert 'value="write"' in page
    assert 'value="live" selected' in page
    after = f"?words=write&amp;state=live&amp;type_key=custom_task&amp;after={newer.pk}"
    assert after in page
    following = client.get(f"/acme/console/missions/{after}".replace("&amp;", "&")).content.decode()
    assert url(older) in following
    assert "Write a post" not in following
    assert 'name="after"' not in following


@pytest.mark.parametrize(("role", "status"), [(Role.MANAGER, 200), (Role.REVIEWER, 403), (Role.ANALYST, 403)])
def test_only_those_who_manage_missions_make_them(acme: Workspace, client: Client, role: Role, status: int) -> None:
    client.force_login(make_member(acme, role), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/acme/console/missions/new/").status_code == status


def test_a_mission_of_another_workspace_is_not_found(globex: Workspace, draft: Mission, client: Client) -> None:
    stranger = User.objects.get(email="owner@globex.example")
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    for rest in ("", "steps/setup/", "check/", "mail/", "why/", "results/"):
        assert client.get(f"/globex/console/missions/{draft.pk}/{rest}").status_code == 404
        assert client.get(url(draft, rest)).status_code == 404
    assert client.post(url(draft, "launch/")).status_code == 404
