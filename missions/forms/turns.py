"""Which of a person's times at a mission an address means."""

from django import forms

from foundation.forms import FilterForm


class TurnForm(FilterForm):
    """A number in the address; without it, or with nonsense, the turn the person is at."""

    turn = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000)

    def number(self) -> int | None:
        """The turn asked for, or None."""
        self.is_valid()
        return self.cleaned_data.get("turn")
