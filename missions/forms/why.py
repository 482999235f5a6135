"""Whom to ask about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm
from notifications.models import DeliveryState


class WhyForm(FilterForm):
    """A person, by some words of the name or the address."""

    words = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text=_("Type the beginning of the name or of the address."),
    )
    person = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)


class DeliveryFilter(FilterForm):
    """Which of a mission's mails, and whose."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[
            ("", _("Anything")),
            *((value, label) for value, label in DeliveryState.choices if value != "sending"),
        ],
    )
    words = forms.CharField(
        label=_("Person"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
