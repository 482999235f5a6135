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
from programs.models import Advocate

TEXTS = "cycle_texts"  # in a revision's content: [{"title", "description", "summary"}], the second cycle's first
LANGUAGES = "languages"  # beside it: {code: {"title", "description", "summary", "start_label", "disclaimer"}}


def reading_of(advocate: Advocate | None) -> str:
    """The language somebody reads in, also where the product itself does not speak it: her own, else that of the page
    or mail."""
    return ((advocate.language if advocate else "") or get_language() or "").lower()


def words_in(content: Mapping[str, Any], cycle: int, language: str) -> Mapping[str, Any]:
    """The content as it reads in a cycle (0 is the first) and a language: what is not said anew is as it always is.

    What a cycle says comes before what a language does, which translates the usual words. Who reads Brazilian
    Portuguese reads Portuguese where there is no other.
    """
    _code, words = _in_language(content, language)
    return {**content, **words, **_in_cycle(content, cycle)}


def translated_in(content: Mapping[str, Any], cycle: int, language: str) -> tuple[str, frozenset[str]]:
    """The language of which `words_in` takes words, and the parts that it takes of it."""
    code, words = _in_language(content, language)
    return code, frozenset(words.keys() - _in_cycle(content, cycle).keys())


def _in_language(content: Mapping[str, Any], language: str) -> tuple[str, dict[str, str]]:
    known = content.get(LANGUAGES, {})
    code = next((code for code in (language, language.partition("-")[0]) if code in known), "")
    return code, _filled(known.get(code, {}))


def _in_cycle(content: Mapping[str, Any], cycle: int) -> dict[str, str]:
    texts = content.get(TEXTS, [])
    return _filled(texts[cycle - 1]) if 0 < cycle <= len(texts) else {}


def _filled(words: Mapping[str, str]) -> dict[str, str]:
    return {part: text for part, text in words.items() if text}


def field_in(part: str, number: int | str) -> str:
    """The name of a field of the wizard in which one of several languages is typed."""
    return f"in_{part}_{number}"


def typed_in(raw: Mapping[str, Any], language: str) -> dict[str, str]:
    """What is typed in a draft for readers of a language, by the names of the usual fields; plain text."""
    begins = field_in("language", "")
    rows = {str(code): name.removeprefix(begins) for name, code in raw.items() if name.startswith(begins) and code}
    number = rows.get(language) or rows.get(language.partition("-")[0])
    names = {"title": "title", "description": "text", "start_label": "start", "disclaimer": "disclaimer"}
    return _filled({name: str(raw.get(field_in(part, number), "")) for name, part in names.items()}) if number else {}


def title_of(mission: Mission, language: str, *, cycle: int = 0) -> str:
    """What a mission is called in a language and a cycle; of one that was never launched, as it is typed."""
    if mission.live:
        return str(words_in(mission.live.content, cycle, language).get("title", mission.title))
    raw = mission.draft.raw if mission.draft else {}
    return typed_in(raw, language).get("title") or mission.title or str(raw.get("title", ""))


def said(part: str, usual: Any, *, language: str | Slot, content: str = "live__content", cycle: Any = 0) -> Func:
    """A part of what a mission says in a language and a cycle, for lists: `words_in` over the content of a revision."""
    read, turn = (value if hasattr(value, "resolve_expression") else Value(value) for value in (language, cycle))
    return Func(F(content), turn, read, Value(part), usual, function="missions_words", output_field=CharField())


def title_now(clock: datetime | Slot, language: str | Slot) -> Func:
    """A mission's title in the cycle that runs and in a language, for lists."""
    return said("title", F("title"), language=language, cycle=cycle_at(clock))


def summary_now(clock: datetime | Slot, language: str | Slot) -> Func:
    """The first line of what it says in the cycle that runs and in a language, for lists."""
    usual = KeyTextTransform("summary", "live__content")
    return said("summary", usual, language=language, cycle=cycle_at(clock))
