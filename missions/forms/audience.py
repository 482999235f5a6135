"""Whom a mission is for, as staff choose it (S1-41…45, S2-94…97, S3-88…96, G-03, G-29)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.forms import Explained
from missions.audience import people_named
from missions.forms.step import StepForm
from missions.models import Audience

ADDRESSES = {"rows": 3, "autocomplete": "off", "spellcheck": "false"}
SHOWN = 5  # addresses that are nobody's, in a message


class AudienceForm(StepForm):
    """The audience: everybody registered or chosen people, each without some; or anyone with the link."""

    many: tuple[str, ...] = ("include", "exclude")

    audience = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        widget=forms.RadioSelect,
        choices=[
            (
                Audience.REGISTERED,
                Explained(gettext_lazy("All registered members"), gettext_lazy("Everybody who is active here.")),
            ),
            (
                Audience.CHOSEN,
                Explained(
                    gettext_lazy("Chosen people"),
                    gettext_lazy(
                        "Members of segments, with tags, of programs, districts or languages, and named people."
                    ),
                ),
            ),
            (
                Audience.ANYONE,
                Explained(
                    gettext_lazy("Anyone with the link"),
                    gettext_lazy(
                        "Members, and people who are none: they confirm their e-mail address, take part as guests, and"
                        " may join afterwards as your settings say."
                    ),
                ),
            ),
        ],
        error_messages={"required": gettext_lazy("Say whom the mission is for.")},
    )
    include = forms.MultipleChoiceField(
        label=gettext_lazy("Include people with any of these"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        error_messages={"invalid_choice": gettext_lazy("One of the chosen things is not there any more.")},
    )
    include_people = forms.CharField(
        label=gettext_lazy("Include these people by name"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs=ADDRESSES),
        help_text=gettext_lazy("E-mail addresses or phone numbers of people you have, each on a line of its own."),
    )
    exclude = forms.MultipleChoiceField(
        label=gettext_lazy("Leave out people with any of these"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        help_text=gettext_lazy("Whoever has one of these is left out, whatever else they have."),
        error_messages={"invalid_choice": gettext_lazy("One of the chosen things is not there any more.")},
    )
    exclude_people = forms.CharField(
        label=gettext_lazy("Leave out these people by name"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs=ADDRESSES),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("include", "exclude"):
            if name in self.fields:
                self.fields[name].choices = self.offers.audience  # type: ignore[attr-defined]  # a choice field

    def clean_include_people(self) -> list[str]:
        return self._people("include_people") if self.data.get("audience") == Audience.CHOSEN else []

    def clean_exclude_people(self) -> list[str]:
        return self._people("exclude_people") if self.data.get("audience") != Audience.ANYONE else []

    def _people(self, name: str) -> list[str]:
        found, unknown = people_named(self.cleaned_data[name])
        if unknown:
            words = ngettext(
                "You have nobody with this: %(list)s", "You have nobody with these: %(list)s", len(unknown)
            )
            more = "" if len(unknown) <= SHOWN else " …"
            raise ValidationError(words % {"list": ", ".join(unknown[:SHOWN]) + more})
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = data.get("audience") == Audience.CHOSEN
        if chosen and not data.get("include") and not data.get("include_people") and "include_people" in data:
            self.add_error(
                "include", _("Choose at least one of these, name somebody, or choose all registered members.")
            )
        return data

    def audience_content(self) -> dict[str, Any]:
        """What is published of it: nobody is included where everybody is, and nobody left out of what is for anyone."""
        data = self.cleaned_data
        include = [*data["include"], *data["include_people"]] if data["audience"] == Audience.CHOSEN else []
        exclude = [*data["exclude"], *data["exclude_people"]] if data["audience"] != Audience.ANYONE else []
        return {"audience": data["audience"], "include": include, "exclude": exclude}
