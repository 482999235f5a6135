"""Short links lead to their stored address and nowhere else, and count the people who follow them."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.models import LinkVisit, Mission, ShortLink
from missions.operations.links import MOST_BELIEVED, keep_short_links
from missions.operations.missions import end_mission
from missions.types import TYPES
from missions.types.campaigns import with_campaign
from missions.types.places import content_of, links_of
from programs.models import Advocate
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate

TARGET = "https://www.example.com/launch?a=1&b=2"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, now=timezone.now())


@pytest.fixture
def path(acme: Workspace, mission: Mission, maya: Advocate) -> str:
    with workspace_scope(acme.pk):
        found = keep_short_links(mission=mission, advocate=maya, targets={"1": TARGET}, now=timezone.now())
    return f"/acme/s/{found['1']}/"


def counted(acme: Workspace) -> list[int]:
    with workspace_scope(acme.pk):
        return sorted(LinkVisit.objects.values_list("count", flat=True))


def test_it_leads_to_its_address_whatever_is_asked(acme: Workspace, path: str, owner: User, mission: Mission) -> None:
    browser = Client(headers={"User-Agent": FIREFOX})
    for query in ("", "?next=https://evil.example/", "?url=https://evil.example/&to=//evil.example"):
        answer = browser.get(path + query)
        assert (answer.status_code, answer.headers["Location"]) == (302, TARGET)
        assert "no-store" in answer.headers["Cache-Control"]
    assert browser.get("/acme/s/nothing/").status_code == 404
    assert browser.post(path).status_code == 405
    with workspace_scope(acme.pk):
        end_mission(mission=mission, by=owner, now=timezone.now())
    assert browser.get(path).headers["Location"] == TARGET


def test_another_workspace_has_no_such_link(globex: Workspace, path: str) -> None:
    assert Client().get(path.replace("acme", "globex")).status_code == 404


def test_visitors_are_counted_once_a_day_and_scripts_not_without_end(acme: Workspace, path: str) -> None:
    first, second = Client(headers={"User-Agent": FIREFOX}), Client(headers={"User-Agent": CHROME})
    for _ in range(MOST_BELIEVED + 3):
        first.get(path)
    second.get(path)
    assert counted(acme) == [1, MOST_BELIEVED]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        second.get(path)
    assert counted(acme) == [1, 1, MOST_BELIEVED]
    with workspace_scope(acme.pk):
        kept = list(LinkVisit.objects.values_list("visitor", flat=True))
    assert len(set(kept)) == 3
    assert not any("127.0" in visitor for visitor in kept)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {"User-Agent": FIREFOX}),
        ("get", {}),
        ("get", {"User-Agent": "facebookexternalhit/1.1"}),
        ("get", {"User-Agent": "WhatsApp/2.23.20.0"}),
        ("get", {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}),
        ("get", {"User-Agent": "curl/8.9"}),
        ("get", {"User-Agent": CHROME, "Sec-Purpose": "prefetch;prerender"}),
        ("get", {"User-Agent": CHROME, "Sec-Fetch-Mode": "no-cors"}),
    ],
)
def test_robots_previews_and_fetching_ahead_are_led_on_and_not_counted(
    acme: Workspace, path: str, method: str, headers: dict[str, str]
) -> None:
    answer = getattr(Client(headers=headers), method)(path)
    assert answer.headers["Location"] == TARGET
    assert counted(acme) == []
    Client(headers={"User-Agent": CHROME, "Sec-Fetch-Mode": "navigate"}).get(path)
    assert counted(acme) == [1]


def test_a_person_keeps_a_link_for_each_place_and_it_follows_its_target(
    acme: Workspace, mission: Mission, maya: Advocate
) -> None:
    now = timezone.now()
    with workspace_scope(acme.pk):
        before = keep_short_links(mission=mission, advocate=maya, targets={"1": TARGET, "2": TARGET}, now=now)
        after = keep_short_links(
            mission=mission, advocate=maya, targets={"1": "https://b.example/", "2": TARGET}, now=now
        )
        assert after == before
        assert before["1"] != before["2"]
        assert ShortLink.objects.get(place="1").target == "https://b.example/"
        assert ShortLink.objects.count() == 2


@pytest.mark.covers("X-38")
def test_a_campaign_name_is_told_to_the_page_that_a_short_link_leads_to(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    raw = {"type-link": "https://a.example/read?utm_source=own&x=1#part", "type-button": "Read", "type-done": "opening"}
    browser, targets = Client(headers={"User-Agent": FIREFOX}), []
    for campaign in ("autumn-26", ""):
        with workspace_scope(acme.pk), addressed_to("acme"):
            row = make_live(owner, type_key="web_page", now=timezone.now(), **raw, **{"type-campaign": campaign})
            links = links_of(row, maya, TYPES["web_page"].targets(content_of(row, maya)), now=timezone.now())
        targets.append(browser.get(urlsplit(links["page"]).path)["Location"])
    assert targets == [
        "https://a.example/read?utm_source=own&x=1&utm_medium=advocacy&utm_campaign=autumn-26#part",
        "https://a.example/read?utm_source=own&x=1#part",
    ]
    assert counted(acme) == [1, 1]
    content = {
        "link": "https://b.example/",
        "tracked": True,
        "campaign": "c",
        "networks": [{"number": 4, "network": "x"}],
    }
    told = "https://b.example/?utm_source=x&utm_medium=advocacy&utm_campaign=c"
    assert TYPES["social_post"].targets(content) == {"4": told}
    assert TYPES["social_post"].targets({**content, "tracked": False}) == {}
    long = f"https://b.example/{'x' * 980}"
    assert with_campaign(long, campaign="c", source="x") == long  # rather than a link that does not fit
