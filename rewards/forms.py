"""What staff type about rewards, milestones and what is to be handed out; nothing is saved here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm, Form, WholeNumberInput
from rewards.models import How, Reward, RewardKind, Shown
from rewards.queries import rewards_on_offer
from rewards.states import GrantState

MOST_POINTS = 100_000_000


def whole(label: Any, *, most: int, least: int = 1, required: bool = False, **more: Any) -> forms.IntegerField:
    """A whole number from `least` to `most`."""
    box = WholeNumberInput(attrs={"class": "max-w-40"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, widget=box, **more)


class PriceFields(Form):
    """For how many points advocates may take it themselves, and how often."""

    price = whole(
        _("Price in points"),
        most=MOST_POINTS,
        help_text=_(
            "With a price people may take it themselves in the hub. Empty: only missions and milestones give it."
        ),
    )
    stock = whole(
        _("How many there are for points"),
        least=0,
        most=1_000_000,
        help_text=_("Counted from the first one that was taken. Empty: as many as are wanted."),
    )
    per_person = whole(_("At most for one person"), most=1000, help_text=_("Empty: as often as they have the points."))


class RewardForm(PriceFields):
    """Something to give, as advocates read it and as staff hand it out."""

    field_order = ("name", "kind", "about", "handing_out", "price", "stock", "per_person")

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As advocates read it: “Coffee mug”, “€25 gift card”."),
        error_messages={"required": _("Give the reward a name.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=RewardKind, initial=RewardKind.SWAG)
    about = forms.CharField(
        label=_("What advocates read about it"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How it reaches them and how long that takes."),
    )
    handing_out = forms.CharField(
        label=_("How it is handed out"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For you and your colleagues: where it lies, who sends it. Advocates do not see it."),
    )


class MilestoneForm(Form):
    """So many points, what reaching them is called, and what it brings."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("What somebody is who has reached it: “Gold”, “First hundred”."),
        error_messages={"required": _("Give the milestone a name.")},
    )
    points = whole(
        _("Points"),
        most=MOST_POINTS,
        required=True,
        help_text=_("Ever earned, whatever was spent of them."),
        error_messages={"required": _("Say at how many points it is reached.")},
    )
    reward = forms.ModelChoiceField(
        label=_("Reward"),
        queryset=Reward.objects.none(),
        required=False,
        empty_label=_("None"),
        error_messages={"invalid_choice": _("This reward is not offered any more. Choose another.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reward"].queryset = rewards_on_offer()  # type: ignore[attr-defined]  # a ModelChoiceField


class HandOutForm(Form):
    """What the person is told with the reward."""

    note = forms.CharField(
        label=_("What the person is told"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A code, a tracking number, when it arrives. It stands in the mail and in the hub."),
    )


class CancelForm(Form):
    """Why a reward will not be handed out."""

    reason = forms.CharField(
        label=_("Why it is not handed out"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person is sent this."),
        error_messages={"required": _("Say why: the person is sent it.")},
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Say why: the person is sent it."))
        return reason


class RedeemForm(Form):
    """The price that somebody saw when they pressed the button."""

    price = forms.IntegerField(
        min_value=1,
        max_value=MOST_POINTS,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("It is not offered any more at this price.")
        ),
    )


class GrantFilter(FilterForm):
    """Where rewards stand on their way, and which."""

    state = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any status")), *GrantState.choices])
    reward = forms.ModelChoiceField(
        label=_("Reward"), queryset=Reward.objects.none(), required=False, empty_label=_("Any reward")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reward"].queryset = Reward.objects.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField

    def wanted(self) -> dict[str, Any]:
        """The columns asked for; a value that is none is ignored. Without any, what waits."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class BoardForm(Form):
    """Whether members see how they stand, and what of the others."""

    is_on = forms.BooleanField(
        label=_("Members see how they stand each month"),
        required=False,
        help_text=_("Everybody may appear without their name, or not at all."),
    )
    shows = forms.ChoiceField(
        label=_("What they see"), choices=Shown, widget=forms.RadioSelect, initial=Shown.NEIGHBOURS,
        help_text=_("They never see more of the list than that."),
    )  # fmt: skip


class AppearanceForm(Form):
    """How somebody wishes to stand on the leaderboard."""

    how = forms.ChoiceField(label=_("You appear"), choices=How, widget=forms.RadioSelect)
