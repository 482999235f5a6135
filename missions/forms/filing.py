"""What staff type about folders, kept views, and changes to many missions; nothing is saved here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Explained, FilterForm, Form
from missions.forms.filters import MissionFilter
from missions.listing import PAGE
from missions.models import Folder
from missions.operations.many import CHANGES, FEATURE, MOVE, UNFEATURE

NAME = 60


class FolderForm(Form):
    """The name of a folder."""

    name = forms.CharField(
        label=gettext_lazy("Name of the folder"),
        max_length=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the folder a name.")},
    )


class ViewForm(Form):
    """A name for the filters in force, and whether the list opens with them."""

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    default = forms.BooleanField(label=gettext_lazy("Open the list with it"), required=False)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Known filters only, in their order."""
        return MissionFilter(QueryDict(self.cleaned_data["query"])).query()[:400]


class ManyForm(Form):
    """Which missions, and what is to become of them."""

    act = forms.ChoiceField(
        choices=[(name, name) for name in (*CHANGES, MOVE, FEATURE, UNFEATURE)],
        error_messages={
            "required": gettext_lazy("Choose what to do."),
            "invalid_choice": gettext_lazy("Choose what to do."),
        },
    )
    selected = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Choose at least one mission.")}
    )
    folder = forms.ModelChoiceField(queryset=Folder.objects.none(), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        sent = [pk for pk in data.getlist("selected") if pk.isascii() and pk.isdigit() and len(pk) < 18]
        self.fields["selected"].choices = [(pk, pk) for pk in sent[:PAGE]]  # type: ignore[attr-defined]  # a choice field
        self.fields["folder"].queryset = Folder.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_selected(self) -> list[int]:
        found: list[int] = self.cleaned_data["selected"]
        if len(found) > PAGE:
            raise ValidationError(_("Choose from one page of the list at a time."))
        return found


class MatchingForm(Form):
    """What is to become of all missions that match the filters."""

    act = forms.ChoiceField(
        label=gettext_lazy("What is to become of them?"),
        widget=forms.RadioSelect,
        choices=[
            ("pause", Explained(gettext_lazy("Pause"), gettext_lazy("Mail that has not left is held."))),
            ("resume", Explained(gettext_lazy("Resume"), gettext_lazy("Those that are paused go on."))),
            ("end", Explained(gettext_lazy("End"), gettext_lazy(
                "Nobody can hand anything in any more, and mail that has not left is not sent. This cannot be undone."
            ))),
            ("duplicate", Explained(gettext_lazy("Duplicate"), gettext_lazy("A draft of each, without its results."))),
            ("feature", Explained(gettext_lazy("Feature"), gettext_lazy("They stand first in the hub."))),
            ("unfeature", Explained(gettext_lazy("Stop featuring"), "")),
            ("archive", Explained(gettext_lazy("Archive"), gettext_lazy(
                "Drafts and what has ended go out of sight; nothing is deleted."
            ))),
            ("restore", Explained(gettext_lazy("Take out of the archive"), "")),
            ("move", Explained(gettext_lazy("Move to a folder"), gettext_lazy("The one that is chosen below."))),
        ],
        error_messages={"required": gettext_lazy("Choose what to do.")},
    )  # fmt: skip
    folder = forms.ModelChoiceField(
        label=gettext_lazy("Folder"),
        queryset=Folder.objects.none(),
        required=False,
        empty_label=gettext_lazy("In no folder"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["folder"]
        field.queryset = Folder.objects.order_by("name")
        # Read once: left to itself, the field asks again for each time it is shown.
        self.folders = list(field.queryset)
        field.choices = [("", field.empty_label), *((folder.pk, folder.name) for folder in self.folders)]


class FilingForm(Form):
    """Where one mission is put."""

    folder = forms.ModelChoiceField(
        label=gettext_lazy("Folder"),
        queryset=Folder.objects.none(),
        required=False,
        empty_label=gettext_lazy("In no folder"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].empty_values = ["", "0", None]
        self.fields["folder"].queryset = Folder.objects.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField


class GalleryFilter(FilterForm):
    """Words of a template, and the type it is of."""

    words = forms.CharField(
        label=gettext_lazy("Search templates"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    type = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def chosen(self) -> tuple[str, str]:
        """The words, and the key of the type; "" for all."""
        self.is_valid()
        return self.cleaned_data.get("words", ""), self.cleaned_data.get("type", "")
