"""In which format something leaves."""

from django import forms

from foundation.forms import FilterForm
from foundation.tables import FORMATS


class FormatForm(FilterForm):
    """CSV where nothing else is asked for, or nothing that there is."""

    format = forms.ChoiceField(required=False, choices=[(key, form.name) for key, form in FORMATS.items()])

    def kind(self) -> str:
        """One of FORMATS."""
        self.is_valid()
        return str(self.cleaned_data.get("format") or "csv")
