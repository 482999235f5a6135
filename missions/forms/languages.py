"""What a mission says in other languages: a part of the wizard's third step (X-69)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.richtext import clean
from missions.forms.growing import leave_room, says_anything
from missions.forms.step import StepForm
from missions.languages import language_choices, language_name
from missions.preview import summary_of
from missions.texts import field_in

MOST = 12  # languages beside the usual one
PARTS = ("language", "title", "text", "start", "disclaimer")


def _row(number: int) -> list[str]:
    return [field_in(part, number) for part in PARTS]


def _fields() -> Mapping[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for number in range(1, MOST + 1):
        found[field_in("language", number)] = forms.ChoiceField(
            label=gettext_lazy("Language"),
            required=False,
            choices=lambda: [("", gettext_lazy("Choose a language")), *language_choices()],
            widget=forms.Select(attrs={"class": "max-w-80"}),
        )
        found[field_in("title", number)] = forms.CharField(
            label=gettext_lazy("Title in this language"), max_length=60, required=False
        )
        found[field_in("text", number)] = forms.CharField(
            label=gettext_lazy("Description in this language"),
            max_length=4000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        found[field_in("start", number)] = forms.CharField(
            label=gettext_lazy("Start button in this language"),
            max_length=30,
            required=False,
            widget=forms.TextInput(attrs={"class": "max-w-64"}),
        )
        found[field_in("disclaimer", number)] = forms.CharField(
            label=gettext_lazy("Disclaimer in this language"),
            max_length=600,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return found


class LanguagesForm(StepForm):
    """Title, description, button and disclaimer in other languages: those that are filled in, and room for one more."""

    vars().update(_fields())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._filled = leave_room(self, [_row(number) for number in range(1, MOST + 1)])

    @property
    def has_languages(self) -> bool:
        """Whether it is said in another language, or something about one is wrong."""
        return self._filled > 0

    @property
    def in_languages(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Those that are shown: what each is called, and its fields."""
        found = []
        for number in range(1, min(self._filled + 1, MOST) + 1):
            code = str(self.data.get(field_in("language", number), ""))
            fields = [self[name] for name in _row(number) if name in self.fields]
            found.append((language_name(code) if code else _("Another language"), fields))
        return found

    def clean(self) -> dict[str, Any]:
        """Each language once, and each with a title, without which it would say too little."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for number in range(1, self._filled + 1):
            code = data.get(field_in("language", number), "")
            if not says_anything(self, _row(number)) or self.has_error(field_in("language", number)):
                continue
            if not code:
                self.add_error(field_in("language", number), _("Say which language this is."))
            elif code in seen:
                self.add_error(field_in("language", number), _("This language is there already."))
            elif not data.get(field_in("title", number)) and not self.has_error(field_in("title", number)):
                self.add_error(field_in("title", number), _("Give the title in this language."))
            seen.add(code)
        return data

    def languages(self) -> dict[str, dict[str, str]]:
        """What each says, by its code; "" where it has no words of its own."""
        found = {}
        for number in range(1, self._filled + 1):
            code, title, text, start, disclaimer = (self.cleaned_data.get(name, "") for name in _row(number))
            if code:
                description = clean(linebreaks(escape(text))) if text else ""
                found[code] = {
                    "title": title, "description": description, "summary": summary_of(description),
                    "start_label": start, "disclaimer": disclaimer,
                }  # fmt: skip
        return found
