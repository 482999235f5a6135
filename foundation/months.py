"""Months by the clocks of a zone."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms

from foundation.forms import FilterForm
from foundation.times import instant_of


@dataclass(frozen=True)
class Month:
    """A month of a zone: the instants it lies between, and its neighbours."""

    first: date
    zone: str

    @property
    def next(self) -> date:
        """The first day of the month after it."""
        return date(self.first.year + self.first.month // 12, self.first.month % 12 + 1, 1)

    @property
    def previous(self) -> date:
        """The first day of the month before it."""
        return date(self.first.year - (self.first.month == 1), (self.first.month - 2) % 12 + 1, 1)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From its first instant to the first of the next month."""
        ends = [instant_of(datetime(day.year, day.month, 1), self.zone) for day in (self.first, self.next)]  # noqa: DTZ001  local by intention
        return ends[0], ends[1]

    def has(self, instant: datetime | None) -> bool:
        """Whether an instant lies in it."""
        begins, ends = self.span
        return instant is not None and begins <= instant < ends


class MonthForm(FilterForm):
    """Which month, such as 2026-12."""

    month = forms.RegexField(r"^(20|21)\d\d-(0[1-9]|1[0-2])$", required=False)

    def first_day(self, today: date) -> date:
        """Of the month asked for; of this one where none is."""
        self.is_valid()
        year, _, month = str(self.cleaned_data.get("month") or f"{today:%Y-%m}").partition("-")
        return date(int(year), int(month), 1)
