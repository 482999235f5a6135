"""What staff set about cycles: how often, with the dates it means, and other words for coming ones."""

import pytest
import time_machine
from django.test import Client

from accounts.models import User, Workspace
from events.models import Due
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.open_missions import listed_for
from missions.operations.missions import save_draft
from missions.texts import title_of
from programs.models import Advocate
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, make_draft
from tests.factories.programs import make_advocate
from tests.missions.test_recurring import BACKEND, DAY, LAUNCH, recurring


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.mark.covers("S2-44", "D-05", "D-06", "G-13")
def test_the_wizard_shows_the_next_dates_and_the_check_both_before_and_after(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner, now=LAUNCH)
    url, kept = (
        f"/acme/console/missions/{mission.pk}/",
        {"recognition": "points", "points": "100", "approval": "manual"},
    )
    with time_machine.travel(LAUNCH):
        client.force_login(owner, backend=BACKEND)
        page = client.get(f"{url}steps/recognition/").content.decode()
        for words in (
            "Once only",
            "Once per week",
            "Once per month",
            "Every 3 months",
            "Once per 90 days",
            "As often as",
        ):
            assert words in page
        client.post(f"{url}steps/recognition/draft/", {**kept, "limit": "quarterly"})
        page = client.get(f"{url}steps/recognition/").content.decode()
        for day in ("15 Jul 2027, 09:00 Europe/Berlin", "15 Oct 2027, 09:00", "15 Jan 2028, 09:00 Europe/Berlin"):
            assert day in page
        answer = client.post(f"{url}steps/recognition/", {**kept, "limit": "every", "interval": ""})
        assert "Say how many days, weeks or months." in answer.content.decode()
    with workspace_scope(acme.pk):
        live = recurring(owner, "quarterly")
        save_draft(mission=live, fields={"limit": "days90"}, by=owner, now=LAUNCH)
    with time_machine.travel(LAUNCH + DAY):
        page = client.get(f"/acme/console/missions/{live.pk}/check/").content.decode()
        for day in ("15 Jul 2027, 09:00", "14 Jul 2027, 09:00", "It began on 15 Apr 2027, 09:00 Europe/Berlin"):
            assert day in page
    assert not Due.objects.filter(work="missions.reset").exists()


@pytest.mark.covers("G-11", "S2-52", "S2-53")
def test_the_second_cycle_shows_the_second_words_and_where_there_are_none_it_repeats(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(
            owner, "weekly", description="<p>As ever.</p>", cycle_title_2="Spring story",
            cycle_text_2="Tell of <spring>.", cycle_text_4="Only other words.",
        )  # fmt: skip
    shown = [
        ("Write about us", "As ever."), ("Spring story", "Tell of &lt;spring&gt;."), ("Write about us", "As ever."),
        ("Write about us", "Only other words."), ("Write about us", "As ever."),
    ]  # fmt: skip
    for week, (title, text) in enumerate(shown):
        now = LAUNCH + week * 7 * DAY
        with time_machine.travel(now):
            hub = open_hub(acme, maya)
            page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
            assert (title in page, text in page) == (True, True), week
            assert ("Spring story" in page) is (week == 1)
            assert title in hub.get("/acme/missions/").content.decode()
        with workspace_scope(acme.pk):
            assert [row.title for row in listed_for(maya, now=now)] == [title]
            mission.refresh_from_db()
            assert title_of(mission, "", cycle=week) == title


@pytest.mark.covers("G-11")
def test_the_wizard_has_room_for_one_cycle_more_than_has_words(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner, limit="weekly")
    url, kept = f"/acme/console/missions/{mission.pk}/steps/recognition/", {"recognition": "none", "approval": "manual"}
    assert "Title in cycle 3" not in client.get(url).content.decode()
    client.post(f"{url}draft/", {**kept, "limit": "weekly", "cycle_title_2": "Spring", "cycle_text_2": ""})
    page = client.get(url).content.decode()
    assert ("Spring" in page, "Title in cycle 3" in page, "Title in cycle 4" in page) == (True, True, False)
    with workspace_scope(acme.pk):
        mission.refresh_from_db()
        content = Whole(mission, zone=ZONE).content()
    assert content["cycle_texts"] == [{"title": "Spring", "description": "", "summary": ""}]
