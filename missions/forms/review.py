"""What reviewers type: a decision, the queue's filter, and the choice of many."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm, Form
from missions.models import Mission, Submission, Verdict
from missions.states import DECIDED, SubmissionState

CHECKS, DECIDED_SHELF = "checks", "decided"


class DecisionForm(Form):
    """A verdict about the handing-in that the reviewer saw. Returning and declining need words for the advocate."""

    verdict = forms.ChoiceField(choices=Verdict.choices)
    attempt = forms.IntegerField(min_value=1, max_value=2**62)
    note = forms.CharField(
        label=_("What the advocate is told"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") in (Verdict.RETURNED, Verdict.DECLINED) and not (data.get("note") or "").strip():
            self.add_error("note", _("Say why, in words that help the advocate."))
        return data


class QueueFilter(FilterForm):
    """Which submissions: what waits, what was decided or what is to be checked; of one mission or all."""

    show = forms.ChoiceField(
        required=False, choices=[("", _("To decide")), (DECIDED_SHELF, _("Decided")), (CHECKS, _("Spot checks"))]
    )
    mission = forms.TypedChoiceField(label=_("Mission"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = DECIDED if self.data.get("show") == DECIDED_SHELF else {SubmissionState.SUBMITTED}
        there = Submission.objects.filter(mission=OuterRef("pk"), state__in=states)
        rows = Mission.objects.filter(Exists(there)).order_by("title", "pk").values_list("pk", "title")
        self.fields["mission"].choices = [("", _("All missions")), *rows]  # type: ignore[attr-defined]  # a choice field

    def shelf(self) -> str:
        """Which part of the work is shown: "" is what waits for a decision."""
        self.is_valid()
        return self.cleaned_data.get("show") or ""

    def chosen(self) -> int | None:
        """The mission's id, or None for all."""
        self.is_valid()
        return self.cleaned_data.get("mission")
