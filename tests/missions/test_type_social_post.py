"""A social post: networks with texts to start from, words it must have, and opened apart from proved."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.forms import problems
from foundation.tenancy import workspace_scope
from missions.models import Mission, Opening, ShortLink, Submission
from missions.operations.erasing import forget_answers
from missions.operations.missions import pause_mission
from missions.types import TYPES
from missions.types.base import Slot
from missions.types.base_acts import acts_of
from missions.types.social_post.forms import OpeningForm, ResponseForm, SetupForm, apply_builder
from missions.types.social_post.networks import KNOWN, OWN, address_to_post, length_of
from missions.types.social_post.words import missing_words, with_words
from programs.models import Advocate
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate

LINK = "https://www.example.com/launch?a=1&b=2"
PICTURE = SimpleUploadedFile("shot.png", b"x", content_type="image/png")
RAW: dict[str, Any] = {
    "type-link": LINK, "type-tracked": "on", "type-disclosure": "#ad", "type-hashtags": "#acme", "type-proof": "either",
    "type-net": "1 2", "type-net-next": "3",
    "type-net-1-network": "linkedin", "type-net-1-text1": "We are live", "type-net-1-text2": "Have a look",
    "type-net-2-network": "x", "type-net-2-text1": "Live!",
}  # fmt: skip


def setup(**typed: str) -> SetupForm:
    return SetupForm(RAW | {f"type-{name.replace('__', '-')}": text for name, text in typed.items()}, prefix="type")


def content(**typed: str) -> dict[str, Any]:
    form = setup(**typed)
    assert form.is_valid(), form.errors
    return form.content()


def opening(text: str, place: str = "2", **typed: str) -> OpeningForm:
    return OpeningForm(
        {f"place-{place}-text": text}, content=content(**typed), place=place, link="https://g.example/s/a"
    )


def page_of(mission: Mission) -> str:
    return f"/acme/missions/{mission.pk}/"


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, type_key="social_post", now=timezone.now(), **RAW)


@pytest.mark.covers("S3-67")
@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("", "Give the link that is shared."),
        ("javascript:alert(1)", "Enter a web address that begins with https://."),
        ("ftp://x.example/", "Enter a web address that begins with https://."),
        ("http://x.example/", ""),
        ("https://x.example/" + "ü" * 600, "This address is too long."),
    ],
)
def test_the_share_link_is_needed_and_of_the_web(link: str, message: str) -> None:
    assert [problem.message for problem in problems(setup(link=link))] == ([message] if message else [])


@pytest.mark.covers("S3-68", "S1-58")
def test_each_network_has_texts_and_they_fit_with_link_and_required_words() -> None:
    assert content()["networks"][0]["texts"] == ["We are live", "Have a look"]
    raw = apply_builder({}, "add:threads") | {"type-link": LINK, "type-proof": "none"}
    assert [p.message for p in problems(SetupForm(raw))] == ["Write a sample text for Threads."]
    fits = "x" * (280 - 23 - 1 - len(" #ad #acme"))
    assert setup(**{"net__2__text1": fits}).is_valid()
    assert [p.message for p in problems(setup(**{"net__2__text1": fits + "xy"}))] == [
        "2 characters too long for X, with the link and the required words."
    ]
    assert [p.message for p in problems(setup(hashtags="#a b-c"))] == [
        "“#b-c” is no hashtag: letters, numbers and _ only."
    ]
    assert [p.message for p in problems(setup(net=""))] == ["Add at least one network."]


@pytest.mark.covers("S1-13", "S2-39")
@pytest.mark.parametrize("key", [*KNOWN, "own"])
def test_every_network_is_chosen_by_one_press_and_leads_to_itself(key: str) -> None:
    raw = RAW | apply_builder({}, f"add:{key}") | {"type-net-1-name": "Forum", "type-net-1-text1": "Hi & “you”"}
    form = SetupForm(raw | {"type-net-1-address": "https://forum.example.com/"})
    assert form.is_valid(), form.errors
    context = {"type_form": form, "mission": {"live_id": None}, "csp_nonce": "n", "request": {"path": "/x/"}}
    page = render_to_string("missions/types/social_post/setup.html", context)
    assert (f'value="add:{key}"' in page) is (key == "own")
    sent = OpeningForm(
        {"place-1-text": "Hi & “you”\r\n#ad #acme"}, content=form.content(), place="1", link="https://g.example/s/a"
    )
    assert sent.is_valid(), sent.errors
    way = sent.handover()
    assert way.url.startswith("mailto:?" if key == "email" else "https://")
    assert "you" in way.url or not KNOWN.get(key, OWN).takes_text
    assert way.at_once is (key in {"x", "threads", "bluesky", "whatsapp"})


def test_addresses_are_those_of_the_networks_and_carry_the_text_as_typed() -> None:
    text, link = "A&B +1\nnew", "https://g.example/s/a"
    found = {key: address_to_post(network, text=f"{text}\n{link}", link=link, own="") for key, network in KNOWN.items()}
    assert found["x"] == "https://x.com/intent/post?text=A%26B%20%2B1%0Anew&url=https%3A%2F%2Fg.example%2Fs%2Fa"
    assert found["linkedin"] == "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fg.example%2Fs%2Fa"
    assert found["bluesky"].endswith("text=A%26B%20%2B1%0Anew%0Ahttps%3A%2F%2Fg.example%2Fs%2Fa")
    assert found["email"].startswith("mailto:?subject=A%26B%20%2B1&body=A%26B%20%2B1%0D%0Anew%0D%0A")


@pytest.mark.parametrize(
    ("network", "text", "length"),
    [
        ("x", "See https://www.example.com/a/very/long/address now", 4 + 23 + 4),
        ("x", "日本", 4),
        ("x", "“é”", 3),
        ("threads", "See https://example.com/", 24),
    ],
)
def test_characters_are_counted_as_the_network_counts(network: str, text: str, length: int) -> None:
    assert length_of(KNOWN[network], text) == length


def test_a_word_is_found_whole_and_in_any_case() -> None:
    assert missing_words("Great #AD, really", ["#ad"]) == []
    assert missing_words("An #adventure, not#ad", ["#ad"]) == ["#ad"]
    assert with_words("Hello #ad", ["#ad", "#acme"]) == "Hello #ad #acme"


@pytest.mark.covers("S3-68", "B-10")
def test_the_text_may_be_changed_but_keeps_the_disclosure_and_the_limit() -> None:
    assert opening("My own words #acme #ad").is_valid()
    assert opening("My own words").errors == {"text": ["Put this into your text: #ad #acme"]}
    assert opening("x" * 270 + " #ad #acme").errors == {"text": ["24 characters too long for X."]}
    chosen = OpeningForm({"sample": "1"}, content=content(), place="1", link="")
    assert (chosen.chosen, chosen["text"].value()) == (True, "Have a look #ad #acme")


@pytest.mark.parametrize(
    ("proof", "typed", "files", "wrong"),
    [
        ("either", {"link": "https://x.com/a/1"}, {}, []),
        ("either", {}, {"file": PICTURE}, []),
        ("either", {}, {}, ["link"]),
        ("both", {"link": "https://x.com/a/1"}, {}, ["file"]),
        ("none", {}, {}, []),
        ("link", {"link": "https://x.com/a/1", "text": "no words"}, {}, ["text"]),
        ("link", {"link": "https://x.com/a/1", "network": "9"}, {}, ["network"]),
    ],
)
def test_the_proof_is_what_the_mission_asks_for(
    proof: str, typed: dict[str, str], files: dict[str, Any], wrong: list[str]
) -> None:
    data = {"network": "2", "text": "Live! #ad #acme", **typed}
    form = ResponseForm(data, files, content=content(proof=proof), slot=Slot(1, ""))
    assert list(form.errors) == wrong


def test_a_reviewer_reads_what_is_doubtful() -> None:
    answers = {"network": "2", "link": "https://elsewhere.example/1", "text": "Live! #ad"}
    lines = {line.label: line.value for line in TYPES["social_post"].lines(content(), answers)}
    assert lines["Please look"] == "The link leads to elsewhere.example, which is not known as X."
    assert lines["Must be in the post"] == "Missing in these words: #acme"


@pytest.mark.covers("S2-39", "S0-29")
def test_opening_a_share_and_proving_it_are_two_things(
    acme: Workspace, owner: User, client: Client, mission: Mission, maya: Advocate
) -> None:
    hub, page = open_hub(acme, maya), page_of(mission)
    html = hub.get(page).content.decode()
    with workspace_scope(acme.pk):
        tokens = {link.place: link.token for link in ShortLink.objects.all()}
    assert tokens.keys() == {"1", "2"}
    assert f"/acme/s/{tokens['2']}/" in html
    assert "Have a look #ad #acme" in html

    failed = hub.post(f"{page}places/2/opening/", {"place-2-text": "Mine only"})
    assert failed.status_code == 422
    assert "Mine only" in failed.content.decode()
    other = hub.post(f"{page}places/1/opening/", {"sample": "1", "place-1-text": "x"})
    assert other.status_code == 200
    with workspace_scope(acme.pk):
        assert not Opening.objects.exists()

    for _ in range(2):
        sent = hub.post(f"{page}places/2/opening/", {"place-2-text": "Mine #ad #acme"})
    assert sent.headers["Refresh"].startswith("0; url=https://x.com/intent/post?text=Mine%20%23ad%20%23acme&url=http")
    assert tokens["2"] in sent.headers["Refresh"]
    pasted = hub.post(f"{page}places/1/opening/", {"place-1-text": "Mine #ad #acme"})
    assert "Refresh" not in pasted.headers
    assert "https://www.linkedin.com/sharing/share-offsite/" in pasted.content.decode()
    assert hub.post(f"{page}places/7/opening/", {}).status_code == 404
    assert figures_of(acme, mission)[:2] == [("Opened a share", 1), ("Proved", 0)]

    assert "Mine #ad #acme</textarea>" in hub.get(page).content.decode()
    hub.post(f"{page}1/submission/", {"slot1-network": "2", "slot1-link": "https://x.com/1", "slot1-text": "#ad #acme"})
    assert figures_of(acme, mission) == [
        ("Opened a share", 1), ("Proved", 1), ("Visits", 0), ("Visitors", 0), ("LinkedIn", 1), ("X", 1),
    ]  # fmt: skip
    results = client.get(f"/acme/console/missions/{mission.pk}/results/").content.decode()
    assert "Opened a share" in results
    with workspace_scope(acme.pk):
        assert Opening.objects.get(place="2").count == 2
        forget_answers(advocate_id=maya.pk)
        assert set(Opening.objects.values_list("text", flat=True)) == {""}


def figures_of(acme: Workspace, mission: Mission) -> list[tuple[str, int]]:
    with workspace_scope(acme.pk):
        row = Mission.objects.get(pk=mission.pk)
        return [(str(figure.name), figure.value) for figure in acts_of("social_post").figures(mission=row)]


def test_what_is_paused_leads_nowhere(acme: Workspace, owner: User, mission: Mission, maya: Advocate) -> None:
    hub = open_hub(acme, maya)
    hub.get(page_of(mission))
    with workspace_scope(acme.pk):
        pause_mission(mission=mission, by=owner, now=timezone.now())
    answer = hub.post(f"{page_of(mission)}places/2/opening/", {"place-2-text": "Mine #ad #acme"})
    assert answer.headers["Location"] == page_of(mission)
    with workspace_scope(acme.pk):
        assert not Opening.objects.exists()
        assert not Submission.objects.exists()
