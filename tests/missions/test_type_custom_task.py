"""A custom task: one proof of the chosen kind, or none."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from missions.types import TYPES
from missions.types.base import Line, Slot
from missions.types.custom_task.forms import ResponseForm, SetupForm

TASK = TYPES["custom_task"]
PICTURE = SimpleUploadedFile("proof.pdf", b"x")


def hand_in(content: dict[str, Any], typed: dict[str, Any], files: dict[str, Any] | None = None) -> ResponseForm:
    return ResponseForm(typed, files or {}, content=content, slot=Slot(1, "Task"))


@pytest.mark.parametrize(
    ("proof", "typed", "files", "kept"),
    [
        ("text", {"text": " I did. "}, {}, {"text": "I did."}),
        ("link", {"link": "example.com/post"}, {}, {"link": "https://example.com/post"}),
        ("file", {}, {"file": PICTURE}, {"file": "proof.pdf"}),
        ("none", {}, {}, {}),
    ],
)
def test_the_proof_that_is_asked_for_is_kept(
    proof: str, typed: dict[str, Any], files: dict[str, Any], kept: dict[str, Any]
) -> None:
    form = hand_in({"proof": proof}, typed, files)
    assert form.is_valid()
    assert form.answers() == kept


@pytest.mark.parametrize("proof", ["text", "link", "file"])
def test_without_the_proof_nothing_is_handed_in(proof: str) -> None:
    assert list(hand_in({"proof": proof}, {}).errors) == [proof]


def test_a_link_is_of_the_web() -> None:
    assert hand_in({"proof": "link"}, {"link": "javascript:alert(1)"}).errors


def test_staff_choose_the_proof_and_its_words() -> None:
    form = SetupForm({"type-proof": "link", "type-proof_label": "Where is it?"}, prefix="type")
    assert form.is_valid()
    assert form.content() == {"proof": "link", "proof_label": "Where is it?"}
    assert "Where is it?" in str(hand_in(form.content(), {})["link"].label)
    assert TASK.lines(form.content(), {"link": "https://x.example"}) == [
        Line("Where is it?", "https://x.example", "link", "link")
    ]
    assert list(SetupForm({}, prefix="type").errors) == ["proof"]


def test_asking_for_nothing_says_what_that_means() -> None:
    context = {"type_form": SetupForm(prefix="type"), "mission": {"live_id": None}}
    assert "“Approve everyone at once” fits" in render_to_string("missions/types/custom_task/setup.html", context)
    assert TASK.lines({"proof": "none"}, {}) == [Line("Proof", "None asked: they say it is done.")]
    form = SetupForm({"type-proof": "none"}, prefix="type")
    preview = render_to_string("missions/types/custom_task/preview.html", {"type_form": form})
    assert "Nothing is asked." in preview
    response = render_to_string("missions/types/custom_task/response.html", {"form": hand_in({"proof": "none"}, {})})
    assert "say so" in response


def test_staff_check_what_is_asked() -> None:
    assert TASK.summary({"proof": "link"}) == [Line("Proof", "A link")]
    assert TASK.summary({"proof": "none"}) == [Line("Proof", "None")]
