"""How people are asked for calls, and their word that one took place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from foundation.forms import WholeNumberInput
from missions.matching import USUAL_REST
from missions.operations.calls import USUAL_DAYS
from missions.types.base import Slot
from missions.types.base_forms import ResponseBase, SetupBase


class SetupForm(SetupBase):
    """How long somebody rests between two requests, and how long there is to answer."""

    rest_days = forms.IntegerField(
        label=gettext_lazy("Days of rest between two requests"),
        initial=USUAL_REST,
        min_value=0,
        max_value=365,
        widget=WholeNumberInput,
        help_text=gettext_lazy("Nobody is asked again before that, even if they offered more. 0 for no rest."),
    )
    days_to_answer = forms.IntegerField(
        label=gettext_lazy("Days to answer"),
        initial=USUAL_DAYS,
        min_value=1,
        max_value=30,
        widget=WholeNumberInput,
        help_text=gettext_lazy("Then the next person can be asked."),
    )

    def content_so_far(self) -> dict[str, Any]:
        return {"rest_days": self.typed("rest_days"), "days_to_answer": self.typed("days_to_answer")}

    @property
    def preview(self) -> "ResponseForm":
        """What is asked after a call, to look at."""
        return ResponseForm(content={}, slot=Slot(1, ""), prefix="preview", use_required_attribute=False)


class ResponseForm(ResponseBase):
    """The advocate says that the call took place."""

    text = forms.CharField(
        label=gettext_lazy("How did it go?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For us only. Sending this says that the call took place."),
    )
