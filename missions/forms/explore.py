"""How the hub's list of missions is filtered, in the address; a value that is none is ignored."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from foundation.forms import FilterForm
from missions.explore import SHELVES, Place, Wanted
from missions.types import TYPES

POINTS, MINUTES = (50, 100, 250, 500), (2, 5, 10, 30)


class ExploreFilter(FilterForm):
    """Which shelf, and what is looked for on it."""

    words = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    type_key = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=lambda: [("", _("Any type")), *((key, entry.name) for key, entry in TYPES.items())],
    )
    minutes = forms.TypedChoiceField(
        label=_("Time"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("Any time")),
            *((n, ngettext_lazy("Up to %(n)s minute", "Up to %(n)s minutes", n) % {"n": n}) for n in MINUTES),
        ],
    )
    points = forms.TypedChoiceField(
        label=_("Points"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any amount")), *((n, _("%(n)s or more") % {"n": n}) for n in POINTS)],
    )
    interest = forms.TypedChoiceField(label=_("Interest"), required=False, coerce=int, empty_value=None)
    soon = forms.BooleanField(label=_("Ends within a week"), required=False)
    shelf = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[(name, name) for name in SHELVES], initial="open"
    )

    def __init__(self, *args: Any, interests: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if interests:
            self.fields["interest"].choices = [("", _("Any")), *interests]  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["interest"]

    def wanted(self) -> Wanted:
        """What is filtered by."""
        self.is_valid()
        data = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return Wanted(**data)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the shelf is chosen."""
        return any(value not in ("", None, False) for name, value in self.cleaned_data.items() if name != "shelf")


class ExplorePlace(FilterForm):
    """Where a page begins. Not a field of the filters: who filters anew begins at the newest."""

    at = forms.IntegerField(required=False, min_value=0, max_value=2**56)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def place(self) -> Place | None:
        """None for the newest. The time is given in microseconds since 1970, so that none is lost."""
        self.is_valid()
        at, pk = self.cleaned_data.get("at"), self.cleaned_data.get("after")
        return (
            Place(datetime.fromtimestamp(at // 10**6, UTC).replace(microsecond=at % 10**6), pk) if at and pk else None
        )


class PutAwayForm(FilterForm):
    """The mission that was put away a moment ago, in the address of the page that says so."""

    put_away = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def mission_id(self) -> int:
        """0 where none is named."""
        self.is_valid()
        return self.cleaned_data.get("put_away") or 0


def url_after(request: HttpRequest, place: Place | None) -> str:
    """The next page with the same filters; "" when there is none."""
    if place is None:
        return ""
    query = request.GET.copy()
    query["at"] = str(int(place.at.timestamp()) * 10**6 + place.at.microsecond)
    query["after"] = str(place.pk)
    return f"{request.path}?{query.urlencode()}"
