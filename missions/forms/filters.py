"""Filters of the lists, in the address; a value that is none is ignored."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm
from missions.listing import ASKED, EXPIRED, FULL, NEWEST, SORTS, SPENT, MissionsWanted
from missions.models import Folder
from missions.states import MissionState
from missions.types import TYPES

# What other products call a state (D-08): links and habits that were brought along still find it.
OLD_WORDS = {
    "published": MissionState.LIVE,
    "active": MissionState.LIVE,
    "sent": MissionState.LIVE,
    "inactive": MissionState.PAUSED,
    "closed": MissionState.ENDED,
    "deleted": MissionState.ARCHIVED,
}
STATES = [
    ("", _("Any but archived")),
    (MissionState.DRAFT, _("Draft")),
    (ASKED, _("Waits for approval")),
    (MissionState.SCHEDULED, _("Scheduled")),
    (MissionState.LIVE, _("Live (published, active)")),
    (EXPIRED, _("Live, deadline passed")),
    (FULL, _("Live, full")),
    (SPENT, _("Live, budget reached")),
    (MissionState.PAUSED, _("Paused (inactive)")),
    (MissionState.ENDED, _("Ended (closed)")),
    (MissionState.ARCHIVED, _("Archived (deleted)")),
]
NO_FOLDER = "0"


class StateField(forms.ChoiceField):
    """A state by our word for it or by that of another product."""

    def to_python(self, value: Any) -> str:
        word = super().to_python(value)
        return str(OLD_WORDS.get(word, word))

    def prepare_value(self, value: Any) -> Any:
        """Show the state that an old word means as chosen."""
        return str(OLD_WORDS.get(value, value or ""))


class MissionFilter(FilterForm):
    """Words of the title, state, type, folder, and the order of the list."""

    words = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Words of the title"), "autocomplete": "off"}),
    )
    state = StateField(label=_("Status"), required=False, choices=STATES)
    type_key = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=lambda: [("", _("Any type")), *((key, entry.name) for key, entry in TYPES.items())],
    )
    folder = forms.ChoiceField(label=_("Folder"), required=False)
    featured = forms.ChoiceField(
        label=_("Featured"), required=False, choices=[("", _("Featured or not")), ("yes", _("Featured only"))]
    )
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, type_key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_type = type_key
        kept = [(str(pk), name) for pk, name in Folder.objects.order_by("name").values_list("pk", "name")]
        choices = [("", _now("Any folder")), *kept, (NO_FOLDER, _now("In no folder"))]
        self.fields["folder"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if type_key:
            del self.fields["type_key"]
        if not kept:
            del self.fields["folder"]

    def wanted(self) -> MissionsWanted:
        """What the list shows."""
        self.is_valid()
        data = self.cleaned_data
        return MissionsWanted(
            words=data.get("words", ""),
            state=data.get("state", ""),
            type_key=self.of_type or data.get("type_key", ""),
            folder=int(data["folder"]) if data.get("folder") else None,
            featured=data.get("featured") == "yes",
            sort=data.get("sort") or NEWEST,
        )

    def told(self) -> list[tuple[str, str]]:
        """The filters in force as people read them: what is narrowed, to what."""
        self.is_valid()
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value and not field.widget.is_hidden:
                choices = field.choices if isinstance(field, forms.ChoiceField) else ()
                words = dict(choices).get(value, value)  # type: ignore[arg-type]  # pairs, in no groups
                found.append((str(field.label), str(words)))
        return found

    def query(self) -> str:
        """The filters in force as they stand in an address: always in the same order, and only those that are set."""
        self.is_valid()
        chosen = [(name, self.cleaned_data.get(name)) for name in self.fields]
        return urlencode([(name, value) for name, value in chosen if value and (name, value) != ("sort", NEWEST)])
