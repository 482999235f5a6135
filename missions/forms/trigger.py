"""What sets a mission off (S1-26…32, S2-55…59, D-10)."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Explained, LocalDateTimeInput
from foundation.times import parse_local, spoken
from missions.forms.step import StepForm
from missions.models import Arming, Trigger
from missions.own_clocks import FIRST_ZONE, LOCAL


class TriggerForm(StepForm):
    """Which trigger, and when or by which segment. Whether the mission is published is another thing (D-10).

    Of a mission that was live once nothing is asked: it was set off.
    """

    mark_optional = False  # what is not shown does not count, what is shown is needed

    trigger = forms.ChoiceField(
        label=gettext_lazy("What sets it off?"),
        widget=forms.RadioSelect,
        choices=[
            (
                Trigger.INSTANT,
                Explained(
                    gettext_lazy("Instant mission"),
                    gettext_lazy(
                        "It goes live when you launch it, and everybody it is for sees it right away."
                        " Until then it stays a draft."
                    ),
                ),
            ),
            (
                Trigger.SCHEDULED,
                Explained(
                    gettext_lazy("Scheduled mission"),
                    gettext_lazy("It goes live by itself at a date and time. Right for events and calendars."),
                ),
            ),
            (
                Trigger.SEGMENT,
                Explained(
                    gettext_lazy("Segment-based mission"),
                    gettext_lazy(
                        "It is set off for each person who enters a segment. Right for welcomes, for people who were"
                        " quiet for a while, for whoever reaches a number of points."
                    ),
                ),
            ),
        ],
        error_messages={"required": gettext_lazy("Choose what sets the mission off.")},
    )
    starts_local = forms.DateTimeField(
        label=gettext_lazy("When it goes live"), required=False, widget=LocalDateTimeInput
    )
    by_person = forms.BooleanField(
        label=gettext_lazy("By everybody’s own clock"),
        required=False,
        help_text=gettext_lazy("At this hour in each person’s time zone; who has none named goes by the workspace’s."),
    )
    trigger_segment = forms.ChoiceField(
        label=gettext_lazy("Segment"), required=False, widget=forms.Select(attrs={"class": "max-w-96"})
    )
    arming = forms.ChoiceField(
        label=gettext_lazy("For whom?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (
                Arming.NEW,
                Explained(Arming.NEW.label, gettext_lazy("People who are in the segment already do not get it.")),
            ),
            (
                Arming.NOW,
                Explained(Arming.NOW.label, gettext_lazy("Once, at the launch. People who enter later do not get it.")),
            ),
            (
                Arming.BOTH,
                Explained(Arming.BOTH.label, gettext_lazy("People in it get it at the launch, others as they enter.")),
            ),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segments = self.offers.segments
        self.fields["trigger_segment"].choices = [("", _("Choose a segment")), *segments]  # type: ignore[attr-defined]  # a choice field
        self.fields["starts_local"].help_text = _("In the time zone of the workspace, %(zone)s.") % {
            "zone": spoken(self.zone)
        }
        if self.has_begun:
            for name, field in self.fields.items():
                field.initial, field.disabled = self.data.get(name), True

    def clean_starts_local(self) -> datetime | None:
        """As typed, without a zone. Which instant it is depends on whose clock counts."""
        local: datetime | None = self.cleaned_data["starts_local"]
        if self.data.get("trigger") != Trigger.SCHEDULED or self.has_begun:
            return None
        if local is None:
            raise ValidationError(_("Say when the mission goes live."))
        local = local.replace(tzinfo=None)
        first = FIRST_ZONE if self.data.get("by_person") else self.zone
        if parse_local(local.strftime(LOCAL), first) <= timezone.now():
            raise ValidationError(_("This time lies in the past: choose a later one, or launch at once."))
        return local

    def clean_trigger_segment(self) -> int | None:
        chosen = self.cleaned_data["trigger_segment"]
        if self.data.get("trigger") != Trigger.SEGMENT or self.has_begun:
            return None
        if not chosen:
            raise ValidationError(_("Choose the segment that sets it off."))
        return int(chosen)

    def clean_arming(self) -> str:
        chosen: str = self.cleaned_data["arming"]
        if self.data.get("trigger") != Trigger.SEGMENT or self.has_begun:
            return ""
        if not chosen:
            raise ValidationError(_("Say for whom the segment sets it off."))
        return chosen

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        local = data["starts_local"]
        return {
            "trigger": data["trigger"],
            "starts_local": local.strftime(LOCAL) if local else "",
            "by_person": bool(local and data["by_person"]),
            "trigger_segment": data["trigger_segment"],
            "arming": data["arming"],
        }
