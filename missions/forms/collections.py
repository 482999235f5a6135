"""What staff type about collections; nothing is saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import Form
from missions.collections import AT_MOST, not_yet_in
from missions.models import Collection, Mission


class CollectionForm(Form):
    """What a collection is called, and a line about it."""

    name = forms.CharField(
        label=_("Name of the collection"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the collection a name.")},
    )
    about = forms.CharField(
        label=_("A line about it"),
        required=False,
        max_length=200,
        help_text=_("Advocates read it under the name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CollectForm(Form):
    """A mission for the collection."""

    mission = forms.ModelChoiceField(
        label=_("Mission"),
        queryset=Mission.objects.none(),
        empty_label=_("Choose a mission"),
        error_messages={
            "required": _("Choose a mission."),
            "invalid_choice": _("That mission cannot be put in. Choose another."),
        },
    )

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = not_yet_in(collection).values("pk")[:AT_MOST]
        choices = Mission.objects.filter(pk__in=newest).order_by("sort_title", "pk")
        self.fields["mission"].queryset = choices  # type: ignore[attr-defined]  # a ModelChoiceField


class DirectionForm(Form):
    """Where something is moved to in its order."""

    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])
