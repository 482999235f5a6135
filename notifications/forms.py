"""What staff and readers send about mail, made clean; nothing is saved here."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.forms import FilterForm, Form
from foundation.richtext import TextTooLong
from foundation.variables import for_header, unknown_variables
from notifications.writing import to_html


def braced(name: str) -> str:
    """A variable as one types it."""
    return f"{{{{ {name} }}}}"


class WordsForm(Form):
    """The words of one kind of mail. Unknown variables are kept as typed, and told by `warnings`."""

    subject = forms.CharField(label=_("Subject"), max_length=200, widget=forms.TextInput(attrs={"data-counter": ""}))
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "An empty line begins a new paragraph. **bold**, *emphasis*, [words](https://example.com) for a link,"
            " and lines beginning with “- ” for a list, “> ” for a quotation, “# ” for a heading."
        ),
    )
    button = forms.CharField(label=_("Button"), max_length=60, required=False)

    def __init__(self, *args: Any, variables: Collection[str], has_button: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variables = variables
        if not has_button:
            del self.fields["button"]
        else:
            self.fields["button"].required = True

    def clean_subject(self) -> str:
        return for_header(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        try:
            html = to_html(self.cleaned_data["body"])
        except TextTooLong as error:
            raise ValidationError(error.messages) from error
        if not html:
            raise ValidationError(_("Write a text."), code="required")
        return html

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return {"button": "", **data}

    @property
    def warnings(self) -> list[str]:
        """What stands in double braces and will not be filled, as typed: in what was sent, or in what is stored."""
        texts = [str(self[name].value() or "") for name in self.fields]
        unknown = dict.fromkeys(name for text in texts for name in unknown_variables(text, self.variables))
        return [braced(name) for name in unknown]


class LanguageForm(FilterForm):
    """Which language's words."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)

    def chosen(self) -> str:
        """The language, or the default one for what is none of ours."""
        return str(self.cleaned_data.get("language") if self.is_valid() else "") or settings.LANGUAGE_CODE


class PersonForm(FilterForm):
    """As whom a preview is read: found by name or address."""

    search = forms.CharField(label=_("As a person"), max_length=100, required=False)
    person = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class BellForm(FilterForm):
    """How far down the list of what staff were told."""

    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class SeenForm(Form):
    """Up to which item everything was seen."""

    up_to = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class WishForm(Form):
    """What somebody who opened the link in a mail says: stop, or do write again. RFC 8058 sends neither word."""

    wanted = forms.ChoiceField(choices=[("no", _("Stop")), ("yes", _("Write again"))], required=False)

    def is_wanted(self) -> bool:
        """Whether mail is wanted again; anything else that is posted means stop."""
        return self.is_valid() and self.cleaned_data["wanted"] == "yes"
