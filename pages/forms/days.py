"""The days that pages of several apps are narrowed to."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm

DAYS = 90


class DaysForm(FilterForm):
    """Days of the workspace's zone, both included; the last ninety where none are given."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, zone: str, today: date) -> None:
        given = {name: data.get(name) for name in ("since", "until")}
        usual = {"since": (today - timedelta(days=DAYS - 1)).isoformat(), "until": today.isoformat()}
        super().__init__({name: value or usual[name] for name, value in given.items()})
        self.zone, self.usual = ZoneInfo(zone), usual

    def clean(self) -> dict[str, Any]:
        """A range that ends before it begins is told."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day is before the first one."))
        return data

    def instants(self) -> dict[str, datetime]:
        """`since` and `until`, the latter being the start of the day after; the usual days where one is no day."""
        self.is_valid()
        days = {name: self.cleaned_data.get(name) or date.fromisoformat(self.usual[name]) for name in self.usual}
        end = min(days["until"], date.max - timedelta(days=2)) + timedelta(days=1)
        return {"since": self._start(max(days["since"], date(1900, 1, 1))), "until": self._start(end)}

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)
