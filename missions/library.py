"""A workspace's own mission templates as a file, and such a file read again (X-57).

The file is JSON: `{"format": "groundswell.mission-templates", "version": 1, "templates": [{"name", "about", "type",
"fields"}]}`; `fields` are those of a draft, as typed. It holds nothing that means something in one workspace only: no
pictures, people, segments, tags, topics or times. Reading trusts nothing: what a form of the product would not send is
left out, and rich text is cleaned.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.folding import fold, search_terms
from foundation.richtext import clean
from foundation.typed import Typed, as_post, text_in
from missions.forms.raw import LONGEST, TYPE_PREFIX
from missions.forms.steps import DEFAULTS, STEP_FORMS, fields_of
from missions.forms.whole import Whole, type_forms
from missions.models import Activity, Audience, Mission, MissionTemplate, Revision
from missions.preview import Card, card_of_typed
from missions.types import TYPES
from missions.types.base import MissionType
from missions.types.base_forms import PREFIX

FORMAT, VERSION = "groundswell.mission-templates", 1
LARGEST = 512 * 1024  # bytes of a file
MOST = 100  # templates in a file
MOST_FIELDS = 2000  # of one template
MOST_SHOWN = 5  # things to fill in that the preview names
# What belongs to one workspace or one moment, with the words for it.
_PICTURES, _AUDIENCE, _TOPICS, _TIMES, _SEGMENT = "pictures", "audience", "topics", "times", "segment"
_BEFORE, _TRUSTED, _REWARD = "before", "trusted", "reward"
_OWN = {
    "image": _PICTURES, "phone_image": _PICTURES, "include": _AUDIENCE, "exclude": _AUDIENCE,
    "include_people": _AUDIENCE, "exclude_people": _AUDIENCE, "topics": _TOPICS, "starts_local": _TIMES,
    "ends_local": _TIMES, "trigger_segment": _SEGMENT, "requires": _BEFORE, "approval_segments": _TRUSTED,
    "reward": _REWARD,
}  # fmt: skip


class NotALibrary(ValidationError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class Portable:
    """What of a template can go elsewhere, and in words what cannot."""

    fields: dict[str, Any]
    left_out: Sequence[str]


@dataclass(frozen=True)
class Candidate:
    """A template of a file. With `faults` it cannot be taken; `to_fill_in` is open before a launch."""

    number: int
    name: str
    about: str
    entry: MissionType | None
    raw: Mapping[str, Any]
    faults: Sequence[str]
    left_out: Sequence[str] = ()
    to_fill_in: Sequence[str] = ()
    more_to_fill_in: int = 0
    taken_name: str = ""

    @property
    def card(self) -> Card | None:
        """As it will be seen; None when it cannot be taken."""
        return card_of_typed(self.raw, self.entry) if self.entry and not self.faults else None


def templates_kept(*, words: str = "", type_key: str = "") -> list[MissionTemplate]:
    """The workspace's own, by name: of a type of which every word begins some word of its name or line."""
    rows = MissionTemplate.objects.filter(type__in=[type_key] if type_key else list(TYPES)).order_by("name", "pk")
    terms = search_terms(words)
    return [row for row in rows if all(f" {term}" in f" {fold(f'{row.name} {row.about}')}" for term in terms)]


def card_of_kept(row: MissionTemplate) -> Card:
    """A template as a mission's card."""
    return card_of_typed(row.raw, TYPES[row.type])


def as_file(rows: QuerySet[MissionTemplate] | Sequence[MissionTemplate]) -> str:
    """The templates as the text of a file."""
    return written((row.name, row.about, row.type, portable(row.raw, TYPES[row.type]).fields) for row in rows)


def written(templates: Iterable[tuple[str, str, str, Mapping[str, Any]]]) -> str:
    """The text of a file with these: name, line about it, type, fields."""
    listed = [dict(zip(("name", "about", "type", "fields"), one, strict=True)) for one in templates]
    told = {"format": FORMAT, "version": VERSION, "templates": listed}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def portable(raw: Mapping[str, Any], entry: MissionType) -> Portable:
    """What a form of this type would send and what means the same in every workspace; rich text is cleaned."""
    own = type_forms(entry.key).SetupForm(as_post(raw), prefix=PREFIX)
    known = {name: field for step in STEP_FORMS for name, field in _step_fields(step)}
    known |= {own.add_prefix(name): field for name, field in own.fields.items()}
    order = set(getattr(own, "order", {}))
    kept: dict[str, Any] = {}
    left: list[str] = []
    for name, told in raw.items():
        if not told and name not in DEFAULTS:
            continue
        value = _texts({name: told}, name)
        if reason := _OWN.get(name) or (_PICTURES if name.startswith(TYPE_PREFIX) and name.endswith("-image") else ""):
            left.append(reason)
        elif name in order or (name in known and not isinstance(known[name], forms.FileField)):
            kept[name] = _cleaned(value) if _is_rich(known.get(name)) else value
    if kept.get("audience") == Audience.CHOSEN:
        kept["audience"] = DEFAULTS["audience"]
    return Portable(kept, [_words_for(reason) for reason in dict.fromkeys(left)])


def _step_fields(step: str) -> Iterable[tuple[str, forms.Field]]:
    return ((name, STEP_FORMS[step].base_fields[name]) for name in fields_of(step))


def _texts(typed: Typed, name: str) -> str | list[str]:
    """As forms read it, and as the database can keep it."""
    return as_post(typed).getlist(name) if isinstance(typed[name], list) else text_in(typed, name)


def _is_rich(field: forms.Field | None) -> bool:
    return field is not None and "data-rich" in field.widget.attrs


def _cleaned(value: object) -> str:
    return clean(str(value))


def _words_for(reason: str) -> str:
    return {
        _PICTURES: _("Pictures"),
        _AUDIENCE: _("Whom it is for: all registered members until you say otherwise"),
        _TOPICS: _("Topics"),
        _TIMES: _("Start and deadline"),
        _SEGMENT: _("The segment that sets it off"),
        _BEFORE: _("The missions that come before it"),
        _REWARD: _("The reward"),
        _TRUSTED: _("The segments whose members are approved at once"),
    }[reason]


def read_library(data: bytes, *, largest: int = LARGEST) -> list[Candidate]:
    """Each template of a file of so many bytes, with what is wrong with it. Raises NotALibrary."""
    found = _list_in(_parsed(data, largest))
    taken = set(MissionTemplate.objects.values_list("name", flat=True))
    read: list[Candidate] = []
    for number, one in enumerate(found, 1):
        candidate = _candidate(number, one, taken)
        taken.add(candidate.taken_name)
        read.append(candidate)
    return read


def _parsed(data: bytes, largest: int) -> object:
    if len(data) > largest:
        raise NotALibrary(_("The file is larger than 512 kB. Split it into several."))
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise NotALibrary(_("This is not a file of mission templates: it is no JSON.")) from broken


def _list_in(told: object) -> list[object]:
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NotALibrary(_("This is not a file of mission templates, as this page’s “Download” makes them."))
    if told.get("version") != VERSION:
        raise NotALibrary(_("The file was written by a newer version of the product and cannot be read here."))
    found = told.get("templates")
    if not isinstance(found, list) or not found:
        raise NotALibrary(_("There is no template in the file."))
    if len(found) > MOST:
        raise NotALibrary(_("At most %(most)s templates fit in a file.") % {"most": MOST})
    return found


def _candidate(number: int, told: object, taken: set[str]) -> Candidate:
    if not isinstance(told, dict):
        return Candidate(number, "", "", None, {}, [_("It is no template.")])
    name, about = (_line(told.get(part)) for part in ("name", "about"))
    entry, fields = TYPES.get(str(told.get("type"))), told.get("fields")
    faults = _faults(name, about, entry, told.get("type"), fields)
    if faults or entry is None or not isinstance(fields, dict):
        return Candidate(number, name[:60], about[:200], entry, {}, faults)
    sent = portable(fields, entry)
    unknown = sum(1 for part, value in fields.items() if value and part not in sent.fields)
    left = [*sent.left_out, *_unknown(unknown - _owned(fields))]
    raw = DEFAULTS | sent.fields
    open_ = _to_fill_in(raw, entry)
    return Candidate(
        number, name, about, entry, raw, (), left, open_[:MOST_SHOWN], max(0, len(open_) - MOST_SHOWN),
        taken_name=free_name(name, taken),
    )  # fmt: skip


def _line(value: object) -> str:
    return " ".join(text_in({"line": value}, "line").split()) if isinstance(value, str) else ""


def _faults(name: str, about: str, entry: MissionType | None, told_type: object, fields: object) -> list[str]:
    found = []
    if not name:
        found.append(_("It has no name."))
    if len(name) > 60 or len(about) > 200:
        found.append(_("Its name has more than 60 characters, or its line more than 200."))
    if entry is None:
        found.append(_("There is no mission type “%(key)s” here.") % {"key": str(told_type)[:40]})
    if not isinstance(fields, dict) or not all(_is_typed(value) for value in fields.values()):
        found.append(_("Its fields are not texts, or lists of texts."))
    elif len(fields) > MOST_FIELDS or any(_longest(value) > LONGEST for value in fields.values()):
        found.append(_("It has too many fields, or a text of more than 20,000 characters."))
    return found


def _is_typed(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _longest(value: Any) -> int:
    return len(value) if isinstance(value, str) else max(len(value), *(len(one) for one in value), 0)


def _owned(fields: Mapping[str, Any]) -> int:
    named = (name in _OWN or (name.startswith(TYPE_PREFIX) and name.endswith("-image")) for name in fields)
    return sum(1 for is_own, value in zip(named, fields.values(), strict=True) if is_own and value)


def _unknown(count: int) -> list[str]:
    if count < 1:
        return []
    words = ngettext("%(n)s field this version does not have", "%(n)s fields this version does not have", count)
    return [words % {"n": count}]


def _to_fill_in(raw: Mapping[str, Any], entry: MissionType) -> list[str]:
    """What a launch would still miss."""
    draft = Mission(activity=Activity(type=entry.key), draft=Revision(raw=dict(raw)))
    return [problem.message for problem in Whole(draft, zone="UTC").problems()]


def free_name(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it the first that nobody has."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[:54]} ({number})"
    return free
