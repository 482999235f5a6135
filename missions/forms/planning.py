"""What is to be done with a mission, and when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Form, LocalDateTimeInput
from foundation.times import parse_local, spoken
from missions.models import Act
from missions.own_clocks import LOCAL


class PlanForm(Form):
    """Pause, resume or end at a local time of the zone."""

    act = forms.ChoiceField(
        label=gettext_lazy("What happens"),
        choices=[(act.value, act.label) for act in (Act.PAUSE, Act.RESUME, Act.END)],
    )
    local = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=LocalDateTimeInput,
        error_messages={"required": gettext_lazy("Say when."), "invalid": gettext_lazy("Write a date with a time.")},
    )

    def __init__(self, *args: Any, zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["local"].help_text = _("In the time zone of the workspace, %(zone)s.") % {"zone": spoken(zone)}

    def clean_local(self) -> str:
        text: str = self.cleaned_data["local"].strftime(LOCAL)
        if parse_local(text, self.zone) <= timezone.now():
            raise ValidationError(_("This time lies in the past."))
        return text
