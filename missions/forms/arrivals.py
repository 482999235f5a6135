"""What somebody without an account says of themselves to take part."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.contact import EMAIL_LENGTH, clean_email, is_disposable
from foundation.forms import Form
from missions.arrivals import is_too_quick, stamp_now


class ContactForm(Form):
    """The address to be confirmed, one that is kept. `website` is a trap nobody sees, `stamp` when it was drawn."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    website = forms.CharField(required=False)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("stamp", stamp_now())

    def clean_email(self) -> str:
        email = clean_email(self.cleaned_data["email"])
        if is_disposable(email):
            words = _("Addresses at %(domain)s are thrown away after a while. Give one that you keep: we answer there.")
            raise ValidationError(words % {"domain": email.rpartition("@")[2]})
        return email

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("website") or is_too_quick(data.get("stamp", "")):
            raise ValidationError(_("That was quicker than people type. Please press the button once more."))
        return data
