"""Approval before launch: who may launch, what is sent for approval, and what becomes of it."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import LaunchApproval, Profile, Role, User, Workspace
from events.tasks import relay
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.models import LaunchRequest, Mission
from missions.operations.approving import approve_launch, ask_for_launch
from missions.operations.missions import publish_changes, save_draft
from missions.states import LaunchRequestState, MissionState
from notifications.models import BellItem
from tests.factories.accounts import make_member
from tests.factories.missions import ZONE, make_draft, make_live

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class House:
    """An editor with a draft, and the owner, each with a browser."""

    draft: Mission
    editor: User
    owner: User
    editors: Client
    owners: Client

    @property
    def path(self) -> str:
        return f"/acme/console/missions/{self.draft.pk}/"

    def state(self) -> str:
        return Mission.objects.get(pk=self.draft.pk).state


@pytest.fixture
def house(acme: Workspace, owner: User, client: Client, other_browser: Client) -> House:
    editor = make_member(acme, Role.EDITOR, email="ed@acme.example")
    other_browser.force_login(editor, backend=BACKEND)
    with workspace_scope(acme.pk):
        return House(make_draft(editor), editor, owner, other_browser, client)


def demand(workspace: Workspace, whose: LaunchApproval) -> None:
    with workspace_scope(workspace.pk):
        Profile.objects.update(launch_approval=whose)


def told(workspace: Workspace, user: User) -> list[str]:
    relay()
    with workspace_scope(workspace.pk):
        return list(BellItem.objects.filter(staff=user).order_by("pk").values_list("kind", flat=True))


@pytest.mark.covers("X-53")
def test_it_is_off_at_first_and_then_an_editor_launches(acme: Workspace, house: House) -> None:
    house.editors.post(f"{house.path}launch/")
    with workspace_scope(acme.pk):
        assert house.state() == MissionState.LIVE


@pytest.mark.covers("X-53")
def test_an_editors_mission_waits_until_the_owner_launches_it_and_both_are_told(acme: Workspace, house: House) -> None:
    demand(acme, LaunchApproval.EDITORS)
    house.editors.post(f"{house.path}launch/")
    house.editors.post(f"{house.path}approval/", {"note": "For the fair"})
    house.editors.post(f"{house.path}launch/")
    with workspace_scope(acme.pk):
        assert house.state() == MissionState.DRAFT
        asked = LaunchRequest.objects.get()
    assert told(acme, house.owner) == ["launch_request.asked"]
    assert "1 mission waits for approval" in house.owners.get("/acme/console/bell/").content.decode()
    assert "Write about us" in house.owners.get("/acme/console/missions/?state=asked").content.decode()
    check = house.owners.get(f"{house.path}check/").content.decode()
    assert "For the fair" in check
    assert "Approve" in check
    house.owners.post(f"{house.path}launch/", {"request": asked.pk})
    with workspace_scope(acme.pk):
        assert house.state() == MissionState.LIVE
        asked.refresh_from_db()
        assert (asked.state, asked.closed_by) == (LaunchRequestState.APPROVED, house.owner)
    assert told(acme, house.editor) == ["launch_request.approved"]


@pytest.mark.covers("X-53")
def test_it_is_given_back_with_a_note_and_never_without_one(acme: Workspace, house: House) -> None:
    demand(acme, LaunchApproval.EDITORS)
    house.editors.post(f"{house.path}approval/")
    assert house.owners.post(f"{house.path}approval/return/", {"answer": " "}).status_code == 422
    assert house.editors.post(f"{house.path}approval/return/", {"answer": "No."}).status_code == 403
    house.owners.post(f"{house.path}approval/return/", {"answer": "Say who pays the stamps."})
    assert told(acme, house.editor) == ["launch_request.returned"]
    assert "Say who pays the stamps." in house.editors.get(f"{house.path}check/").content.decode()
    with workspace_scope(acme.pk):
        assert house.state() == MissionState.DRAFT


@pytest.mark.covers("X-53")
def test_a_change_voids_the_request_and_what_was_seen_is_not_launched(acme: Workspace, house: House) -> None:
    demand(acme, LaunchApproval.EDITORS)
    now = timezone.now()
    with workspace_scope(acme.pk):
        asked = ask_for_launch(mission=house.draft, by=house.editor, now=now)
        seen = Mission.objects.select_related("draft", "activity", "live").get(pk=house.draft.pk)
        content = Whole(seen, zone=ZONE).content()
        save_draft(mission=house.draft, fields={"title": "Write about us"}, by=house.editor, now=now)
        assert LaunchRequest.objects.get().state == LaunchRequestState.OPEN  # saved, and nothing was other
        save_draft(mission=house.draft, fields={"points": "9000"}, by=house.editor, now=timezone.now())
        assert LaunchRequest.objects.get().state == LaunchRequestState.FALLEN
        with pytest.raises(MoveNotAllowed):
            approve_launch(request=asked, mission=seen, content=content, by=house.owner, now=now)
    house.owners.post(f"{house.path}launch/", {"request": asked.pk})
    with workspace_scope(acme.pk):
        assert house.state() == MissionState.DRAFT


@pytest.mark.covers("X-53")
def test_where_everybody_needs_another_the_author_cannot_approve_her_own(acme: Workspace, house: House) -> None:
    demand(acme, LaunchApproval.EVERYONE)
    house.owners.post(f"{house.path}launch/")
    check = house.owners.get(f"{house.path}check/").content.decode()
    assert "Nobody else here may approve a launch" in check
    house.owners.post(f"{house.path}approval/")
    with workspace_scope(acme.pk):
        asked = LaunchRequest.objects.get()
    house.owners.post(f"{house.path}launch/", {"request": asked.pk})
    with workspace_scope(acme.pk):
        assert house.state() == MissionState.DRAFT
    other = make_member(acme, Role.MANAGER)
    house.editors.force_login(other, backend=BACKEND)
    house.editors.post(f"{house.path}launch/", {"request": asked.pk})
    with workspace_scope(acme.pk):
        assert house.state() == MissionState.LIVE


@pytest.mark.covers("X-53")
def test_changes_to_what_is_live_need_it_too(acme: Workspace, house: House) -> None:
    with workspace_scope(acme.pk):
        live = make_live(house.owner)
    demand(acme, LaunchApproval.EDITORS)
    path = f"/acme/console/missions/{live.pk}/"
    with workspace_scope(acme.pk):
        save_draft(mission=live, fields={"points": "200"}, by=house.editor, now=timezone.now())
    house.editors.post(f"{path}launch/")
    house.editors.post(f"{path}visibility/", {"audience": "registered", "listed": "", "confirmed": "1"})
    with workspace_scope(acme.pk):
        live.refresh_from_db()
        assert (live.points, live.listed) == (100, True)
    house.editors.post(f"{path}approval/")
    house.owners.post(f"{path}launch/")
    with workspace_scope(acme.pk):
        live.refresh_from_db()
        assert live.points == 200


def test_it_is_asked_for_once_and_taken_back_by_its_author_only(acme: Workspace, house: House) -> None:
    demand(acme, LaunchApproval.EDITORS)
    house.editors.post(f"{house.path}approval/")
    house.editors.post(f"{house.path}approval/")
    assert house.owners.post(f"{house.path}approval/removal/").status_code == 404
    house.editors.post(f"{house.path}approval/removal/")
    with workspace_scope(acme.pk):
        assert LaunchRequest.objects.get().state == LaunchRequestState.WITHDRAWN


def test_what_goes_live_by_itself_leaves_no_request_open(acme: Workspace, house: House) -> None:
    """A setting may be switched off while something waits."""
    now = timezone.now()
    with workspace_scope(acme.pk):
        live = make_live(house.owner)
        save_draft(mission=live, fields={"points": "200"}, by=house.owner, now=now)
        ask_for_launch(mission=live, by=house.editor, now=now)
        row = Mission.objects.select_related("draft", "activity", "live").get(pk=live.pk)
        publish_changes(mission=row, content=Whole(row, zone=ZONE).content(), by=house.owner, now=now)
        assert LaunchRequest.objects.get().state == LaunchRequestState.FALLEN
