"""Names of segments, people put in by hand or from a file, and the one person asked about."""

from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.contact import clean_email, clean_phone
from foundation.forms import FilterForm, Form
from foundation.spreadsheets import NotATable, read_table, rows
from programs.models import Advocate
from segments.models import Folder
from segments.operations.segments import Named
from segments.queries import folders

MOST_LINES, MOST_BYTES = 20_000, 5_000_000


class NameForm(Form):
    """What a segment is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    description = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For your colleagues; people never see it."),
    )

    folder = forms.CharField(
        label=gettext_lazy("Folder"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
        help_text=gettext_lazy("Segments of one folder stand together, and can be meant together. New ones are made."),
    )

    def __init__(self, *args: Any, by_hand: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folders = [folder.name for folder in folders()] if by_hand else []
        if not by_hand:
            del self.fields["folder"]

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_folder(self) -> str:
        return " ".join(str(self.cleaned_data["folder"]).split())

    def named(self) -> Named:
        """For the operation."""
        data = self.cleaned_data
        return Named(data["name"], data["description"], data.get("folder", ""))

    def say_taken(self) -> None:
        """Another segment has this name."""
        self.add_error("name", _("There is a segment of this name already."))


class ListForm(FilterForm):
    """Which segments the list shows."""

    archived = forms.BooleanField(required=False)
    folder = forms.ModelChoiceField(queryset=Folder.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].queryset = Folder.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField

    def wanted(self) -> tuple[bool, Folder | None]:
        """Whether archived ones, and of which folder."""
        self.is_valid()
        return bool(self.cleaned_data.get("archived")), self.cleaned_data.get("folder")


class SomebodyForm(FilterForm):
    """Who is asked about: an e-mail address, a phone number, or the id that a link gives."""

    q = forms.CharField(
        label=gettext_lazy("E-mail address or phone number"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    person = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)


class SelectedForm(Form):
    """People chosen in the list."""

    selected = forms.ModelMultipleChoiceField(queryset=Advocate.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["selected"].queryset = Advocate.objects.all()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def ids(self) -> list[int]:
        """Theirs; none when they cannot be understood."""
        return [person.pk for person in self.cleaned_data["selected"]] if self.is_valid() else []


class AddForm(Form):
    """People to be put in: addresses or numbers typed or pasted, or a file that has them in one of its columns."""

    people = forms.CharField(
        label=gettext_lazy("E-mail addresses or phone numbers"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line, or separated by commas. Numbers begin with +."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        help_text=gettext_lazy(
            "With a column of addresses or numbers; other columns are left alone. At most 20,000 rows."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = str(data.get("people") or "").replace(",", "\n").replace(";", "\n").splitlines()
        if data.get("file"):
            words += self._cells(data["file"])
        self.contacts, self.unclear = _contacts(words)
        if not self.errors and not self.contacts:
            self.add_error("people", _("No e-mail address and no phone number was found there."))
        return data

    def _cells(self, upload: Any) -> list[str]:
        """Every cell that looks like an address or a number, of any column: a file from any tool will do."""
        try:
            if upload.size > MOST_BYTES:
                raise ValidationError(_("The file is larger than 5 MB."))
            reading = read_table(upload)
            found = [row.cells for row in islice(rows(upload, reading), MOST_LINES + 1)]
        except (NotATable, ValidationError) as error:
            self.add_error("file", error)
            return []
        if len(found) > MOST_LINES:
            self.add_error("file", _("The file has more than 20,000 rows. Split it."))
        return [cell for row in found for cell in row if "@" in cell or cell.strip().startswith("+")]


def _contacts(words: list[str]) -> tuple[list[str], list[str]]:
    """Addresses and numbers in one form, without repetition, and what was neither."""
    found: dict[str, None] = {}
    unclear = []
    for word in filter(None, (word.strip().strip('"<>') for word in words)):
        try:
            found[clean_email(word) if "@" in word else clean_phone(word, None)] = None
        except ValidationError:
            unclear.append(word[:80])
    return list(found), unclear
