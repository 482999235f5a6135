"""Which of those whom a draft means are listed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm
from missions.rehearsal import OUTCOMES


class RecipientFilter(FilterForm):
    """By what becomes of them, and by name or address."""

    words = forms.CharField(
        label=_("Person"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    outcome = forms.ChoiceField(
        label=_("What becomes of them"), required=False, choices=[("", _("Anything")), *OUTCOMES.items()]
    )

    def chosen(self) -> dict[str, Any]:
        """What is filtered by."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("words", "outcome")}
