"""Campaigns as staff type them, and joining one."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import Campaign, Part, Role
from campaigns.operations.making import Arrangement
from foundation.forms import Explained, Form, LocalDateTimeInput, WholeNumberInput
from foundation.times import parse_local, spoken, typed
from missions.own_clocks import LOCAL
from missions.types import TYPES
from rewards.forms import whole
from rewards.models import Reward
from rewards.queries import rewards_on_offer
from segments.models import Segment
from segments.queries import segments

MOST_POINTS, CHOICES = 1_000_000, (1, 2, 3)
MONTHLY = [
    (
        "",
        Explained(gettext_lazy("Once"), gettext_lazy("A promotional event, a launch: each activity is done once.")),
    ),
    (
        "on",
        Explained(
            gettext_lazy("Each month anew"),
            gettext_lazy("On the day of the launch every activity opens again, and it can be completed again."),
        ),
    ),
]
APPROVALS = [
    (
        "manual",
        Explained(gettext_lazy("Reviewed by you"), gettext_lazy("Staff decide about what is sent.")),
    ),
    (
        "everyone",
        Explained(gettext_lazy("Approved at once"), gettext_lazy("What is sent counts without a review.")),
    ),
]


def _points(label: Any) -> forms.IntegerField:
    return whole(label, least=0, most=MOST_POINTS)


def _reward(label: Any) -> forms.ModelChoiceField:  # type: ignore[type-arg]  # of rewards
    return forms.ModelChoiceField(
        label=label,
        queryset=Reward.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
        error_messages={"invalid_choice": gettext_lazy("This reward is not offered any more. Choose another.")},
    )


class CampaignForm(Form):
    """What a campaign is about, who may join, how it runs, what it brings."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the campaign a title.")},
    )
    summary = forms.CharField(
        label=gettext_lazy("In one sentence"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("It stands below the title in the hub."),
    )
    instructions = forms.CharField(
        label=gettext_lazy("Directions"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("What it is for, what matters, what to say. An empty line begins a paragraph."),
    )
    terms = forms.CharField(
        label=gettext_lazy("Terms"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Who joins accepts them; what each person accepted is kept. Empty: none are asked for."),
    )
    open_to = forms.ModelChoiceField(
        label=gettext_lazy("Who may join"),
        queryset=Segment.objects.none(),
        required=False,
        empty_label=gettext_lazy("Everybody who is active here"),
        help_text=gettext_lazy("A segment can mean programs, tags, a list of people by name, or a rule."),
        error_messages={"invalid_choice": gettext_lazy("This segment is not there any more. Choose another.")},
    )
    is_monthly = forms.ChoiceField(
        label=gettext_lazy("How it runs"), choices=MONTHLY, required=False, widget=forms.RadioSelect
    )
    ends_local = forms.DateTimeField(
        label=gettext_lazy("Last moment"),
        required=False,
        widget=LocalDateTimeInput,
        error_messages={"invalid": gettext_lazy("Write a date with a time.")},
    )
    approval = forms.ChoiceField(
        label=gettext_lazy("What is sent is"),
        choices=APPROVALS,
        widget=forms.RadioSelect,
        initial="manual",
        help_text=gettext_lazy("For activities you add from now on; each can be set otherwise."),
    )
    joining_points = _points(gettext_lazy("Points for joining"))
    joining_reward = _reward(gettext_lazy("Reward for joining"))
    completing_points = _points(gettext_lazy("Points for completing it"))
    completing_reward = _reward(gettext_lazy("Reward for completing it"))

    def __init__(self, *args: Any, zone: str, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["ends_local"].help_text = _(
            "In the time zone of the workspace, %(zone)s. No activity is open after it. Empty: it has no end."
        ) % {"zone": spoken(zone)}
        others = segments().exclude(pk=campaign.members_id) if campaign else segments()
        self.fields["open_to"].queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField
        for name in ("joining_reward", "completing_reward"):
            self.fields[name].queryset = rewards_on_offer()  # type: ignore[attr-defined]  # a ModelChoiceField
        if campaign is not None and campaign.launched_at:
            for name in ("is_monthly", "ends_local"):
                del self.fields[name]

    def clean_ends_local(self) -> datetime | None:
        local = self.cleaned_data["ends_local"]
        if local is None:
            return None
        instant = parse_local(local.strftime(LOCAL), self.zone)
        if instant <= timezone.now():
            raise ValidationError(_("This time lies in the past."))
        return instant

    def values(self) -> dict[str, Any]:
        """The columns of a campaign, once the form is valid."""
        found = dict(self.cleaned_data)
        for name in ("joining_points", "completing_points"):
            found[name] = found[name] or 0
        if "ends_local" in found:
            found["ends_at"] = found.pop("ends_local")
            found["is_monthly"] = found["is_monthly"] == "on"
        return found


def typed_of(campaign: Campaign, zone: str) -> dict[str, Any]:
    """What a campaign's form shows at first."""
    names = (
        "title", "summary", "instructions", "terms", "open_to", "approval", "joining_points", "joining_reward",
        "completing_points", "completing_reward",
    )  # fmt: skip
    ends = typed(campaign.ends_at, zone) if campaign.ends_at else ""
    return {
        **{name: getattr(campaign, name) for name in names},
        "is_monthly": "on" if campaign.is_monthly else "",
        "ends_local": ends,
    }


class AddForm(Form):
    """The type of an activity to add: any that missions can be of (G-04)."""

    type = forms.ChoiceField(
        label=gettext_lazy("Type of the activity"),
        choices=lambda: [(key, entry.name) for key, entry in TYPES.items()],
        error_messages={"required": gettext_lazy("Choose a type."), "invalid_choice": gettext_lazy("Choose a type.")},
    )


class ArrangeForm(Form):
    """What each activity is for the campaign, and how many of each choice are enough."""

    def __init__(self, data: Mapping[str, Any] | None, *, parts: list[Part]) -> None:
        super().__init__(data)
        self.parts = parts
        options = [
            (Role.REQUIRED.value, Role.REQUIRED.label),
            (Role.OPTIONAL.value, Role.OPTIONAL.label),
            *((f"choice{number}", _("One of choice %(n)s") % {"n": "ABC"[number - 1]}) for number in CHOICES),
        ]
        for part in (part for part in parts if part.mission.launched_at is None):
            now = f"choice{part.choice.number}" if part.choice else part.role
            telling = not TYPES[part.mission.activity.type].asks
            own = [options[1]] if telling else options
            self.fields[f"role-{part.pk}"] = forms.ChoiceField(
                label=part.mission.title or _("Untitled"),
                choices=own,
                initial=now,
                help_text=_("It asks for nothing, so it cannot be required.") if telling else "",
                error_messages={"required": _("Say what it is for the campaign.")},
            )
        needed = {part.choice.number: part.choice.needed for part in parts if part.choice}
        fixed = {part.choice.number for part in parts if part.choice and part.mission.launched_at}
        for number in (number for number in CHOICES if number not in fixed):
            self.fields[f"needed-{number}"] = forms.IntegerField(
                label=_("How many of choice %(n)s are needed") % {"n": "ABC"[number - 1]},
                min_value=1,
                max_value=20,
                required=False,
                initial=needed.get(number, 1),
                widget=WholeNumberInput,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in (number for number in CHOICES if f"needed-{number}" in self.fields):
            among = sum(data.get(f"role-{part.pk}") == f"choice{number}" for part in self.parts)
            if among and (data.get(f"needed-{number}") or 1) > among:
                words = ngettext("There is only %(n)s in this choice.", "There are only %(n)s in this choice.", among)
                self.add_error(f"needed-{number}", words % {"n": among})
        return data

    def arrangement(self) -> Arrangement:
        """What was chosen, once the form is valid."""
        data = self.cleaned_data
        roles = {part.pk: _role(data[f"role-{part.pk}"]) for part in self.parts if f"role-{part.pk}" in data}
        needed = {number: data[f"needed-{number}"] or 1 for number in CHOICES if f"needed-{number}" in data}
        return Arrangement(roles, needed)


def _role(chosen: str) -> tuple[Role, int]:
    return (Role.CHOICE, int(chosen[-1])) if chosen.startswith("choice") else (Role(chosen), 0)


class JoinForm(Form):
    """That the terms are accepted, where there are any."""

    accepts = forms.BooleanField(
        label=gettext_lazy("I accept the terms of this campaign"),
        error_messages={"required": gettext_lazy("Accept the terms to take part.")},
    )

    terms = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        self.digest = digest_of(campaign.terms)
        super().__init__(*args, initial={"terms": self.digest}, **kwargs)
        if not campaign.terms:
            del self.fields["accepts"]

    def is_of_other_terms(self) -> bool:
        """Whether other terms stood on the page it was sent from, which nobody can have accepted."""
        return bool(self.is_bound and self.data.get("terms", "") != self.digest)


def digest_of(terms: str) -> str:
    """Tells terms from others; "" where there are none."""
    return sha256(terms.encode()).hexdigest()[:16] if terms else ""
