"""What is done with people chosen in the list; nothing is saved here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Form
from programs.models import Advocate, Program
from programs.programs import programs
from programs.rows import clean_tags


class ChosenForm(Form):
    """People chosen in the list, or all that match; and whether something is put on them, or taken away."""

    selected = forms.ModelMultipleChoiceField(queryset=Advocate.objects.none(), required=False)
    everybody = forms.BooleanField(required=False)
    take = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["selected"].queryset = Advocate.objects.filter(erased_at=None)  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("selected") and not data.get("everybody") and "selected" not in self.errors:
            self.add_error(None, _("Select at least one person in the list."))
        return data


class TaggingForm(ChosenForm):
    """A tag to put on, or take off."""

    tag = forms.CharField(label=gettext_lazy("Tag"), max_length=40)

    def clean_tag(self) -> str:
        names = clean_tags(self.cleaned_data["tag"])
        if len(names) != 1:
            raise ValidationError(_("Name one tag."))
        return names[0]


class EnrollingForm(ChosenForm):
    """A program to put people into, or take them out of."""

    program = forms.ModelChoiceField(
        label=gettext_lazy("Program"),
        queryset=Program.objects.none(),
        error_messages={"required": gettext_lazy("Choose a program.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs()  # type: ignore[attr-defined]  # a ModelChoiceField
