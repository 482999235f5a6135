"""What a draft changes of what is live, field by field in words (B-12), and whom publishing it touches."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, cast

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from foundation.richtext import as_text, clean
from missions.forms.offers import Offers
from missions.forms.step import StepForm
from missions.forms.steps import STEP_FORMS
from missions.forms.whole import setup_form_of_type, step_form
from missions.models import Mission, Participation
from programs.queries import trying

SAME, GONE, NEW = "same", "gone", "new"
LONGEST = 60  # words of what stays the same that are shown around a change: half before, half after
MOST_WORDS = 4000  # of a text that is compared word by word; a longer one is shown as two
ROW = re.compile(r"(?P<rows>.+)-(?P<number>[0-9]{1,4})-(?P<part>.+)")


@dataclass(frozen=True)
class Shown:
    """A field as people read it."""

    step: str
    label: str
    value: str
    anchor: str
    is_text: bool = True


@dataclass(frozen=True)
class Part:
    """Words that stay the `same`, are `gone`, or `new`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A field that is not as it was: the step it is on, its place there, and the words of both."""

    step: str
    label: str
    before: str
    after: str
    anchor: str
    is_text: bool = True

    @property
    def parts(self) -> list[Part]:
        """Both as one text, with what is gone and what is new; of a choice both as a whole."""
        if self.is_text:
            return compared(self.before, self.after)
        both = [Part(GONE, self.before), Part(SAME, " "), Part(NEW, self.after)]
        return [part for part in both if part.text]


def changes_of(mission: Mission, *, zone: str, offers: Offers) -> list[Change]:
    """In the order of the steps; none for a mission that was never launched, or has no draft of itself."""
    if mission.live is None or mission.draft is None:
        return []
    return between(mission, mission.live.raw, mission.draft.raw, zone=zone, offers=offers)


def between(
    mission: Mission, old: Mapping[str, Any], new: Mapping[str, Any], *, zone: str, offers: Offers
) -> list[Change]:
    """How two states of what is typed differ, in the order of the steps."""
    before, after = (dict(fields_of(mission, raw, zone=zone, offers=offers)) for raw in (old, new))
    nothing = Shown("", "", "", "")
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(name, nothing), after.get(name, nothing)
        if was.value != now.value:
            words = now if now.label else replace(was, anchor="")
            found.append(Change(words.step, words.label, was.value, now.value, words.anchor, words.is_text))
    order = list(STEP_FORMS)
    return sorted(found, key=lambda change: order.index(change.step))


def fields_of(mission: Mission, raw: Mapping[str, Any], *, zone: str, offers: Offers) -> Iterator[tuple[str, Shown]]:
    """Every field of the steps and of the type, right or wrong, as it reads."""
    for step in STEP_FORMS:
        yield from _read(step_form(mission, step, zone=zone, raw=raw, offers=offers), step)
        if step == "setup":
            yield from _read(setup_form_of_type(mission, raw=raw), step)


def _read(form: forms.BaseForm, step: str) -> Iterator[tuple[str, Shown]]:
    numbers = list(getattr(form, "numbers", ()))
    for name, field in form.fields.items():
        bound = form[name]
        is_picture = bound.is_hidden and name.endswith("image")  # the id of an uploaded file
        if isinstance(form, StepForm) and not form.means(name):
            continue
        if isinstance(field, forms.FileField) or (bound.is_hidden and not is_picture):
            continue
        label = _("Picture") if is_picture else str(bound.label or name)
        if row := ROW.fullmatch(name):
            number = int(row["number"])
            place = numbers.index(number) + 1 if number in numbers else number
            label = f"{place}. {label}"
        value = _value(field, bound)
        if is_picture and value:
            value = _("Picture %(number)s") % {"number": value}
        is_text = isinstance(field, forms.CharField) and not is_picture
        yield bound.html_name, Shown(step, label, value, bound.id_for_label or bound.auto_id, is_text)
    if numbers:
        words = " · ".join(str(number) for number in numbers)
        yield f"{form.prefix}-order", Shown(step, _("Order of the rows"), words, "", is_text=False)


def _value(field: forms.Field, bound: forms.BoundField) -> str:
    value = bound.value()
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value in (True, "on", "true", "True", "1") else _("No")
    if isinstance(field, forms.MultipleChoiceField):
        chosen = [str(one) for one in value or []]
        return ", ".join(_words(label) for key, label in _choices(field) if str(key) in chosen)
    if isinstance(field, forms.ChoiceField):
        return next((_words(label) for key, label in _choices(field) if str(key) == str(value)), str(value or ""))
    text = str(value if value is not None else "")
    return as_text(clean(text)).strip() if "data-rich" in field.widget.attrs else text.strip()


def _choices(field: forms.ChoiceField) -> Iterator[tuple[Any, Any]]:
    for key, label in cast("Iterable[tuple[Any, Any]]", field.choices):
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _words(label: object) -> str:
    return str(getattr(label, "label", label))


def compared(before: str, after: str) -> list[Part]:
    """Two texts as one, word by word; of long stretches that stay the same only the ends."""
    old, new = _split(before), _split(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Part(GONE, Truncator(before).chars(1000)), Part(NEW, Truncator(after).chars(1000))]
    parts: list[Part] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part(SAME, _shortened(old[i1:i2])))
            continue
        if i2 > i1:
            parts.append(Part(GONE, "".join(old[i1:i2])))
        if j2 > j1:
            parts.append(Part(NEW, "".join(new[j1:j2])))
    return parts


def _split(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _shortened(words: list[str]) -> str:
    if len(words) <= LONGEST:
        return "".join(words)
    return "".join(words[: LONGEST // 2]) + " … " + "".join(words[-LONGEST // 2 :])


def begun_count(mission: Mission) -> int:
    """How many people have begun what is live and keep what they began with; test people left out."""
    rows = Participation.objects.filter(mission=mission).exclude(advocate__in=trying())
    return rows.filter(started_at__isnull=False, completed_at=None).count()
