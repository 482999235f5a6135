"""Other words for coming cycles (G-11) and for readers of other languages (X-69), where staff wrote some."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Func, Value
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language

from foundation.prepared import Slot
from missions.models import Mission
from missions.recurring import cycle_at

TEXTS = "cycle_texts"  # in a revision's content: [{"title", "description", "summary"}], the second cycle's first
LANGUAGES = "languages"  # beside it: {code: {"title", "description", "summary", "start_label", "disclaimer"}}


def reading() -> str:
    """The language of who reads, by its code; "" where nobody does."""
    return get_language() or ""


def words_in(content: Mapping[str, Any], cycle: int, language: str) -> Mapping[str, Any]:
    """The content as it reads in a cycle (0 is the first) and a language: what is not said anew is as it always is.

    What a cycle says comes before what a language does, which translates the usual words. Who reads Brazilian
    Portuguese reads Portuguese where there is no other.
    """
    texts = content.get(TEXTS, [])
    of_cycle = texts[cycle - 1] if 0 < cycle <= len(texts) else {}
    return {**content, **_said(content.get(LANGUAGES, {}).get(language_in(content, language), {})), **_said(of_cycle)}


def _said(words: Mapping[str, str]) -> dict[str, str]:
    return {part: text for part, text in words.items() if text}


def language_in(content: Mapping[str, Any], language: str) -> str:
    """The language of those the content is written in that somebody reads; "" for its usual words."""
    codes = (language, language.partition("-")[0])
    return next((code for code in codes if code in content.get(LANGUAGES, {})), "")


def typed_in(raw: Mapping[str, Any], language: str) -> dict[str, str]:
    """What is typed in a draft for readers of a language, by the names of the usual fields; plain text."""
    rows = {
        str(code): name.removeprefix("in_language_") for name, code in raw.items() if name.startswith("in_language_")
    }
    number = rows.get(language) or rows.get(language.partition("-")[0])
    names = {"title": "title", "description": "text", "start_label": "start", "disclaimer": "disclaimer"}
    return _said({name: str(raw.get(f"in_{part}_{number}", "")) for name, part in names.items()}) if number else {}


def title_in(mission: Mission, cycle: int, language: str) -> Mapping[str, str]:
    """A mail's variable, where a cycle or a language calls the mission otherwise; of a draft as it is typed."""
    if mission.live is None:
        typed = typed_in(mission.draft.raw if mission.draft else {}, language)
        return {"mission": typed["title"]} if "title" in typed else {}
    usual = mission.live.content.get("title", mission.title)
    found = words_in(mission.live.content, cycle, language).get("title", usual)
    return {"mission": found} if found != usual else {}


def title_now(clock: datetime | Slot, language: str | Slot) -> Func:
    """A mission's title in the cycle that runs and in a language, for lists."""
    return _now("title", F("title"), clock, language)


def summary_now(clock: datetime | Slot, language: str | Slot) -> Func:
    """The first line of what it says in the cycle that runs and in a language, for lists."""
    return _now("summary", KeyTextTransform("summary", "live__content"), clock, language)


def _now(part: str, usual: Any, clock: datetime | Slot, language: str | Slot) -> Func:
    read = language if isinstance(language, Slot) else Value(language)
    return Func(
        F("live__content"), cycle_at(clock), read, Value(part), usual, function="missions_words",
        output_field=CharField(),
    )  # fmt: skip
