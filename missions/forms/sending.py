"""Which people are chosen for a sending, and which mission they are sent; all of it stands in the address."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm
from missions.models import Mission
from missions.sending import Chosen, missions_to_send
from programs.forms.people import PeopleFilterForm
from segments.models import Segment
from segments.queries import segments

MOST_TICKED = 200


class ChosenForm(FilterForm):
    """People by their numbers, a segment, or all that the filters of the list find."""

    selected = forms.TypedMultipleChoiceField(coerce=int, required=False)
    segment = forms.ModelChoiceField(queryset=Segment.objects.none(), required=False)
    everybody = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, filters: QueryDict) -> None:
        super().__init__(data)
        self.filters = filters
        sent = [pk for pk in data.getlist("selected") if pk.isascii() and pk.isdigit() and len(pk) < 18]
        self.fields["selected"].choices = [(pk, pk) for pk in sent[:MOST_TICKED]]  # type: ignore[attr-defined]  # a choice field
        self.fields["segment"].queryset = segments()  # type: ignore[attr-defined]  # a ModelChoiceField

    def chosen(self) -> Chosen | None:
        """None when nobody is chosen, or not so that it can be understood."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        if data["segment"]:
            return Chosen(segment=data["segment"].pk)
        if data["everybody"]:
            return Chosen(wanted=PeopleFilterForm(self.filters).wanted())
        return Chosen(ids=data["selected"]) if data["selected"] else None

    def query(self) -> str:
        """The choice as it stands in an address."""
        data = self.cleaned_data
        if data["segment"]:
            return urlencode({"segment": data["segment"].pk})
        if data["everybody"]:
            filters = PeopleFilterForm(self.filters).query()
            return f"everybody=on&{filters}".rstrip("&")
        return urlencode([("selected", pk) for pk in data["selected"]])


class MissionForm(FilterForm):
    """The mission that is sent."""

    mission = forms.ModelChoiceField(
        label=_("Which mission?"), queryset=Mission.objects.none(), required=False, empty_label=_("Choose a mission")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(missions_to_send())
        rows = Mission.objects.filter(pk__in=[row.pk for row in offered]).select_related("activity")
        self.fields["mission"].queryset = rows.order_by("-launched_at", "-pk")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.is_empty = not offered

    def chosen(self) -> Mission | None:
        """None when none is chosen, or it is not live any more."""
        return self.cleaned_data.get("mission") if self.is_valid() else None
