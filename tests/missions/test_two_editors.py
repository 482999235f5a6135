"""Two people edit one draft; changes are thrown away and put back: nothing typed is lost."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.models import Mission
from missions.operations.missions import discard_draft, publish_changes, restore_draft, save_draft
from tests.factories.accounts import make_member
from tests.factories.missions import make_draft, make_live
from tests.guards.addresses.missions import RECOGNITION

SETUP = {"title": "Hers", "minutes": "10", "audience": "registered", "notify": "no", "type-proof": "text"}


def seen_at(client: Client, page: str) -> str:
    found = re.search(r'name="seen_at"\s+value="([^"]+)"', client.get(page).content.decode())
    assert found
    return found[1]


def test_the_second_of_two_editors_is_told_and_loses_nothing(acme: Workspace, owner: User, client: Client) -> None:
    jonas = Client()
    member = make_member(acme, Role.MANAGER)
    jonas.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    with workspace_scope(acme.pk):
        draft = make_draft(owner, title="As it was")
    page = f"/acme/console/missions/{draft.pk}/steps/setup/"
    hers, his = seen_at(client, page), seen_at(jonas, page)
    assert client.post(f"{page}draft/", {**SETUP, "seen_at": hers}).status_code == 200
    assert client.post(f"{page}draft/", {**SETUP, "title": "Hers again", "seen_at": hers}).status_code == 200
    told = jonas.post(f"{page}draft/", {**SETUP, "title": "His", "seen_at": his})
    assert told.status_code == 409
    both = jonas.post(page, {**SETUP, "title": "His", "seen_at": his})
    assert both.status_code == 409
    text = both.content.decode()
    assert 'value="His"' in text
    assert re.search(r"Hers again\s*</del>", text)
    other_step = page.replace("setup", "recognition")
    assert jonas.post(other_step, {**RECOGNITION, "seen_at": his}).status_code == 302
    with workspace_scope(acme.pk):
        assert Mission.objects.get().title == "Hers again"
    assert jonas.post(page, {**SETUP, "title": "His", "seen_at": his, "overwrite": "on"}).status_code == 302
    with workspace_scope(acme.pk):
        assert Mission.objects.get().title == "His"


def test_thrown_away_changes_can_be_put_back_until_there_are_newer_ones(
    acme: Workspace, owner: User, client: Client
) -> None:
    now = timezone.now()
    with workspace_scope(acme.pk):
        mission = make_live(owner)
        save_draft(mission=mission, fields={"title": "New words"}, by=owner, now=now)
    gone = client.post(f"/acme/console/missions/{mission.pk}/draft/removal/", follow=True).content.decode()
    found = re.search(r"/acme/console/missions/\d+/draft/\d+/return/", gone)
    assert found
    assert "The changes are back." in client.post(found[0], follow=True).content.decode()
    with workspace_scope(acme.pk):
        mission.refresh_from_db()
        assert mission.draft is not None
        assert mission.draft.raw["title"] == "New words"
        revision = discard_draft(mission=mission, by=owner)
        with pytest.raises(MoveNotAllowed):
            discard_draft(mission=mission, by=owner)
        newer = save_draft(mission=mission, fields={"title": "Newer"}, by=owner, now=now)
        with pytest.raises(MoveNotAllowed):
            restore_draft(mission=mission, revision=revision, by=owner, now=now)
        assert mission.live is not None
        content = {**mission.live.content, "title": "Newer"}
        publish_changes(mission=mission, content=content, by=owner, now=now)
        mission.refresh_from_db()
        assert mission.live_id == newer.pk
        with pytest.raises(MoveNotAllowed):
            restore_draft(mission=mission, revision=revision, by=owner, now=now)
