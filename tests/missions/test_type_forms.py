"""Whatever is sent to the forms of a type, they answer; whatever is typed in a builder, it stays."""

import json
import re
from importlib import import_module
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.forms import problems
from foundation.typed import as_post
from missions.types import TYPES
from missions.types.base import Slot
from surveys.questions import option_key
from tests.factories.surveys import ask, one_of_each

RIGHTS = {"wording": "You may show it.", "scope": ["website", "?"], "term": "date", "until": "no day"}
CONTENTS: dict[str, list[dict[str, Any]]] = {
    "custom_task": [{}, {"proof": "text"}, {"proof": "link"}, {"proof": "file"}, {"proof": "none"}],
    "steps": [
        {"steps": [{"number": 1, "name": "Plan it", "text": "In May.", "proof": proof}]}
        for proof in ("text", "link", "file", "none")
    ],
    "review": [
        {"sites": [{"number": 1, "name": "G2", "address": "https://www.g2.com/", "proof": proof}], "disclosure": said}
        for said, proof in zip(("", "I got points.", "", ""), ("either", "link", "screenshot", "both"), strict=True)
    ],
    "social_post": [
        {
            "link": "https://example.com/",
            "tracked": True,
            "disclosure": "#ad",
            "hashtags": [],
            "proof": proof,
            "networks": [
                {"number": number, "network": key, "name": key, "address": "", "texts": ["Look!"]}
                for number, key in enumerate(networks, 1)
            ],
        }
        for proof, networks in (("either", ["x"]), ("both", ["email", "own"]), ("none", []))
    ],
    "web_page": [{"link": "https://example.com/", "done": done} for done in ("opening", "confirm", "proof")],
    "referral": [
        {},
        {"fields": {"email": "optional", "phone": "optional", "company": "no"}, "most": 3},
        {"fields": {"email": "no", "phone": "required"}, "consent": "Yes"},
    ],
    "reference_pool": [{}, {"topics": ["Pricing"], "formats": ["call"]}],
    "reference_call": [{}],
    "survey": [{"introduction": "", "questions": one_of_each()}],
    "poll": [{"questions": [ask("q1", "single_choice")]}],
    "update": [{"blocks": [{"kind": "text", "html": "<p>News</p>"}]}],
    "registration": [{"link": "", "questions": one_of_each()}, {"link": "https://example.com/", "questions": []}],
    "media": [{}, {"kinds": ["pdf", "office"], "least": 2, "most": 2, "caption": "required", "rights": RIGHTS}],
    "video": [{}, {"seconds": 30, "questions": ["Who?"], "script": "Hello.", "rights": RIGHTS}],
    "opt_in": [{"statement": "You may quote me.", "yes": "Sure", "no": "", "tag": "quotable"}],
}
NAMES = [
    "introduction", "proof", "proof_label", "q", "q-next", "q-new", "q-removed", "site", "site-next", "site-removed",
    "step", "step-next", "step-removed", "step-new",
    "net", "net-next", "hashtags", "disclosure", "tracked", "done", "button", "network", "sample",
    *(f"net-{number}-{part}" for number in (1, 2, 30) for part in ("network", "name", "address", "text1", "text3")),
    *(f"{rows}-{number}-{part}" for rows in ("q", "site", "step") for number in (1, 2, 30) for part in
      ("kind", "label", "help", "required", "options", "rows", "show_if", "name", "address", "proof", "known", "")),
    *(f"q{number}" for number in range(1, 16)), "q14_0", "q14_1", "q15_0", "q15_1", "link", "file", "text",
    "email", "phone", "consent", "most", "pays_at", "second", "topics", "own_topics", "formats", "languages", "per",
    "until", "rest_days", "days_to_answer", "goal", "video", "incentives", "b", "b-next", "b-removed",
    *(f"b-{number}-{part}" for number in (1, 2, 30) for part in ("kind", "text", "words", "link")),
    "kinds", "least", "files_label", "caption", "caption_label", "seconds", "questions", "script", "files-away",
    "rights", "rights_wording", "rights_scope", "rights_term", "rights_until", "licence", "note", "files", "poster",
    "question", "options", "shows_results", "statement", "yes", "no", "answer",
]  # fmt: skip
TEXTS = [
    "", " ", "1", "1 2", "2 1 30 1", "0", "-1", "9999 9998", "10000", "q1", "on", "nps", "single_choice", "date", "g2",
    "own", "either", "both", "\x00", "\ud800", "\udfff\ud800", "😀" * 50, "A\nB\r\nC", "A\nA", "a" * 30_000,
    "1 " * 5_000, "9" * 5_000, "https://example.com/x", "HTTP://EXAMPLE.COM", "https://[::1", "http://[]", "//x",
    "javascript:alert(1)", "https://a.b:99999", "https://user:pass@xn--e1afmkfd.xn--p1ai/", "ftp://x.y", "2026-11-30",
    "2026-02-30", "0000-00-00", "true", "٣", "1e3", "NaN", "<script>x</script>", "%s %(x)s {x}", "\u202e", "null", "🇩🇪",
    option_key("Red"),    "https://" + "a." * 400 + "com",
]  # fmt: skip

SIMPLE = st.sampled_from(TEXTS) | st.text(max_size=60)
ANYTHING = SIMPLE | st.lists(SIMPLE, max_size=4) | st.integers() | st.none()
POSTS = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=20), ANYTHING, max_size=45)
SLOW = settings(max_examples=100)
COMMANDS = [
    "add:nps",
    "add:g2",
    "add:own",
    "add:step",
    "add:x",
    "add:?",
    "up:1",
    "down:2",
    "remove:1",
    "duplicate:2",
    "restore",
    "",
    ":",
    "up:\x00",
    "9",
]


@pytest.fixture(autouse=True)
def _without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one thing that a form of a type reads beside its post: hundreds of tests need no workspace for it."""
    monkeypatch.setattr("missions.types.referral.forms.places_to_lead_to", lambda: [(1, "Join us")])


def prefixed(post: dict[str, Any]) -> dict[str, Any]:
    return {f"type-{name}": value for name, value in post.items()}


def is_storable(value: object) -> bool:
    """Whether jsonb can keep it."""
    text = json.dumps(value)
    return "\\u0000" not in text and not re.search(r"\\ud[89a-f]", re.sub(r"\\ud[89ab]..\\ud[c-f]..", "", text))


def try_opening(key: str, content: dict[str, Any], post: dict[str, Any]) -> None:
    module = import_module(f"missions.types.{key}.forms")
    if not hasattr(module, "OpeningForm"):
        return
    post = {f"place-1-{name}": value for name, value in post.items()} | {"sample": post.get("sample")}
    form = module.OpeningForm(post, content=content, place="1", link="https://acme.example/s/x/")
    if form.is_valid():
        assert form.handover().url.isprintable()


def try_setup(key: str, post: dict[str, Any]) -> None:
    form = import_module(f"missions.types.{key}.forms").SetupForm(prefixed(post), prefix="type")
    valid = form.is_valid()
    assert valid is (not problems(form))
    if valid:
        assert is_storable(form.content())
    form.content_so_far()


def try_response(key: str, content: dict[str, Any], post: dict[str, Any]) -> None:
    module = import_module(f"missions.types.{key}.forms")
    form = module.ResponseForm(post, {}, content=content, slot=Slot(1, "x"), questions=content.get("questions", []))
    try_opening(key, content, post)
    valid = form.is_valid()
    assert valid is (not problems(form))
    if valid:
        assert is_storable(form.answers())
        TYPES[key].lines(content, form.answers(), questions=content.get("questions", []))


@pytest.mark.parametrize("key", TYPES)
@SLOW
@given(POSTS)
def test_any_post_is_answered_by_the_setup_form(key: str, post: dict[str, Any]) -> None:
    try_setup(key, post)


@pytest.mark.parametrize("key", TYPES)
@SLOW
@given(st.data())
def test_any_post_is_answered_by_the_response_form(key: str, data: st.DataObject) -> None:
    try_response(key, data.draw(st.sampled_from(CONTENTS[key])), data.draw(POSTS))


@pytest.mark.parametrize("key", TYPES)
@pytest.mark.parametrize("text", TEXTS)
def test_every_hostile_text_in_every_field_at_once_is_answered(key: str, text: str) -> None:
    post = dict.fromkeys(NAMES, text)
    try_setup(key, post)
    for name in ("q", "site", "net"):
        try_setup(key, post | {name: "1 2 30"})
        try_setup(key, {**post, name: "1", f"{name}-1-kind": "multiple_choice"})
    for content in CONTENTS[key]:
        try_response(key, content, post)


def test_a_post_of_the_browser_is_read_like_one_that_was_kept() -> None:
    module = import_module("missions.types.survey.forms")
    post = QueryDict("type-q=1&type-q-1-kind=nps&type-q-1-label=How%3F&type-q-1-required=on")
    kept = {name: values[0] for name, values in post.lists()}
    contents = [form.content() for data in (post, kept) if (form := module.SetupForm(data, prefix="type")).is_valid()]
    assert len(contents) == 2
    assert contents[0] == contents[1]


@pytest.mark.parametrize("key", ["survey", "review", "social_post"])
@SLOW
@given(POSTS, st.lists(st.sampled_from(COMMANDS) | st.text(max_size=12), max_size=6))
def test_a_builder_never_loses_what_is_typed(key: str, post: dict[str, Any], commands: list[str]) -> None:
    apply_builder = import_module(f"missions.types.{key}.forms").apply_builder
    before = prefixed(post)
    raw = dict(before)
    for command in commands:
        raw = apply_builder(raw, command)
    housekeeping = {f"type-{rows}{part}" for rows in ("q", "site", "net") for part in ("", "-next", "-new", "-removed")}
    assert {name: raw[name] for name in before if name not in housekeeping} == {
        name: value for name, value in before.items() if name not in housekeeping
    }


@pytest.mark.parametrize("key", ["survey", "review", "social_post"])
@SLOW
@given(POSTS, st.sampled_from(COMMANDS))
def test_a_builder_leaves_what_it_was_given_alone_and_answers_the_same_twice(
    key: str, post: dict[str, Any], command: str
) -> None:
    apply_builder = import_module(f"missions.types.{key}.forms").apply_builder
    raw = prefixed(post)
    first = apply_builder(raw, command)
    assert raw == prefixed(post)
    assert apply_builder(raw, command) == first
    assert apply_builder(as_post(raw), command).keys() >= as_post(raw).keys()
