"""What reviewers type: a decision, the queue's filter, and the choice of many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm, Form
from missions.models import Mission, Verdict
from missions.states import SubmissionState


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
    """Which submissions: of one mission or all."""

    show = forms.ChoiceField(required=False, choices=[("", _("To decide")), ("checks", _("Spot checks"))])
    mission = forms.TypedChoiceField(label=_("Mission"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = (
            Mission.objects.filter(submissions__state=SubmissionState.SUBMITTED).distinct().order_by("title", "pk")
        )
        self.fields["mission"].choices = [("", _("All missions")), *((row.pk, row.title) for row in waiting)]  # type: ignore[attr-defined]  # a choice field

    def is_about_checks(self) -> bool:
        """Whether it is about what was approved at once and is to be looked at."""
        self.is_valid()
        return bool(self.cleaned_data.get("show") == "checks")

    def chosen(self) -> int | None:
        """The mission's id, or None for all."""
        self.is_valid()
        return self.cleaned_data.get("mission")
