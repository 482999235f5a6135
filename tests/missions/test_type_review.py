"""A review on several sites: each a slot of its own with its own proof."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from foundation.forms import problems
from missions.types import TYPES
from missions.types.base import Line, Slot
from missions.types.review.forms import MOST_SITES, ResponseForm, SetupForm, apply_builder
from missions.types.review.sites import KNOWN, belongs

REVIEW = TYPES["review"]
G2 = {"number": 1, "name": "G2", "address": "https://www.g2.com/products/acme/reviews", "proof": "either"}
OWN = {"number": 4, "name": "Forum", "address": "https://forum.example.com/acme", "proof": "link"}
CONTENT: dict[str, Any] = {"sites": [OWN, G2]}
PICTURE = SimpleUploadedFile("shot.png", b"x", content_type="image/png")


def build(*commands: str, **typed: str) -> dict[str, Any]:
    """What is kept after these presses and this typing; `s1_name` is the name of row 1."""
    raw: dict[str, Any] = {}
    for command in commands:
        raw = apply_builder(raw, command)
    return raw | {f"type-site-{name.replace('_', '-')[1:]}": text for name, text in typed.items()}


def setup(raw: dict[str, Any]) -> SetupForm:
    return SetupForm(raw, prefix="type")


def hand_in(typed: dict[str, Any], *, files: dict[str, Any] | None = None, **site: object) -> ResponseForm:
    """The proof for G2, or for a site with these settings."""
    return ResponseForm(typed, files or {}, content={"sites": [G2 | site]}, slot=Slot(1, "G2"))


def page(form: SetupForm) -> str:
    context = {"type_form": form, "mission": {"live_id": None}, "csp_nonce": "n", "request": {"path": "/x/"}}
    return render_to_string("missions/types/review/setup.html", context)


@pytest.mark.covers("S1-59")
@pytest.mark.parametrize("key", KNOWN)
def test_a_well_known_site_is_chosen_by_one_press(key: str) -> None:
    assert f'value="add:{key}"' in page(SetupForm(prefix="type"))
    raw = build(f"add:{key}", s1_address=KNOWN[key].example)
    form = setup(raw)
    assert form.is_valid(), form.errors
    assert form.content() == {
        "sites": [{"number": 1, "name": KNOWN[key].name, "address": KNOWN[key].example, "proof": "either"}]
    }
    assert f'value="add:{key}"' not in page(form)


def test_any_other_site_has_a_name_and_an_address() -> None:
    form = setup(build("add:own", s1_name="Forum", s1_address="forum.example.com/acme", s1_proof="both"))
    assert form.is_valid()
    assert form.content()["sites"][0] == {
        "number": 1, "name": "Forum", "address": "https://forum.example.com/acme", "proof": "both",
    }  # fmt: skip


def test_what_is_wrong_is_said_where_it_is() -> None:
    raw = build(
        "add:g2", "add:own", "add:own", s2_name=" g2 ", s2_address="javascript:alert(1)", s3_address="ftp://x.example"
    )
    assert [(problem.anchor, problem.message) for problem in problems(setup(raw))] == [
        ("id_type-site-1-address", "Give the address of site 1."),
        ("id_type-site-2-name", "This site is in the list already."),
        ("id_type-site-2-address", "Enter a web address that begins with https://."),
        ("id_type-site-3-name", "Name site 3, or remove it."),
        ("id_type-site-3-address", "Enter a web address that begins with https://."),
    ]
    assert [problem.message for problem in problems(setup({}))] == [
        "Add at least one site where the review is written."
    ]


def test_there_are_at_most_ten_sites() -> None:
    form = setup(build(*["add:own"] * 12))
    assert len(form.numbers) == MOST_SITES
    assert "at most 10 sites" in page(form)


@pytest.mark.covers("S2-37")
def test_each_site_is_a_slot_and_keeps_its_number_when_the_list_changes() -> None:
    raw = build("add:g2", "add:capterra", "add:trustpilot")
    before = setup(raw).content_so_far()
    assert [(slot.number, slot.label) for slot in REVIEW.slots(before)] == [
        (1, "G2"),
        (2, "Capterra"),
        (3, "Trustpilot"),
    ]
    for command in ("up:3", "remove:1", "add:google"):
        raw = apply_builder(raw, command)
    after = setup(raw).content_so_far()
    assert [(slot.number, slot.label) for slot in REVIEW.slots(after)] == [
        (3, "Trustpilot"),
        (2, "Capterra"),
        (4, "Google"),
    ]


def test_a_removed_site_can_be_put_back() -> None:
    raw = apply_builder(build("add:g2", "add:own", s2_name="Forum"), "remove:2")
    assert "“Forum” was removed." in page(setup(raw))
    assert setup(apply_builder(raw, "restore")).numbers == [1, 2]


@pytest.mark.covers("S1-15")
@pytest.mark.parametrize(
    ("proof", "typed", "files", "wrong"),
    [
        ("either", {"link": "https://www.g2.com/r/1"}, {}, []),
        ("either", {}, {"file": PICTURE}, []),
        ("either", {"text": "Done!"}, {}, ["link"]),
        ("either", {"link": "nonsense"}, {}, ["link"]),
        ("link", {"link": "www.g2.com/r/1"}, {}, []),
        ("link", {}, {"file": PICTURE}, ["link"]),
        ("screenshot", {}, {"file": PICTURE}, []),
        ("screenshot", {"link": "https://www.g2.com/r/1"}, {}, ["file"]),
        ("both", {"link": "https://www.g2.com/r/1"}, {"file": PICTURE}, []),
        ("both", {"link": "https://www.g2.com/r/1"}, {}, ["file"]),
        ("both", {}, {}, ["link", "file"]),
        ("link", {"link": "javascript:alert(1)"}, {}, ["link"]),
        ("link", {"link": "ftp://www.g2.com/r"}, {}, ["link"]),
        ("link", {"link": "https://" + "g" * 1000 + ".com"}, {}, ["link"]),
    ],
)
def test_a_review_is_proved_by_what_its_site_asks_for(
    proof: str, typed: dict[str, Any], files: dict[str, Any], wrong: list[str]
) -> None:
    form = hand_in(typed, files=files, proof=proof)
    assert form.is_valid() is (not wrong)
    assert list(form.errors) == wrong


def test_a_screenshot_that_was_sent_before_is_proof_still() -> None:
    form = ResponseForm({}, {}, content={"sites": [G2]}, slot=Slot(1, "G2"), initial={"file": "shot.png"})
    assert form.is_valid()
    assert form.answers() == {"site": 1, "file": "shot.png"}


def test_a_review_reads_as_link_picture_and_note() -> None:
    form = hand_in({"link": "https://www.g2.com/r/1", "text": "As “ada”"}, files={"file": PICTURE})
    assert form.is_valid()
    assert form.answers() == {"site": 1, "link": "https://www.g2.com/r/1", "file": "shot.png", "text": "As “ada”"}
    assert REVIEW.lines(CONTENT, form.answers()) == [
        Line("Link to the review", "https://www.g2.com/r/1", "link", "link"),
        Line("Screenshot", "shot.png", "file", "file"),
        Line("Note", "As “ada”", "long", "text"),
    ]


@pytest.mark.parametrize(
    ("link", "address", "fits"),
    [
        ("https://www.g2.com/x", "https://g2.com/", True),
        ("https://sell.g2.com/x", "https://www.g2.com/", True),
        ("https://de.trustpilot.com/review/x", "https://www.trustpilot.com/review/x", True),
        ("https://maps.app.goo.gl/abc", "https://g.page/r/acme", True),
        ("https://forum.example.com/t/1", "https://forum.example.com/acme", True),
        ("https://example.com/t/1", "https://forum.example.com/acme", False),
        ("https://notg2.com/x", "https://www.g2.com/", False),
        ("https://www.g2.com@evil.example/x", "https://www.g2.com/", False),
        ("https://g2.com.evil.example/x", "https://www.g2.com/", False),
        ("https://[", "https://www.g2.com/", False),
        ("", "", False),
    ],
)
def test_a_link_belongs_to_a_site_by_its_host(link: str, address: str, fits: bool) -> None:
    assert belongs(link, address) is fits


def test_the_reviewer_is_told_when_a_link_leads_elsewhere() -> None:
    _link, doubt = REVIEW.lines(CONTENT, {"site": 1, "link": "https://www.g2.com@evil.example/x"})
    assert doubt.value == "The link leads to evil.example, which is not known as G2."
    (link,) = REVIEW.lines(CONTENT, {"site": 9, "link": "https://evil.example/x"})
    assert link.kind == "link"


def test_the_advocate_is_led_to_the_site_and_told_what_the_link_looks_like() -> None:
    rendered = render_to_string("missions/types/review/response.html", {"form": hand_in({}, proof="link")})
    html = " ".join(rendered.split())
    assert 'href="https://www.g2.com/products/acme/reviews" target="_blank" rel="noopener noreferrer"' in html
    assert "usually begins with g2.com" in html
    assert 'type="file"' not in html


def test_the_preview_shows_each_site() -> None:
    raw = build("add:g2", "add:own", s2_address="https://<b>.example")
    html = render_to_string("missions/types/review/preview.html", {"type_form": setup(raw)})
    assert "G2" in html
    assert "Site without a name yet" in html
    assert "<b>.example" not in html


def test_staff_check_the_sites() -> None:
    assert REVIEW.summary(CONTENT) == [
        Line("Forum", "https://forum.example.com/acme", "link"),
        Line("G2", "https://www.g2.com/products/acme/reviews", "link"),
    ]


@pytest.mark.covers("B-10")
def test_a_review_that_earns_something_says_so_and_the_words_are_kept_with_it() -> None:
    fresh = SetupForm(prefix="type")
    words = str(fresh["disclosure"].value())
    assert words in str(fresh.content_so_far())
    form = setup(build("add:g2", s1_address=KNOWN["g2"].example) | {"type-disclosure": " I got  points. "})
    assert form.is_valid(), form.errors
    content = form.content()
    assert content["disclosure"] == "I got points."
    typed = {"link": "https://www.g2.com/1", "text": ""}
    asked: dict[str, Any] = {"content": content, "slot": Slot(1, "G2")}
    silent = ResponseForm(typed, {}, **asked)
    assert [problem.message for problem in problems(silent)] == [
        "Add the words to your review, and tick that they are in it."
    ]
    assert "I got points." in render_to_string("missions/types/review/response.html", {"form": silent})
    told = ResponseForm(typed | {"disclosed": "on"}, {}, **asked)
    assert told.is_valid(), told.errors
    lines = REVIEW.lines(content | {"disclosure": "Other words"}, told.answers())
    assert Line("Disclosure", "They confirm that the review says: “I got points.”") in lines
