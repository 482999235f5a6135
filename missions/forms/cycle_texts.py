"""Other words for coming cycles, as staff queue them: a part of the wizard's fourth step (G-11)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext_lazy as _

from foundation.richtext import clean
from missions.forms.growing import leave_room
from missions.forms.step import StepForm
from missions.preview import summary_of

MOST = 8  # cycles that may have words of their own, after the first


def _fields() -> Mapping[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for cycle in range(2, MOST + 2):
        found[f"cycle_title_{cycle}"] = forms.CharField(
            label=_("Title in cycle %(number)s") % {"number": cycle}, max_length=60, required=False
        )
        found[f"cycle_text_{cycle}"] = forms.CharField(
            label=_("Description in cycle %(number)s") % {"number": cycle},
            max_length=4000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    return found


class CycleTextsForm(StepForm):
    """Title and description of the cycles after the first; as many as are filled in are shown, and one more."""

    vars().update(_fields())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._filled = leave_room(self, [self.of_cycle(cycle) for cycle in range(2, MOST + 2)])

    @staticmethod
    def of_cycle(cycle: int) -> tuple[str, str]:
        """The names of the fields of one cycle."""
        return f"cycle_title_{cycle}", f"cycle_text_{cycle}"

    @property
    def has_texts(self) -> bool:
        """Whether any of them says something, or is wrong."""
        return self._filled > 0

    @property
    def cycle_fields(self) -> list[forms.BoundField]:
        """Those that are shown, in order."""
        shown = (name for cycle in range(2, MOST + 2) for name in self.of_cycle(cycle))
        return [self[name] for name in shown if name in self.fields]

    def texts(self) -> list[dict[str, str]]:
        """What each cycle after the first says; "" where it says the same as ever. None after the last that differs."""
        found = []
        for cycle in range(2, MOST + 2):
            title, text = (self.cleaned_data.get(name, "") for name in self.of_cycle(cycle))
            description = clean(linebreaks(escape(text))) if text else ""
            found.append({"title": title, "description": description, "summary": summary_of(description)})
        while found and not any(found[-1].values()):
            found.pop()
        return found
