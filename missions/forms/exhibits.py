"""What stands beside an exhibit, and from where on the gallery is looked at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm, Form
from missions.models.exhibits import NameShown


class ExhibitForm(Form):
    """A line about it, and how much of the name."""

    caption = forms.CharField(
        label=_("Caption"),
        required=False,
        max_length=200,
        help_text=_("Everybody reads it. It also says what is seen to people who do not see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name_shown = forms.ChoiceField(
        label=_("The person’s name"),
        choices=NameShown.choices,
        initial=NameShown.FIRST,
        widget=forms.RadioSelect,
        help_text=_("Show no more of it than the usage rights say."),
        error_messages={"required": _("Say how much of the name is shown.")},
    )


class GalleryPlace(FilterForm):
    """Which page of the gallery."""

    page = forms.IntegerField(required=False, min_value=1, max_value=1000)

    def chosen(self) -> int:
        """The page, the first where none is named."""
        return (self.cleaned_data.get("page") if self.is_valid() else None) or 1
