"""What is looked for in the guide, and from where on answers are listed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm


class GuideSearch(FilterForm):
    """Words to look for."""

    q = forms.CharField(
        label=_("Search the guide"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def words(self) -> str:
        """What was typed, "" where it cannot be understood."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class PlaceForm(FilterForm):
    """After which answer the page of the list begins."""

    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def place(self) -> int | None:
        """The id, None for the first page."""
        return self.cleaned_data.get("before") if self.is_valid() else None
