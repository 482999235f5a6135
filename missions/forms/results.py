"""To whom and to what the results are narrowed; in the address."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm
from missions.funnel import ALL_STEPS, LEFT, Narrowing
from missions.states import SubmissionState
from missions.types.base import Slot
from programs.models import AdvocateStatus, Tag


class ResultsFilter(FilterForm):
    """When, who, and what became of what was handed in. Days are those of the workspace's zone, both included."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    tag = forms.ModelChoiceField(label=_("Tag"), required=False, queryset=Tag.objects.none(), empty_label=_("Any tag"))
    status = forms.ChoiceField(label=_("Status of the person"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(label=_("Submission"), required=False)
    slot = forms.TypedChoiceField(label=_("Which one"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, zone: str, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        self.fields["tag"].queryset = Tag.objects.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        choices = {
            "status": [("", _("Any status")), *AdvocateStatus.choices],
            "language": [("", _("Any language")), *settings.LANGUAGES],
            "state": [("", _("Any state")), *SubmissionState.choices],
            "slot": [("", _("All")), *((str(slot.number), slot.label) for slot in slots)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        if len(slots) < 2:
            del self.fields["slot"]

    def clean(self) -> dict[str, Any]:
        """A range that ends before it begins is told."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day is before the first one."))
        return data

    def wanted(self) -> Narrowing:
        """What is asked for; what cannot be understood is told, and narrows nothing."""
        self.is_valid()
        data = self.cleaned_data
        until = data.get("until")
        return Narrowing(
            since=self._start_of(data.get("since")),
            until=self._start_of(until and until + timedelta(days=1)),
            tag=data["tag"].pk if data.get("tag") else None,
            slot=data.get("slot"),
            **{name: data.get(name, "") for name in ("status", "language", "state")},
        )

    def _start_of(self, day: date | None) -> datetime | None:
        return datetime.combine(day, time(), self.zone) if day else None


class StepForm(FilterForm):
    """Whose list is asked for, and after whom its page begins."""

    step = forms.ChoiceField(required=False, choices=[(key, step.name) for key, step in ALL_STEPS.items()])
    guests = forms.BooleanField(required=False)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def asked(self) -> tuple[str, bool, int]:
        """Step, whether its guests, and the id of the last person on the page before (0: the first page)."""
        self.is_valid()
        data = self.cleaned_data
        return data.get("step") or "seen", bool(data.get("guests")), data.get("after") or 0


class GroupForm(FilterForm):
    """Which of those who have not completed it."""

    group = forms.ChoiceField(required=False, choices=[(key, step.name) for key, step in LEFT.items()])

    def chosen(self) -> str:
        """The one asked for, "" without any."""
        self.is_valid()
        return self.cleaned_data.get("group") or ""
