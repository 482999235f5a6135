"""The question and its options, and the vote."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.types.base import Slot
from missions.types.base_forms import SetupBase
from missions.types.survey.forms import ResponseForm as SurveyResponse
from surveys.questions import LONGEST_LABEL, faults, make_question

KEY = "q1"


class SetupForm(SetupBase):
    """One question with its options."""

    question = forms.CharField(
        label=gettext_lazy("Question"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_LABEL}),
        error_messages={"required": gettext_lazy("Write the question.")},
        help_text=gettext_lazy("Such as “Where shall we meet next?”"),
    )
    options = forms.CharField(
        label=gettext_lazy("Options"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write at least two options, one per line.")},
        help_text=gettext_lazy("One per line. Each becomes a button."),
    )
    shows_results = forms.BooleanField(
        label=gettext_lazy("Show the results after the vote"),
        required=False,
        initial=True,
        help_text=gettext_lazy("How many chose what, without names."),
    )

    def clean(self) -> dict[str, Any]:
        """Say what is wrong where it is wrong."""
        for fault in faults([self._question()]):
            field = {"options": "options"}.get(fault.part, "question")
            if field not in self.errors:
                self.add_error(field, fault.message)
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        return {"questions": [self._question()], "shows_results": self.cleaned_data["shows_results"]}

    def content_so_far(self) -> dict[str, Any]:
        question = self._question()
        return {"questions": [question | {"label": question["label"] or _("Question without words yet")}]}

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        content = self.content_so_far()
        return ResponseForm(content=content, slot=Slot(1, ""), questions=content["questions"], prefix="preview")

    def _question(self) -> dict[str, Any]:
        label, options = self.typed("question"), self.typed("options").splitlines()
        return make_question(key=KEY, kind="single_choice", label=label, options=options)


class ResponseForm(SurveyResponse):
    """Every option is a button that sends the vote."""

    brings_buttons = True

    @property
    def vote(self) -> Any:
        """The question's field."""
        return self[KEY]
