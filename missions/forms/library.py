"""What staff type about the workspace's own mission templates, and the file they choose; nothing is saved here."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.types import Upload
from foundation.forms import Form
from missions.library import LARGEST, MOST, Candidate, read_library


class TemplateForm(Form):
    """What a template is called, and a line about it."""

    name = forms.CharField(
        label=gettext_lazy("Name of the template"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the template a name.")},
    )
    about = forms.CharField(
        label=gettext_lazy("A line about it"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("What it is good for. Your colleagues read it where a mission is begun."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LibraryFileForm(Form):
    """A file of templates that can be read; `candidates` are what is in it."""

    candidates: list[Candidate]
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("As “Download” makes it: JSON, up to 512 kB and 100 templates."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Upload:
        upload = cast("Upload", self.cleaned_data["file"])
        self.candidates = read_library(upload.read(LARGEST + 1))
        return upload


class ChosenForm(Form):
    """What could be read of a file, written anew and sent back, and which templates are wanted, by number in it.

    Written anew a file may be longer, so twice as much is taken.
    """

    candidates: list[Candidate]
    text = forms.CharField(max_length=2 * LARGEST, strip=False, widget=forms.HiddenInput)
    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Choose at least one template.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = []
        self.fields["chosen"].choices = [(number, number) for number in range(1, MOST + 1)]  # type: ignore[attr-defined]  # a choice field

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        self.candidates = read_library(text.encode("utf-8", "replace"), largest=2 * LARGEST)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "chosen" in data and not self.wanted(data["chosen"]):
            raise ValidationError(_("Choose at least one template."))
        return data

    def wanted(self, numbers: list[int]) -> list[Candidate]:
        """The chosen ones that can be taken."""
        return [one for one in self.candidates if one.number in numbers and not one.faults]
