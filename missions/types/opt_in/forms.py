"""The statement, the words of both answers, the tag; and the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Content, Slot
from missions.types.base_forms import ResponseBase, SetupBase
from missions.types.opt_in.type import NO, YES

LONGEST_STATEMENT = 2000
WORDS = forms.TextInput(attrs={"maxlength": 60})


class SetupForm(SetupBase):
    """What people agree to."""

    statement = forms.CharField(
        label=gettext_lazy("What people agree to"),
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what people agree to.")},
        help_text=gettext_lazy(
            "In the first person: “You may quote me by name on your website.” It is kept word for word."
        ),
    )
    yes = forms.CharField(label=gettext_lazy("Words for yes"), max_length=60, required=False, widget=WORDS)
    no = forms.CharField(label=gettext_lazy("Words for no"), max_length=60, required=False, widget=WORDS)
    tag = forms.CharField(
        label=gettext_lazy("Tag for a yes"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "Put on people who agree, taken off when they take it back. A new name makes a new tag."
        ),
    )

    def clean_tag(self) -> str:
        """The name in one form."""
        return " ".join(self.cleaned_data["tag"].split())

    def content_so_far(self) -> dict[str, Any]:
        statement = self.typed("statement")[:LONGEST_STATEMENT] or _("The statement goes here.")
        return {"statement": statement} | {name: self.typed(name)[:60] for name in ("yes", "no")}

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        return ResponseForm(content=self.content_so_far(), slot=Slot(1, ""), prefix="preview")


class ResponseForm(ResponseBase):
    """Yes or no, each a button that sends the answer."""

    brings_buttons = True

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        choices = [(YES, content.get("yes") or _("Yes, I agree")), (NO, content.get("no") or _("No"))]
        self.fields["answer"] = forms.ChoiceField(label=_("Your answer"), choices=choices)

    @property
    def statement(self) -> str:
        """What is agreed to."""
        return str(self.content.get("statement", ""))
