"""When the page was shown that a form came from, so that what others changed since is not written over."""

from datetime import datetime

from django import forms

from foundation.forms import FilterForm


class SeenForm(FilterForm):
    """`seen_at` in ISO 8601; without it, or with something else, nothing is compared."""

    seen_at = forms.DateTimeField(required=False)
    overwrite = forms.BooleanField(required=False)

    def since(self) -> datetime | None:
        """The moment after which others' changes count; None when what is sent is wanted all the same."""
        self.is_valid()
        seen_at: datetime | None = self.cleaned_data.get("seen_at")
        return None if self.cleaned_data.get("overwrite") else seen_at


class DiscardedForm(FilterForm):
    """Which changes were just thrown away."""

    discarded = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def revision(self) -> int | None:
        """The id of their revision."""
        self.is_valid()
        return self.cleaned_data.get("discarded")
