"""Examples for the component kit page (templates/kit.html): every part of the interface in every state.

The page is for people who build pages, and it is what accessibility and appearance are checked on. No database.
"""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Explained, FilterForm, Form, LocalDateTimeInput, WholeNumberInput
from foundation.templatetags.ui import STATES

NOON = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


class ExampleForm(Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=60,
        help_text=gettext_lazy("What the advocate reads first."),
        widget=forms.TextInput(attrs={"data-counter": ""}),
    )
    why = forms.CharField(label=gettext_lazy("Why it matters"), required=False, widget=forms.Textarea)
    points = forms.IntegerField(
        label=gettext_lazy("Points"),
        widget=WholeNumberInput,
        help_text=gettext_lazy("Typical for reviews: 150 to 300, you usually give 250."),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Ends"), required=False, widget=LocalDateTimeInput, help_text="Europe/Berlin (UTC+1)"
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Reviewed by"),
        choices=[("any", gettext_lazy("Any reviewer")), ("me", gettext_lazy("Only me"))],
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("Proof we ask for"),
        widget=forms.RadioSelect,
        choices=[
            ("link", Explained(gettext_lazy("Link"), gettext_lazy("The advocate pastes a public link"))),
            ("picture", Explained(gettext_lazy("Screenshot"), gettext_lazy("The advocate uploads an image"))),
        ],
        initial="link",
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        choices=[("mo", gettext_lazy("Monday")), ("we", gettext_lazy("Wednesday")), ("fr", gettext_lazy("Friday"))],
        initial=["we"],
    )
    likely = forms.ChoiceField(
        label=gettext_lazy("How likely are you to recommend us?"),
        help_text=gettext_lazy("0 is not likely, 10 is very likely."),
        widget=forms.RadioSelect(attrs={"class": "choices-scale"}),
        choices=[(str(number), str(number)) for number in range(11)],
    )
    colour = forms.CharField(
        label=gettext_lazy("Brand colour"), widget=forms.TextInput(attrs={"type": "color"}), initial="#0b6e5f"
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"), required=False, help_text=gettext_lazy("JPEG, PNG or WebP, up to 10 MB.")
    )
    consent = forms.BooleanField(
        label=gettext_lazy("You may publish this"),
        help_text=gettext_lazy("On your site and in mails, with my first name."),
    )


class ExampleFilter(FilterForm):
    """What lists are narrowed by."""

    search = forms.CharField(
        label=gettext_lazy("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Any state")), *((name, words) for name, (_i, _t, words) in STATES.items())],
    )


def examples() -> dict[str, Any]:
    """The context of kit.html."""
    return {
        "form": ExampleForm(prefix="fresh"),
        "wrong_form": ExampleForm(
            {"wrong-points": "abc", "wrong-why": "Because.", "wrong-role": "any"}, prefix="wrong"
        ),
        "filter_form": ExampleFilter({"search": "anna", "state": ""}, auto_id="filter_%s"),
        "states": list(STATES),
        "now": NOON,
        "until": NOON + timedelta(days=36500),
        "rows": [(_("Day %(number)s") % {"number": day + 1}, 12 + day * 2 % 17 + day) for day in range(24)],
        "answers": [(_("Yes, at once"), 128), (_("Perhaps"), 60), (_("No"), 12)],
        "crumbs": [SimpleNamespace(label=_("Settings"), url="#"), SimpleNamespace(label=_("Component kit"), url="")],
        "steps": _steps(),
        "missions": _missions(),
        "people": _people(),
        "jobs": [_job(1, "running", 6120), _job(2, "waiting", 0), _job(3, "done", 9874), _job(4, "failed", 4101)],
        "entries": _entries(),
    }


def _steps() -> list[SimpleNamespace]:
    labels = [_("Type"), _("Trigger"), _("Setup"), _("Recognition"), _("Check and launch")]
    return [
        SimpleNamespace(label=label, url="#" if index < 2 else "", done=index < 2, current=index == 2)
        for index, label in enumerate(labels)
    ]


def _missions() -> list[SimpleNamespace]:
    rows = [
        (_("Tell us about your launch"), _("Your story helps other teams decide."), "message-square-quote", 150, 5),
        (_("Write a review"), _("Two or three honest sentences are enough."), "star", 250, 8),
        (_("A minute on your week"), _("Three questions, one at a time."), "clipboard-list", 50, 1),
    ]
    return [
        SimpleNamespace(
            key=index,
            title=title,
            summary=summary,
            icon=icon,
            points=points,
            minutes=minutes,
            url="#",
            cover_url="",
            due=_("2 days left") if index == 0 else "",
            state="returned" if index == 1 else "",
        )
        for index, (title, summary, icon, points, minutes) in enumerate(rows)
    ]


def _people() -> list[SimpleNamespace]:
    names = [
        ("Maya Okafor", "active"),
        ("Jonas Weber", "invited"),
        ("Lucía Fernández", "inactive"),
        ("Priya Nair", "active"),
    ]
    return [
        SimpleNamespace(
            name=name,
            email=f"{name.split()[0].lower()}@example.com".replace("í", "i"),
            state=state,
            points=1340 - 310 * index,
            at=NOON - timedelta(days=40 * index + 3),
        )
        for index, (name, state) in enumerate(names)
    ]


def _job(key: int, state: str, done: int) -> SimpleNamespace:
    return SimpleNamespace(pk=key, state=state, done_count=done, total_count=9886 if state != "waiting" else 0)


def _entries() -> list[SimpleNamespace]:
    rows = [
        ("star", _("Earned 250 points for “Write a review”"), "Ada Lovelace", ""),
        ("check", _("“Write a review” was approved"), "Ada Lovelace", _("Thank you, this is lovely.")),
        ("send", _("Handed in “Write a review”"), "", ""),
        ("mail", _("Got an e-mail about “Write a review”"), "", ""),
    ]
    return [
        SimpleNamespace(icon=icon, text=text, who=who, detail=detail, url="", at=NOON - timedelta(hours=5 * index))
        for index, (icon, text, who, detail) in enumerate(rows)
    ]
