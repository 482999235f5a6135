"""Who may join a program: what staff say, and what a guest agrees to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import Explained, Form, ModelForm
from programs.models import Program
from programs.states import JoinMode


class JoiningForm(ModelForm):
    """How guests of public missions become members, and whether search engines see these missions."""

    join_mode = forms.ChoiceField(
        label=_("Who may join?"),
        widget=forms.RadioSelect,
        choices=[
            (JoinMode.OPEN, Explained(_("Anyone may join"), _("A guest becomes a member with one press."))),
            (JoinMode.APPLICATION, Explained(_("By application"), _("A guest applies; you decide on their page."))),
            (JoinMode.INVITATION, Explained(_("By invitation"), _("Guests stay guests until you make them members."))),
        ],
        error_messages={"required": _("Say who may join.")},
    )

    class Meta:
        model = Program
        fields = ("join_mode", "terms", "is_searchable")
        help_texts = {
            "terms": _("Shown to who joins, and agreed to with a tick. Plain text."),
            "is_searchable": _("Otherwise public missions are found only by who has the link."),
        }
        widgets = {"terms": forms.Textarea(attrs={"rows": 8})}


class JoinForm(Form):
    """The one step in which a guest joins."""

    agrees = forms.BooleanField(
        label=_("I agree to the terms"), error_messages={"required": _("To join, agree to the terms.")}
    )

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not program.terms:
            del self.fields["agrees"]
