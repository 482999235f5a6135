"""By how much a budget is raised."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import Form
from foundation.money import NotMoney, parse, plain, points_for
from rewards.models import Budget

MOST = 1_000_000_000


def usual_raise(budget: Budget) -> str:
    """A quarter more, and at least enough for one: in points or in money, as it is typed."""
    if budget.money is not None:
        return plain(max(budget.money // 4, 1), budget.currency)
    return str(max((budget.cap or 0) // 4, budget.need, 1))


class RaiseForm(Form):
    """In points, or in money where the budget is set in money; `points` is what it comes to."""

    more = forms.CharField(
        label=_("Raise it by"), widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "max-w-40"})
    )
    mark_optional = False

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, initial={"more": usual_raise(budget)}, **kwargs)
        self.budget = budget
        self.points = self.money = 0
        if budget.money is not None:
            self.fields["more"].help_text = _("In %(currency)s.") % {"currency": budget.currency}

    def clean_more(self) -> str:
        text: str = self.cleaned_data["more"].strip()
        if self.budget.money is not None:
            try:
                self.money = parse(text, self.budget.currency)
            except NotMoney as wrong:
                raise forms.ValidationError(str(wrong)) from None
            self.points = points_for(self.budget.money + self.money, point_value=self.budget.point_value or 1) - (
                self.budget.cap or 0
            )
            return text
        digits = text.replace(",", "").replace(".", "").replace(" ", "")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 10 or not 1 <= int(digits) <= MOST:
            raise forms.ValidationError(_("Write the points as a whole number from 1 to 1,000,000,000."))
        self.points = int(digits)
        return text
