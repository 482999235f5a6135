"""Usage rights, for the types that ask for material of people's own: what staff ask for, what people tick (B-10).

The wording is part of the revision somebody began with, so what is ticked is what was shown.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from missions.types.base import Content, Line

if TYPE_CHECKING:
    from missions.models import Licence, Submission

SCOPES = {
    "website": gettext_lazy("On our website"),
    "social": gettext_lazy("On our social networks"),
    "mail": gettext_lazy("In mails and newsletters"),
    "sales": gettext_lazy("In sales material and presentations"),
    "ads": gettext_lazy("In advertisements"),
    "print": gettext_lazy("In print"),
    "internal": gettext_lazy("Inside our organisation only"),
}
OPEN, ON_A_DAY = "open", "date"
TERMS = [
    ("12", gettext_lazy("For one year")),
    ("24", gettext_lazy("For two years")),
    ("36", gettext_lazy("For three years")),
    (ON_A_DAY, gettext_lazy("Until a day")),
    (OPEN, gettext_lazy("Without an end")),
]
WORDING = gettext_lazy(
    "I made this myself, or may share it. You may use it, cut it to size and show it with my name, in the places and"
    " for the time named here. I can take this back at any time in the hub; you then remove it from your pages."
)
FIELDS = ("rights", "rights_wording", "rights_scope", "rights_term", "rights_until")


class RightsSetup(forms.Form):
    """The part of a type's setup about usage rights."""

    rights = forms.BooleanField(
        label=gettext_lazy("Ask for the right to use it"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "They tick it when they send. The words, the day and the end are kept with what they sent."
        ),
    )
    rights_wording = forms.CharField(
        label=gettext_lazy("What they agree to"),
        required=False,
        max_length=2000,
        initial=WORDING,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    rights_scope = forms.MultipleChoiceField(
        label=gettext_lazy("Where it may be used"),
        required=False,
        choices=SCOPES.items(),
        initial=["website", "social"],
        widget=forms.CheckboxSelectMultiple,
    )
    rights_term = forms.ChoiceField(label=gettext_lazy("For how long"), required=False, choices=TERMS, initial="24")
    rights_until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Only for “Until a day”."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """A licence has words, places and an end that can be said."""
        data = super().clean() or self.cleaned_data
        if data.get("rights"):
            if not data.get("rights_wording", "").strip():
                self.add_error("rights_wording", _("Say what they agree to, or do not ask for the right."))
            if not data.get("rights_scope"):
                self.add_error("rights_scope", _("Choose at least one place."))
            if (
                data.get("rights_term") == ON_A_DAY
                and not data.get("rights_until")
                and "rights_until" not in self.errors
            ):
                self.add_error("rights_until", _("Give the last day on which it may be used."))
        return data


class RightsIfWished(RightsSetup):
    """As `RightsSetup`, for types that prove what was done elsewhere: nothing is asked unless staff tick it."""

    rights = forms.BooleanField(
        label=gettext_lazy("Ask for the right to show it"),
        required=False,
        initial=False,
        help_text=gettext_lazy(
            "They tick it when they send. With the place “On our website” it can stand in your public gallery."
        ),
    )

    def rights_so_far(self) -> dict[str, Any]:
        """What is asked as it is typed now."""
        typed = {name: self[name].value() for name in FIELDS}
        return asked_rights(typed)


def asked_rights(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is published of it: empty when nothing is asked."""
    if not values.get("rights"):
        return {}
    until = values.get("rights_until")
    return {
        "wording": values.get("rights_wording") or str(WORDING),
        "scope": [key for key in values.get("rights_scope") or [] if key in SCOPES],
        "term": values.get("rights_term") or OPEN,
        "until": until.isoformat() if isinstance(until, date) else str(until or ""),
    }


class RightsAsked:
    """For the form of a response: the licence as it is shown before it is ticked."""

    rights: Content

    @property
    def rights_places(self) -> list[str]:
        """Where it may be used, in words."""
        return places_of(self.rights.get("scope", []))

    @property
    def rights_term(self) -> str:
        """For how long, in words."""
        return term_in_words(self.rights)


class LicenceField(forms.BooleanField):
    """The tick under the licence."""

    def __init__(self) -> None:
        super().__init__(
            label=_("I agree to these usage rights"),
            error_messages={"required": _("Tick that you agree to the usage rights; without them it cannot be sent.")},
        )


def places_of(scope: Sequence[str]) -> list[str]:
    """The places in words."""
    return [str(SCOPES[key]) for key in scope if key in SCOPES]


def ends_on(rights: Content, today: date) -> date | None:
    """The last day of a licence given today; None when it has no end."""
    term = rights.get("term", OPEN)
    if term == ON_A_DAY:
        return _day(rights.get("until"))
    if term not in ("12", "24", "36"):
        return None
    month = today.month - 1 + int(term)
    year, month = today.year + month // 12, month % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def term_in_words(rights: Content) -> str:
    """How long it holds, as it is shown before it is given."""
    term = rights.get("term", OPEN)
    if term == ON_A_DAY and (day := _day(rights.get("until"))):
        return _("until %(day)s") % {"day": date_format(day, "j F Y")}
    if term in ("12", "24", "36"):
        years = int(term) // 12
        return ngettext("for %(years)d year", "for %(years)d years", years) % {"years": years}
    return _("without an end")


def summary_of(rights: Content) -> list[Line]:
    """What is asked for, as staff check it before they launch."""
    if not rights:
        return [Line(_("Usage rights"), _("None asked for"))]
    places = ", ".join(places_of(rights.get("scope", [])))
    return [Line(_("Usage rights"), f"{places}; {term_in_words(rights)}")]


def licence_of(submission: "Submission | None") -> "Licence | None":
    """The usage rights given with the latest handing-in; no query where it was selected along."""
    return getattr(submission.attempt, "licence", None) if submission else None


def _day(text: object) -> date | None:
    try:
        return parse_date(str(text or ""))
    except ValueError:
        return None
