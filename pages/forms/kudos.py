"""What is typed to thank somebody."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import FilterForm, Form
from pages.kudos import who_can_be_thanked
from pages.models.kudos import LONGEST
from programs.models import Advocate

_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S|\b[a-z0-9-]+\.(?:com|net|org|io|info|biz|ru|xyz|link|me)\b", re.I)


class FindForm(FilterForm):
    """The beginning of a name."""

    words = forms.CharField(
        label=gettext_lazy("Whom do you want to thank?"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Type the beginning of a name, at least two letters."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ThanksForm(Form):
    """The words, and who may read them."""

    text = forms.CharField(
        label=gettext_lazy("What do you want to say?"),
        max_length=LONGEST,
        help_text=gettext_lazy("What they did, and what came of it. Plain words, no links."),
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": ""}),
        error_messages={"required": gettext_lazy("Say what for.")},
    )
    seen = forms.ChoiceField(
        label=gettext_lazy("Who may read it?"),
        choices=[("public", gettext_lazy("All members")), ("private", gettext_lazy("Only this person"))],
        widget=forms.RadioSelect,
        initial="public",
        error_messages={"required": gettext_lazy("Say who may read it.")},
    )

    def clean_text(self) -> str:
        """A link in somebody's thanks is how strangers are led elsewhere."""
        text = str(self.cleaned_data["text"])
        if _LINK.search(text):
            raise ValidationError(_("Links cannot be sent here. Say it in words."))
        return text


class ReceiverForm(Form):
    """Who is thanked."""

    to = forms.ModelChoiceField(queryset=Advocate.objects.none())

    def __init__(self, *args: Any, by: Advocate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = who_can_be_thanked(by=by)  # type: ignore[attr-defined]  # a ModelChoiceField

    def receiver(self) -> Advocate | None:
        """The person, or None when there is none who can be thanked."""
        return self.cleaned_data["to"] if self.is_valid() else None


class KudosFilter(FilterForm):
    """Which thanks staff look at, and from where on."""

    reported = forms.BooleanField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def chosen(self) -> tuple[bool, int | None]:
        """Whether only reported ones, and the place."""
        self.is_valid()
        return bool(self.cleaned_data.get("reported")), self.cleaned_data.get("before")


class SwitchForm(Form):
    """On or off."""

    on = forms.BooleanField(required=False)
