"""The share link opens the mission, signs nobody in, and shows a draft to staff only."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.models import Mission
from missions.operations.sharing import renew_share_link
from missions.sharing import mission_of_share, qr_code, share_log, share_token, share_url
from programs.models import Tag, Tagging
from tests.factories.hub import open_hub
from tests.factories.missions import make_draft, make_live
from tests.factories.programs import make_advocate
from tests.programs.hub_door import ask, mail_of

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"}
SLACK = {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}


def path_of(mission: Mission) -> str:
    with addressed_to("acme"):
        return "/acme/" + share_url(mission).partition("/acme/")[2]


@pytest.mark.covers("S2-155", "S1-84")
def test_a_drafts_link_previews_to_staff_and_tells_others_nothing(
    acme: Workspace, owner: User, client: Client, other_browser: Client
) -> None:
    with workspace_scope(acme.pk):
        path = path_of(draft := make_draft(owner, title="Secret plan"))
    shown = client.get(path, follow=True)
    assert shown.redirect_chain == [(f"/acme/console/missions/{draft.pk}/preview/", 302)]
    assert "Secret plan" in shown.content.decode()
    hidden = other_browser.get(path, headers=FIREFOX)
    assert hidden.status_code == 404
    assert "Secret plan" not in hidden.content.decode()
    assert "still being prepared" in hidden.content.decode()


def test_who_opens_the_link_is_led_to_the_mission_and_counted(
    acme: Workspace, owner: User, client: Client, other_browser: Client
) -> None:
    with workspace_scope(acme.pk):
        path = path_of(mission := make_live(owner))
    for headers in (FIREFOX, FIREFOX, SLACK):
        assert other_browser.get(path, headers=headers).headers["Location"] == f"/acme/missions/{mission.pk}/"
    client.get(path, headers=FIREFOX)  # staff are not counted
    with workspace_scope(acme.pk):
        log = share_log(mission, now=timezone.now())
    assert (log.times, log.people, [(day.times, day.people) for day in log.days]) == (2, 1, [(2, 1)])
    page = client.get(f"/acme/console/missions/{mission.pk}/share/").content.decode()
    assert "Opened 2 times by 1 visitor." in " ".join(page.split())


def test_a_link_that_is_revoked_or_replaced_opens_nothing(
    acme: Workspace, owner: User, client: Client, other_browser: Client
) -> None:
    with workspace_scope(acme.pk):
        path = path_of(mission := make_live(owner))
        token = share_token(mission)
    panel = f"/acme/console/missions/{mission.pk}/share/"
    client.post(f"{panel}removal/")
    assert other_browser.get(path).status_code == 410
    assert client.get(f"{panel}code.svg").status_code == 404
    client.post(f"{panel}renewal/")
    assert other_browser.get(path).status_code == 410
    with workspace_scope(acme.pk):
        mission.refresh_from_db()
        assert mission_of_share(token) == (mission, False)
        assert mission_of_share(share_token(mission)) == (mission, True)
        assert mission_of_share(token[:-2]) == (None, False)
        path = path_of(mission)
    assert other_browser.get(path).status_code == 302


def test_the_qr_code_holds_the_link_and_is_a_picture(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner)
        old = qr_code(path_of(mission), "svg")
        renew_share_link(mission=mission, by=owner, now=timezone.now())
        assert qr_code(path_of(mission), "svg") != old
    panel = f"/acme/console/missions/{mission.pk}/share/"
    assert client.get(f"{panel}code.png").content.startswith(b"\x89PNG")
    assert client.get(f"{panel}code.svg").headers["Content-Type"] == "image/svg+xml"
    assert client.get(f"{panel}code.gif").status_code == 404


@pytest.mark.covers("S3-97", "S3-98", "S3-99", "S3-100", "S3-102", "S3-103", "G-36")
def test_the_link_of_a_private_mission_is_there_at_once_and_leads_those_it_is_for_through_the_door_to_it(
    acme: Workspace, owner: User, client: Client, other_browser: Client
) -> None:
    maya, tom = make_advocate(acme), make_advocate(acme, email="tom@example.com")
    with workspace_scope(acme.pk):
        beta = Tag.objects.create(name="beta")
        Tagging.objects.create(advocate=maya, tag=beta)
        mission = make_live(owner, audience="chosen", include=[f"tag:{beta.pk}"])
        path = path_of(mission)
    panel = client.get(f"/acme/console/missions/{mission.pk}/share/").content.decode()
    assert path in panel  # sent to nobody, and nothing was loaded again
    for way in (
        "mailto:?subject=",
        "https://wa.me/?text=",
        "https://www.linkedin.com/sharing/",
        "https://x.com/intent/",
    ):
        assert way in panel
    page = f"/acme/missions/{mission.pk}/"
    door = other_browser.get(path, headers=FIREFOX, follow=True).redirect_chain[-1][0]
    assert door == f"/acme/sign-in/?next={page}"
    ask(other_browser, maya.email or "", back=page)
    assert other_browser.post("/acme/sign-in/code/", {"code": mail_of(acme)[1]})["Location"] == page
    sent = other_browser.post(f"{page}1/submission/", {"slot1-text": "Done."}, follow=True)
    assert "Sent, in review" in sent.content.decode()
    refused = open_hub(acme, tom).get(path, headers=FIREFOX, follow=True)
    assert (refused.status_code, mission.title in refused.content.decode()) == (404, False)


def test_the_link_of_a_mission_for_anyone_leads_to_its_public_page_and_members_on_to_theirs(
    acme: Workspace, owner: User, other_browser: Client
) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        path = path_of(mission := make_live(owner, audience="anyone"))
    assert other_browser.get(path)["Location"] == f"/acme/m/{mission.pk}/"
    chain = open_hub(acme, maya).get(path, follow=True).redirect_chain
    assert [place for place, _status in chain] == [f"/acme/m/{mission.pk}/", f"/acme/missions/{mission.pk}/"]
