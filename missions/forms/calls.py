"""What is typed about the reference pool and its calls: filters, a call, an answer, what came of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm, Form, LocalDateTimeInput, WholeNumberInput
from foundation.times import parse_local, spoken
from missions.languages import language_choices
from missions.matching import topics_of_pool
from missions.models import Mission, ReferenceFormat
from missions.states import MissionState

TIMES = ("time1", "time2", "time3", "time4")


class PoolFilter(FilterForm):
    """Who of the pool: by topic, format and language."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)
    format = forms.ChoiceField(
        label=_("Format"), required=False, choices=[("", _("Any format")), *ReferenceFormat.choices]
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: [("", _("Any language")), *language_choices()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = _topics()  # type: ignore[attr-defined]  # a choice field

    def chosen(self) -> dict[str, str]:
        """What is filtered by."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("topic", "format", "language")}


def _topics() -> list[tuple[str, Any]]:
    return [("", _("Any topic")), *((topic, topic) for topic in topics_of_pool())]


class CallForm(Form):
    """The call that a prospect wishes for. Times are typed in the workspace's zone."""

    mission = forms.TypedChoiceField(label=_("Mission"), coerce=int, help_text=_("It says what a call earns."))
    prospect = forms.CharField(
        label=_("Who wishes to talk?"), max_length=120, help_text=_("Such as “Ines Costa, Head of IT at Fabrikam”.")
    )
    format = forms.ChoiceField(label=_("Format"), choices=ReferenceFormat.choices)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=480, initial=30, widget=WholeNumberInput
    )  # fmt: skip
    note = forms.CharField(
        label=_("What do they want to know?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    joining = forms.CharField(
        label=_("How do they meet?"),
        required=False,
        max_length=500,
        help_text=_("A link to the meeting or a number. The advocate sees it once the time is agreed on."),
    )
    time1 = forms.DateTimeField(label=_("First time"), widget=LocalDateTimeInput)
    time2 = forms.DateTimeField(label=_("Second time"), required=False, widget=LocalDateTimeInput)
    time3 = forms.DateTimeField(label=_("Third time"), required=False, widget=LocalDateTimeInput)
    time4 = forms.DateTimeField(label=_("Fourth time"), required=False, widget=LocalDateTimeInput)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        live = missions_for_calls()
        self.fields["mission"].choices = [(row.pk, row.title) for row in live]  # type: ignore[attr-defined]  # a choice field
        self.fields["topic"].choices = _topics()  # type: ignore[attr-defined]  # a choice field
        self.fields["time1"].help_text = gettext("In the time zone of the workspace, %(zone)s.") % {
            "zone": spoken(zone)
        }

    @property
    def times(self) -> list[Any]:
        """The fields of the times, which stand together."""
        return [self[name] for name in TIMES]

    def clean(self) -> dict[str, Any]:
        """Times lie ahead."""
        for name in TIMES:
            local = self.cleaned_data.get(name)
            if local is not None:
                instant = parse_local(local.strftime("%Y-%m-%dT%H:%M"), self.zone)
                self.cleaned_data[name] = instant
                if instant <= timezone.now():
                    self.add_error(name, ValidationError(_("This time has passed.")))
        return self.cleaned_data

    def call(self) -> dict[str, Any]:
        """What the operation takes, beside the mission."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("prospect", "topic", "format", "language", "note", "joining", "minutes")}
        return kept | {"zone": self.zone, "times": [data[name] for name in TIMES if data.get(name)]}


def missions_for_calls() -> list[Mission]:
    """The live missions for which calls can be asked."""
    rows = Mission.objects.filter(activity__type="reference_call", state=MissionState.LIVE)
    return list(rows.order_by("title", "pk"))


class OutcomeForm(Form):
    """What came of an agreed call."""

    held = forms.ChoiceField(
        label=_("Did it take place?"),
        choices=[("yes", _("Yes, it took place")), ("no", _("No, it did not"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it took place.")},
    )
    outcome = forms.CharField(
        label=_("What came of it?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For staff only."),
    )


class AnswerForm(Form):
    """What somebody who is asked answers: one of the times, or no with a reason if she likes."""

    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    time = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=1000)

    def starts_at(self) -> datetime | None:
        """The time that was chosen, or None when the text is none."""
        try:
            return parse_datetime(self.cleaned_data.get("time", ""))
        except ValueError:
            return None
