"""What staff type about referrals: the list's filters, and a move with its comment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm, Form
from missions.models import Mission, Referral
from missions.referrals import Wanted
from missions.states import STAGES, ReferralStage


class ReferralFilter(FilterForm):
    """Words of the person, stage and mission."""

    words = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("Any stage")), *ReferralStage.choices])
    mission = forms.TypedChoiceField(label=_("Mission"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Mission.objects.filter(activity__type="referral").exclude(live=None).order_by("title", "pk")
        self.fields["mission"].choices = [("", _("All missions")), *known.values_list("pk", "title")]  # type: ignore[attr-defined]  # a choice field

    def wanted(self) -> Wanted:
        """What is filtered by; a value that is none is ignored."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(stage=data.get("stage", ""), mission=data.get("mission"), words=data.get("words", ""))


class MoveForm(Form):
    """Where a referral goes from the stage that was seen, or a comment where it stays."""

    seen = forms.ChoiceField(choices=ReferralStage.choices, widget=forms.HiddenInput)
    stage = forms.ChoiceField(label=_("Stage"), widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Comment to the referrer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read it in the hub beside the stage."),
    )
    tell = forms.BooleanField(label=_("Tell the referrer by e-mail"), required=False, initial=True)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": referral.state, "stage": referral.state}, **kwargs)
        names = dict(ReferralStage.choices)
        seen = self.data.get("seen", "") if self.is_bound else referral.state
        start = seen if seen in names else referral.state
        stays = _("%(stage)s (it stays there)")
        here = stays % {"stage": names[start]}
        self.fields["stage"].choices = [(start, here), *((stage, names[stage]) for stage in STAGES[start])]  # type: ignore[attr-defined]  # a choice field
