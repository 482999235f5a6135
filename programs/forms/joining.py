"""What somebody answers and agrees to when they join a program."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms import Form
from foundation.typed import as_post
from programs.models import Program
from programs.programs import version_of
from programs.states import JoinMode
from surveys.answer_forms import AsksQuestions, answer_fields
from surveys.kinds import Question
from surveys.models import FormVersion


class JoinForm(AsksQuestions, Form):
    """The one step in which somebody joins, or applies with answers to the program's questions."""

    agrees = forms.BooleanField(
        label=_("I agree to the terms"), error_messages={"required": _("To join, agree to the terms.")}
    )

    def __init__(self, data: Any = None, *, program: Program, **kwargs: Any) -> None:
        super().__init__(None if data is None else as_post(data), **kwargs)
        self.version: FormVersion | None = version_of(program) if program.join_mode == JoinMode.APPLICATION else None
        self.questions: Sequence[Question] = self.version.questions if self.version else ()
        self.fields = {**answer_fields(self.questions), **self.fields}
        if not program.terms:
            del self.fields["agrees"]

    def clean(self) -> dict[str, Any]:
        """Only what is asked can be wrong."""
        self.leave_out_hidden()
        return self.cleaned_data
