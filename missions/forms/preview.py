"""How a draft is looked at: what of it, how wide, in whose place and in which language."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm
from missions.languages import language_choices

LOOKS: dict[str, str | Promise] = {"card": _("Card"), "page": _("Page"), "mail": _("E-mail")}
WIDTHS: dict[str, str | Promise] = {"phone": _("Phone"), "desktop": _("Desktop")}


class PreviewForm(FilterForm):
    """All of it has a usual value; one that is none is ignored."""

    words = forms.CharField(
        label=_("As a person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: [("", _("The person’s own")), *language_choices()]
    )
    width = forms.ChoiceField(label=_("Width"), required=False, choices=list(WIDTHS.items()))
    look = forms.ChoiceField(required=False, choices=list(LOOKS.items()), widget=forms.HiddenInput)
    person = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def chosen(self, name: str, usual: str = "") -> str:
        """What is chosen."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or usual)
