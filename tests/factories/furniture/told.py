"""Polls, opt-ins, updates and registration pages, each live and as a draft, and what was said to them."""

from collections.abc import Mapping
from typing import Any

from missions.operations.missions import create_mission
from missions.operations.submissions import submit
from pages.operations.feedback import give_feedback
from pages.operations.guide import answer_guide
from surveys.questions import option_key
from tests.factories.furniture.base import ZONE, World
from tests.factories.furniture.missions import COMMON, launched


def add_told(world: World) -> None:
    """One of each type, launched, and a draft of the same."""
    word = world.word
    raws: dict[str, dict[str, Any]] = {
        "poll": {
            "type-question": f"Where to with {word}?",
            "type-options": "Berlin\nMadrid",
            "type-shows_results": "on",
        },
        "opt_in": {
            "type-statement": f"{word} may quote me.",
            "type-yes": "Yes",
            "type-no": "No",
            "type-tag": "quotable",
        },
        "update": update(word),
        "registration": registration(word),
    }
    for key, raw in raws.items():
        for name, launch in ((key, True), (f"{key}_draft", False)):
            words = {"title": f"{key} of {word}", "description": f"<p>{word}</p>", "approval": "everyone"}
            by, now = world.staff["manager"], world.now
            mission = create_mission(type_key=key, raw={**COMMON, **words, **raw}, by=by, now=now)
            if launch:
                launched(mission, by=by, now=now)
            world.missions[name] = mission


def update(word: str) -> dict[str, str]:
    """The raw fields of a text and a button."""
    raw = {"type-b": "1 2", "type-b-next": "3", "type-b-1-kind": "text", "type-b-2-kind": "button"}
    raw |= {"type-b-1-text": f"<p>Hi {{{{ firstName }}}}, news of {word}.</p>", "type-b-2-words": f"Read on {word}"}
    return raw | {"type-b-2-link": "https://example.com/news"}


def registration(word: str) -> dict[str, str]:
    """The raw fields of a page with a goal and questions, one of which depends on the other."""
    raw = {"type-goal": "500", "type-incentives": f"<p>A badge of {word}</p>", "type-video": "https://example.com/film"}
    raw |= {
        "type-q": "1 2",
        "type-q-1-kind": "true_false",
        "type-q-1-label": f"New to {word}?",
        "type-q-1-maps_to": "new",
    }
    return raw | {"type-q-2-kind": "short_text", "type-q-2-label": "Who told you?", "type-q-2-show_if": "q1:true"}


def add_said(world: World) -> None:
    """What Maya answered; the others have not. What staff said of the guide."""
    for page, helped in (("missions", True), ("place", False)):
        text = f"Where is {world.word}?"
        answer_guide(page=page, helped=helped, text=text, by=world.staff["manager"], now=world.now)
    give_feedback(advocate=world["maya"], helped=False, text=f"Where is {world.word}?", now=world.now)
    answers: Mapping[str, Mapping[str, Any]] = {
        "poll": {"q1": option_key("Berlin")},
        "opt_in": {"answer": "yes"},
        "registration": {"q1": False},
    }
    for key, given in answers.items():
        mission, maya = world.missions[key], world["maya"]
        world.submissions[f"{key}_answer"] = submit(
            mission=mission, advocate=maya, slot=1, answers=given, files=[], zone=ZONE, now=world.now
        )
