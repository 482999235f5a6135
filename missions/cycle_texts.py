"""Other words for coming cycles (G-11): what a mission says in its second cycle, its third and so on, else as ever."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Func, Value
from django.db.models.fields.json import KeyTextTransform

from foundation.prepared import Slot
from missions.models import Mission
from missions.recurring import cycle_at

TEXTS = "cycle_texts"  # in a revision's content: [{"title", "description", "summary"}], the second cycle's first


def words_in(content: Mapping[str, Any], cycle: int) -> Mapping[str, Any]:
    """The content as it reads in a cycle (0 is the first): what is not said anew is as it always is."""
    texts = content.get(TEXTS, [])
    own = texts[cycle - 1] if 0 < cycle <= len(texts) else {}
    return {**content, **{part: words for part, words in own.items() if words}}


def title_in(mission: Mission, cycle: int) -> Mapping[str, str]:
    """A mail's variable, where a cycle calls the mission otherwise."""
    found = words_in(mission.live.content, cycle) if cycle and mission.live else {}
    return {"mission": found["title"]} if found else {}


def title_now(clock: datetime | Slot) -> Func:
    """A mission's title in the cycle that runs, for lists."""
    return _now("title", F("title"), clock)


def summary_now(clock: datetime | Slot) -> Func:
    """The first line of what it says in the cycle that runs, for lists."""
    return _now("summary", KeyTextTransform("summary", "live__content"), clock)


def _now(part: str, usual: Any, clock: datetime | Slot) -> Func:
    return Func(
        F("live__content"), cycle_at(clock), Value(part), usual, function="missions_words", output_field=CharField()
    )
