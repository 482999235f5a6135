"""How often people may do it, and how many times in all: a part of the wizard's fourth step."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.forms import Explained
from foundation.typed import as_post
from missions.cycles import Frequency, Recurrence, Unit
from missions.forms.cycle_texts import CycleTextsForm
from missions.texts import TEXTS

ONCE, OWN, AGAIN = "once", "every", "again"
PRESETS = {
    ONCE: Recurrence(),
    "weekly": Recurrence(Frequency.EVERY, 1, Unit.WEEK),
    "monthly": Recurrence(Frequency.EVERY, 1, Unit.MONTH),
    "quarterly": Recurrence(Frequency.EVERY, 3, Unit.MONTH),
    "days90": Recurrence(Frequency.EVERY, 90, Unit.DAY),
}
CHOICES = [
    (
        ONCE,
        Explained(
            _("Once only"),
            _("With a deadline it is gone after it. Without one it never expires, and each person does it once."),
        ),
    ),
    ("weekly", Explained(_("Once per week"), _("Again every week, on the weekday of the launch."))),
    ("monthly", Explained(_("Once per month"), _("Again every month, on the day of the launch."))),
    (
        "quarterly",
        Explained(_("Every 3 months"), _("Again on the day of the launch: 15 April, 15 July, 15 October, 15 January.")),
    ),
    ("days90", Explained(_("Once per 90 days"), _("Exactly 90 days each: 15 April, 14 July, 12 October, 10 January."))),
    (OWN, Explained(_("Every …"), _("Days, weeks or months of your own."))),
    (
        AGAIN,
        Explained(
            _("As often as they like"),
            _(
                "It keeps people active. Each time is sent, decided and paid by itself; choose how long each person"
                " pauses after each time."
            ),
        ),
    ),
]
LONGEST = 999
MOST_REMINDERS = 5


def _number(label: Any, *, least: int, most: int, why: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        help_text=why,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-32"}),
        error_messages={"invalid": _("Write a whole number.")},
    )


def _is_day(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= 365


class FrequencyForm(CycleTextsForm):
    """Once, again in each cycle, or as often as one likes; and the limits of it."""

    FREQUENCY = ("limit", "interval", "interval_unit", "pause", "pause_unit", "per_cycle", "per_person")
    LIMITS = ("quota", "follow_ups", "follow_up_days")

    limit = forms.ChoiceField(
        label=_("How often may one person do it?"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how often.")},
    )
    interval = _number(_("Every"), least=1, most=LONGEST)
    interval_unit = forms.ChoiceField(
        label=_("Counted in"), choices=Unit.choices, required=False, widget=forms.Select(attrs={"class": "max-w-40"})
    )
    pause = _number(_("Pause after each time"), least=0, most=LONGEST, why=_("Empty or 0: they need not pause."))
    pause_unit = forms.ChoiceField(
        label=_("Counted in"), choices=Unit.choices, required=False, widget=forms.Select(attrs={"class": "max-w-40"})
    )
    per_cycle = _number(_("How many times in each cycle?"), least=1, most=100, why=_("Empty: once."))
    per_person = _number(
        _("How many times at most, per person?"),
        least=1,
        most=10_000,
        why=_("In all cycles together. Empty: no limit."),
    )
    quota = _number(
        _("How many completions at most, of all people together?"),
        least=1,
        most=1_000_000,
        why=_("When they are all taken, the mission is closed to everybody else. Empty: no limit."),
    )

    follow_ups = forms.BooleanField(
        label=_("Follow up: remind those who have not completed it"),
        required=False,
        help_text=_("By e-mail, never after they have done it, and not while it is paused, over or full."),
    )
    follow_up_days = forms.CharField(
        label=_("How many days after it begins?"),
        required=False,
        max_length=60,
        help_text=_("One number for each reminder, such as “3, 7”; at most five. Each cycle has its own."),
        widget=forms.TextInput(attrs={"class": "max-w-40"}),
    )

    def clean_follow_up_days(self) -> list[int]:
        parts = self.cleaned_data["follow_up_days"].replace(",", " ").replace(";", " ").split()
        if not self.cleaned_data.get("follow_ups"):
            return []
        if not parts or len(parts) > MOST_REMINDERS or not all(_is_day(part) for part in parts):
            raise ValidationError(_("Write one to five numbers of days from 1 to 365, such as “3, 7”."))
        return sorted({int(part) for part in parts})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("limit") == OWN and not data.get("interval") and "interval" not in self.errors:
            self.add_error("interval", _("Say how many days, weeks or months."))
        return data

    def means(self, name: str) -> bool:
        chosen = self["limit"].value() if "limit" in self.fields else ONCE
        if name in ("interval", "interval_unit"):
            return bool(chosen == OWN)
        if name in ("pause", "pause_unit"):
            return bool(chosen == AGAIN)
        if name == "follow_up_days":
            return bool(self["follow_ups"].value()) if "follow_ups" in self.fields else False
        if name == "per_cycle" or name.startswith("cycle_"):
            return chosen not in (ONCE, AGAIN)
        return name != "per_person" or chosen != ONCE

    def recurrence(self) -> Recurrence:
        """How often, once the fields about it are valid."""
        data = self.cleaned_data
        chosen = data.get("limit") or ONCE
        if chosen == ONCE:
            return Recurrence()
        if chosen == AGAIN:
            own = Recurrence(Frequency.COOLDOWN, data.get("pause") or 0, data.get("pause_unit") or Unit.DAY)
            return replace(own, per_person=data.get("per_person"))
        own = Recurrence(Frequency.EVERY, data.get("interval") or 1, data.get("interval_unit") or Unit.DAY)
        return replace(
            PRESETS.get(chosen, own), per_cycle=data.get("per_cycle") or 1, per_person=data.get("per_person")
        )

    def content(self) -> dict[str, Any]:
        found = self.recurrence()
        return {
            "frequency": str(found.frequency),
            "every": found.every,
            "unit": str(found.unit),
            "per_cycle": found.per_cycle,
            "per_person": found.per_person,
            "quota": self.cleaned_data.get("quota"),
            TEXTS: self.texts() if found.has_cycles else [],
            "follow_up_days": self.cleaned_data.get("follow_up_days", []),
        }


def recurrence_typed(raw: Mapping[str, Any]) -> Recurrence | None:
    """How often, as far as it is typed; None while what is typed of it is not valid."""
    form = FrequencyForm(as_post({"limit": ONCE, **raw}))
    form.is_valid()
    return None if set(form.errors) & set(FrequencyForm.FREQUENCY) else form.recurrence()
