"""The most that a mission may give away: a part of the wizard's fourth step (S2-83, S2-84)."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from foundation.forms import Explained
from foundation.money import NotMoney, parse, points_for
from foundation.money import shown as money
from foundation.templatetags.ui import number
from missions.forms.step import StepForm

NONE, POINTS, MONEY = "none", "points", "money"
MOST = 1_000_000_000


class BudgetForm(StepForm):
    """No limit, so many points, or so much money; and how long points are kept for those who have begun."""

    BUDGET = ("budget", "budget_points", "budget_money", "budget_days", "budget_overrun")

    budget = forms.ChoiceField(
        label=_("Budget"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (NONE, Explained(_("No limit"), _("Everybody who does it is thanked."))),
            (
                POINTS,
                Explained(
                    _("So many points in all"),
                    _("When they are used up, nobody new sees the mission. Raised, it is open again."),
                ),
            ),
            (
                MONEY,
                Explained(
                    _("So much money in all"), _("Counted in points, by what a point is worth in your settings.")
                ),
            ),
        ],
    )
    budget_points = forms.CharField(
        label=_("Points in all"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-40"}),
    )
    budget_money = forms.CharField(
        label=_("Money in all"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "max-w-40"}),
    )
    budget_days = forms.IntegerField(
        label=_("Days that points are kept for somebody who has begun"),
        min_value=1,
        max_value=90,
        required=False,
        help_text=_("Who does not go on in time makes room for others. Empty: 7 days."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-32"}),
        error_messages={"invalid": _("Write a whole number.")},
    )
    budget_overrun = forms.BooleanField(
        label=_("Whoever has begun may finish, also above the budget"),
        required=False,
        help_text=_(
            "Otherwise never one point more is spent: who took longer than the days above may find the mission closed."
        ),
    )

    # What the valid fields come to: the cap in points, and in money where it was typed so.
    cap: int | None = None
    money: int | None = None

    @cached_property
    def profile(self) -> Profile | None:
        """The workspace's settings, asked for only where money is typed or shown."""
        return Profile.objects.first()

    @property
    def worth(self) -> str:
        """What points are worth, in words; "" where nobody has said so."""
        if not self.counts_money or self.profile is None:
            return ""
        amount = money(self.profile.point_value or 0, self.profile.currency)
        return _now("1,000 points are worth %(amount)s.") % {"amount": amount}

    @property
    def counts_money(self) -> bool:
        """Whether the workspace has said what a point is worth."""
        return bool(self.profile and self.profile.point_value and self.profile.currency)

    def means(self, name: str) -> bool:
        if name not in self.BUDGET or name == "budget":
            return super().means(name)
        chosen = (self["budget"].value() if "budget" in self.fields else "") or NONE
        of = {"budget_points": {POINTS}, "budget_money": {MONEY}}
        return chosen in of.get(name, {POINTS, MONEY})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = data.get("budget") or NONE
        self.cap, self.money = None, None
        if not data.get("points") or chosen == NONE:
            return data
        field = "budget_points" if chosen == POINTS else "budget_money"
        try:
            self._read(chosen, data)
        except ValueError as wrong:
            self.add_error(field, str(wrong))
        else:
            if self.cap is not None and self.cap < data["points"]:
                words = _("That is less than one person earns: %(points)s.")
                self.add_error(field, words % {"points": number(data["points"])})
        return data

    def _read(self, chosen: str, data: dict[str, Any]) -> None:
        """The cap in points. Raises ValueError with what is wrong."""
        if chosen == POINTS:
            text = str(data.get("budget_points", "")).strip().replace(",", "").replace(".", "").replace(" ", "")
            if not text.isascii() or not text.isdigit() or len(text) > 10 or not 1 <= int(text) <= MOST:
                raise ValueError(_("Write the points as a whole number from 1 to 1,000,000,000."))
            self.cap = int(text)
            return
        if not self.counts_money or self.profile is None:
            raise ValueError(_("First say in the workspace’s settings what a point is worth."))
        try:
            amount = parse(str(data.get("budget_money", "")), self.profile.currency)
        except NotMoney as wrong:
            raise ValueError(str(wrong)) from None
        self.money, self.cap = amount, points_for(amount, point_value=self.profile.point_value or 1)

    def content(self) -> dict[str, Any]:
        if self.cap is None:
            return {"budget": None}
        profile = self.profile if self.money is not None else None
        return {
            "budget": {
                "points": self.cap,
                "overrun": bool(self.cleaned_data.get("budget_overrun")),
                "hold_days": self.cleaned_data.get("budget_days") or 7,
                "money": self.money,
                "currency": profile.currency if profile else "",
                "point_value": profile.point_value if profile else None,
            },
        }
