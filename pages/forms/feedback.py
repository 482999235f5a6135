"""What people say of the help."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import Form

HELPED = [("yes", _("Yes")), ("no", _("No, I still need help"))]


class FeedbackForm(Form):
    """Whether the question is answered, and what is missing."""

    helped = forms.ChoiceField(
        label=_("Did this answer your question?"), choices=HELPED, widget=forms.RadioSelect, error_messages={
            "required": _("Say whether it did.")
        },
    )  # fmt: skip
    text = forms.CharField(
        label=_("What do you want to know, or tell us?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
