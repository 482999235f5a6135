"""What the advocate will see of a draft: a card and a page made of what is typed so far, right or wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext

from files.models import File
from foundation.richtext import as_safe, as_text, clean
from missions.listed import Listed
from missions.models import WITH_POINTS, WITH_REWARD, Audience, Mission, Revision
from missions.texts import translated_in, typed_in, words_in
from missions.types import TYPES
from missions.types.base import MissionType
from rewards.models import Reward

USUAL_START = "Start"  # of the start button, as it is kept


@dataclass(frozen=True)
class Card:
    """A mission as cards and pages show it; the same parts for what is live and for a draft."""

    title: str
    html: str
    summary: str
    cover_url: str
    cover: int
    points: int
    minutes: int
    icon: str
    type_name: str
    url: str = ""
    due: str = ""
    state: str = ""
    reason: str = ""
    # Where a button on the card puts the mission away, or brings it back; "" shows none.
    puts_away: str = ""
    brings_back: str = ""
    # What the reward is called that it brings; "" when it brings none.
    reward: str = ""
    phone_url: str = ""
    disclaimer: str = ""
    start_label: str = ""
    # In which language the translated parts are (title, description, disclaimer), and which these are.
    language: str = ""
    translated: frozenset[str] = frozenset()

    @property
    def description(self) -> SafeString:
        """The description in full, cleaned once more; lists of cards do without."""
        return as_safe(self.html)

    @property
    def key(self) -> int:
        """What the generated cover is chosen by."""
        return self.cover - 1


def card_of_draft(mission: Mission, language: str = "") -> Card:
    """From what is typed in a draft, in the usual words or in those of a language."""
    revision = mission.draft or mission.live
    return card_of_typed(revision.raw if revision else {}, TYPES[mission.activity.type], language)


def card_of_typed(raw: Mapping[str, Any], entry: MissionType, language: str = "") -> Card:
    """From the raw fields; a number that is none yet counts as nothing."""
    said = typed_in(raw, language)
    if "description" in said:
        said["description"] = linebreaks(escape(said["description"]))
    raw = {**raw, **said}
    picture, tall = picture_of(raw.get("image")), picture_of(raw.get("phone_image"))
    points = _number(raw.get("points")) if raw.get("recognition") in WITH_POINTS else 0
    return Card(
        title=str(raw.get("title", "")),
        html=str(raw.get("description", "")),
        summary=summary_of(str(raw.get("description", ""))),
        cover_url=picture.url if picture else "",
        phone_url=tall.url if tall else "",
        cover=_number(raw.get("cover")) or 1,
        points=points,
        minutes=_number(raw.get("minutes")) or entry.minutes,
        icon=entry.icon,
        type_name=str(entry.name),
        reward=reward_of(raw),
        disclaimer=str(raw.get("disclaimer", "")),
        start_label=str(raw.get("start_label", "")),
        language=language,
        translated=frozenset(said),
    )


def reward_of(raw: Mapping[str, Any]) -> str:
    """What the chosen reward is called; "" without one, and for what is none."""
    pk = _number(raw.get("reward")) if raw.get("recognition") in WITH_REWARD else 0
    row = Reward.objects.filter(pk=pk).first() if pk else None
    return row.name if row else ""


def picture_of(kept: object) -> File | None:
    """The picture whose id is kept as text or number; None when there is none."""
    text = str(kept or "")
    return File.objects.filter(pk=int(text)).first() if text.isascii() and text.isdigit() and len(text) < 18 else None


def card_of_live(
    mission: Mission,
    *,
    revision: Revision | None = None,
    cycle: int = 0,
    language: str,
    url: str = "",
    due: str = "",
    state: str = "",
) -> Card:
    """From what is published: of the revision somebody began with, else of the one in force; in a cycle's words and in
    those of a language."""
    entry = TYPES[mission.activity.type]
    shown = revision or mission.live
    published = shown.content if shown else {}
    content, (code, translated) = words_in(published, cycle, language), translated_in(published, cycle, language)
    tall = File(pk=content["phone_image"], name=content["phone_image_name"]) if content.get("phone_image") else None
    return Card(
        title=content.get("title", mission.title),
        html=content.get("description", ""),
        summary=content.get("summary", ""),
        cover_url=mission.image.url if mission.image else "",
        cover=mission.cover,
        points=content.get("points", mission.points),
        minutes=content.get("minutes", mission.minutes),
        reward=content.get("reward_name", ""),
        icon=entry.icon,
        type_name=str(entry.name),
        url=url,
        due=due,
        state=state,
        phone_url=tall.url if tall else "",
        disclaimer=content.get("disclaimer", ""),
        start_label=_said(content.get("start_label", "")),
        language=code,
        translated=translated,
    )


def _said(label: str) -> str:
    """What the button says in the language of who reads it, unless staff wrote words of their own."""
    return gettext("Start") if label == USUAL_START else label


def card_of_listed(
    row: Listed,
    *,
    url: str,
    due: str,
    state: str = "",
    reason: str = "",
    puts_away: str = "",
    brings_back: str = "",
) -> Card:
    """For the hub's lists, which show no description."""
    entry = TYPES[row.type]
    return Card(
        title=row.title,
        html="",
        summary=row.summary or "",
        cover_url=File(pk=row.image_id, name=row.image_name or "").url if row.image_id else "",
        cover=row.cover,
        points=row.points,
        minutes=row.minutes,
        reward=row.reward or "",
        icon=entry.icon,
        type_name=str(entry.name),
        url=url,
        due=due,
        state=state,
        reason=reason,
        puts_away=puts_away,
        brings_back=brings_back,
    )


def share_path(mission: Mission) -> str:
    """The address to pass on: of what is open to anyone its public page, which members are led on from."""
    page = "public:mission" if mission.audience == Audience.ANYONE else "hub:mission"
    return reverse(page, args=[mission.pk])


def summary_of(description: str) -> str:
    """The first line of a description, for cards."""
    lines = as_text(clean(description)).strip().splitlines()
    return Truncator(lines[0]).chars(140) if lines else ""


def _number(text: object) -> int:
    digits = str(text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 0
