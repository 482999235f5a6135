"""What staff say about a file of people: the file, how it is read, what its columns are; nothing is saved here."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.types import Upload
from foundation.folding import fold
from foundation.forms import Explained, Form
from foundation.plugs import Text
from foundation.spreadsheets import Reading, read_table
from programs.columns import LABELS, Column, Field, columns_kept, guess_columns, label_of, problems_of
from programs.models import FieldKind, Import
from programs.queries import fields
from programs.regions import region_choices
from programs.rows import TAG_LENGTH, clean_tags
from programs.values import Custom

ENCODINGS: dict[str, Text] = {
    "utf-8": "UTF-8",
    "cp1252": gettext_lazy("Western European (Windows-1252)"),
    "cp1250": gettext_lazy("Central European (Windows-1250)"),
    "cp1251": gettext_lazy("Cyrillic (Windows-1251)"),
    "cp1254": gettext_lazy("Turkish (Windows-1254)"),
    "utf-16-le": gettext_lazy("UTF-16 (Excel’s “Unicode text”)"),
    "utf-16-be": gettext_lazy("UTF-16, big-endian"),
    "mac-roman": gettext_lazy("Old Macintosh"),
}
DELIMITERS: dict[str, Text] = {
    ",": gettext_lazy("Comma ,"),
    ";": gettext_lazy("Semicolon ;"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar |"),
}
EXISTING = [
    (
        "update",
        Explained(
            gettext_lazy("Bring them up to date"),
            gettext_lazy("What a cell says replaces what is there; a blank cell changes nothing."),
        ),
    ),
    ("leave", Explained(gettext_lazy("Leave them as they are"), gettext_lazy("Only new people are added."))),
]
# A choice is not made of a column: its words are staff's to say.
NEW: dict[str, Text] = {
    f"new:{FieldKind.TEXT}": gettext_lazy("New: text"),
    f"new:{FieldKind.NUMBER}": gettext_lazy("New: number"),
    f"new:{FieldKind.DAY}": gettext_lazy("New: day"),
    f"new:{FieldKind.YES_NO}": gettext_lazy("New: yes or no"),
}
# Above so many people, taking an import back asks to type the file's name.
UNTYPED_AT_MOST = 100


class ImportFileForm(Form):
    """A file of people that can be read; `reading` says how."""

    reading: Reading
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV from Excel, Google Sheets or another program, up to 100 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    def clean_file(self) -> Upload:
        upload = cast("Upload", self.cleaned_data["file"])
        self.reading = read_table(cast("BinaryIO", upload))
        return upload


class ReadingForm(Form):
    """How the bytes of the file are read. `read_as` is how they were when the columns below were chosen."""

    mark_optional = False
    encoding = forms.ChoiceField(label=gettext_lazy("Letters are written as"))
    delimiter = forms.ChoiceField(label=gettext_lazy("Columns are parted by"))

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, initial={"encoding": reading.encoding, "delimiter": _name(reading.delimiter)}, **kwargs)
        encodings = {reading.encoding: reading.encoding} | ENCODINGS
        delimiters = {reading.delimiter: reading.delimiter} | DELIMITERS
        choices = [(_name(sign), words) for sign, words in delimiters.items()]
        self.fields["encoding"].choices = list(encodings.items())  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["delimiter"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.signs = {_name(sign): sign for sign in delimiters}

    def clean_delimiter(self) -> str:
        return self.signs[self.cleaned_data["delimiter"]]


class ColumnsForm(Form):
    """What each column is, and what holds for everybody in the file.

    `columns` are the choices as they stand, also while something else is still wrong.
    """

    existing = forms.ChoiceField(
        label=gettext_lazy("People who are here already"), widget=forms.RadioSelect, choices=EXISTING
    )
    tag = forms.CharField(
        label=gettext_lazy("Tag for everybody in the file"),
        required=False,
        max_length=TAG_LENGTH,
        help_text=gettext_lazy("Also for those who are here already. A new tag is made."),
    )
    consent_source = forms.CharField(
        label=gettext_lazy("Where does their consent to be written to come from?"),
        max_length=200,
        help_text=gettext_lazy("Kept with each person, such as “Ticked at registration, trade fair Hannover 2026”."),
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Phone numbers without a country code are from"),
        required=False,
        help_text=gettext_lazy("Numbers that begin with + or 00 keep their own."),
    )

    def __init__(self, *args: Any, reading: Reading, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = reading.headings
        self.initial = {"existing": "update", "region": region} | dict(self.initial)
        self.customs = [Custom.of(field) for field in fields()]
        choices = _choices(self.customs)
        for at, field in _guessed(reading, self.customs).items():
            heading = reading.headings[at]
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=_("“%(heading)s” becomes") % {"heading": heading}, required=False, choices=choices, initial=field
            )
        self.fields["region"].choices = [("", _("Nowhere: they are not taken")), *region_choices()]  # type: ignore[attr-defined]  # a ChoiceField
        if Field.PHONE not in self.columns.values():
            del self.fields["region"]

    @property
    def columns(self) -> dict[str, Column]:
        """The field of each heading that is imported, as chosen or as guessed; new ones are called as the heading."""
        chosen = {heading: str(self[f"column_{at}"].value() or "") for at, heading in enumerate(self.headings)}
        found = columns_kept(chosen, self.customs)
        new = {heading: value.removeprefix("new:") for heading, value in chosen.items() if value in NEW}
        found |= {heading: Custom(0, heading[:60].strip(), kind) for heading, kind in new.items()}
        return {heading: found[heading] for heading in self.headings if heading in found}

    def column_fields(self) -> list[tuple[str, forms.BoundField]]:
        """Each heading with the control that says what it becomes."""
        return [(heading, self[f"column_{at}"]) for at, heading in enumerate(self.headings)]

    def clean_tag(self) -> str:
        names = clean_tags(self.cleaned_data["tag"])
        if len(names) > 1:
            raise ValidationError(_("Name one tag; more can come from a column."))
        return names[0] if names else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for problem in problems_of(self.columns):
            self.add_error(None, str(problem))
        seen: dict[Column, str] = {}
        for at, heading in enumerate(self.headings):
            field = self.columns.get(heading)
            if field and field in seen:
                shown = {"field": label_of(field), "other": seen[field]}
                self.add_error(f"column_{at}", _("“%(other)s” is the %(field)s already.") % shown)
            elif field:
                seen[field] = heading
            if isinstance(field, Custom) and not field.pk and (fault := self._fault_of_new(field)):
                self.add_error(f"column_{at}", fault)
        return data

    def _fault_of_new(self, column: Custom) -> str:
        """Why no custom field can be made of this heading; "" when it can."""
        if any(fold(known.name) == fold(column.name) for known in self.customs):
            return _("There is a field of this name already; choose it instead.")
        return "" if fold(column.name) else _("The column has no heading to call the field by.")


class TakingBackForm(Form):
    """Makes sure that the right file is meant, when many people are to be removed."""

    file_name = forms.CharField(label=gettext_lazy("Type the name of the file to go on"), max_length=200)

    def __init__(self, *args: Any, row: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row.added_count <= UNTYPED_AT_MOST:
            del self.fields["file_name"]

    def clean_file_name(self) -> str:
        name = str(self.cleaned_data["file_name"]).strip()
        if name.casefold() != self.row.file_name.casefold():
            raise ValidationError(_("This is not the name of the file: %(name)s") % {"name": self.row.file_name})
        return name


def quiet(posted: Mapping[str, Any], *, columns: bool) -> dict[str, Any]:
    """What was typed, as the beginning of a form that does not complain yet; with the columns' choices or without."""
    return {name: value for name, value in posted.items() if columns or not name.startswith("column_")}


def _guessed(reading: Reading, customs: Sequence[Custom]) -> dict[int, str]:
    """What everybody has first; what means none of it may be called as a custom field is."""
    guessed: dict[str, Column] = dict(guess_columns(reading.headings))
    known: dict[str, Column] = {fold(custom.name): custom for custom in customs}
    for heading in reading.headings:
        if heading not in guessed and (found := known.pop(fold(heading), None)):
            guessed[heading] = found
    return {at: str(guessed.get(heading, "")) for at, heading in enumerate(reading.headings)}


def _choices(customs: Sequence[Custom]) -> list[Any]:
    """What a column can become."""
    choices: list[Any] = [("", _("Do not import")), *((str(name), words) for name, words in LABELS.items())]
    if customs:
        choices.append((_("Custom fields"), [(str(custom), custom.name) for custom in customs]))
    return [*choices, (_("A new field, called as the column"), list(NEW.items()))]


def _name(sign: str) -> str:
    """A delimiter as the value of a choice: a tab is lost between pages."""
    return {"\t": "tab"}.get(sign, sign)
