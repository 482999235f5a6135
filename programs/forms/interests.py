"""Which tags staff offer to people as interests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import Form
from programs.queries import interests
from programs.rows import clean_tags


class InterestsForm(Form):
    """The names, separated by commas; one that is no tag yet becomes one."""

    names = forms.CharField(
        label=_("Interests"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Separated by commas, such as “Events, Design, Product news”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"names": ", ".join(tag.name for tag in interests())}, **kwargs)

    def clean_names(self) -> list[str]:
        return clean_tags(self.cleaned_data["names"])
