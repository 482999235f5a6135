"""What is said when a mission is sent for approval, and when it is given back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import Form

LONGEST = 1000


class AskForm(Form):
    """What those who approve should know."""

    note = forms.CharField(
        label=_("What should they know?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown to whoever approves. You can leave it empty."),
    )


class ReturnForm(Form):
    """What must be other before it may be launched."""

    answer = forms.CharField(
        label=_("What should be changed?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author reads it beside the mission."),
    )
