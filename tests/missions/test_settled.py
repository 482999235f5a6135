"""All settings of a mission are read on one page, from its row in the list on."""

import pytest
from django.test import Client

from accounts.models import Role, User, Workspace
from foundation.tenancy import workspace_scope
from missions.operations.missions import save_draft
from tests.factories.accounts import NOW, make_member
from tests.factories.missions import make_live

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.covers("S3-08")
def test_from_the_list_one_comes_to_a_mission_and_reads_its_settings(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, title="Write about us", disclaimer="Small <b>print</b>", minutes="17")
        save_draft(mission=mission, fields={"disclaimer": "Not published"}, by=owner, now=NOW)
    page = f"/acme/console/missions/{mission.pk}/"
    assert f'href="{page}"' in client.get("/acme/console/missions/").text
    assert f'href="{page}settings/"' in client.get(page).text
    told = client.get(f"{page}settings/").text
    for words in (
        "Small &lt;b&gt;print&lt;/b&gt;",
        "17",
        "All registered members",
        "A reviewer",
        "Changes that are not",
    ):
        assert words in told
    assert "Not published" not in told
    assert f'href="{page}steps/setup/"' in told
    analyst = Client()
    analyst.force_login(make_member(acme, Role.ANALYST), backend=BACKEND)
    told = analyst.get(f"{page}settings/").text
    assert "All registered members" in told
    assert f"{page}steps/setup/" not in told
    assert client.get(f"{page}settings/".replace("acme", "globex")).status_code == 404
