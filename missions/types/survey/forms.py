"""The builder of a survey, and the survey as advocates answer it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import WholeNumberInput
from foundation.richtext import as_safe, clean
from foundation.typed import Typed
from missions.types.base import Content, Slot
from missions.types.base_forms import Kept
from missions.types.survey.builder import QuestionsSetup
from missions.types.survey.builder import apply_builder as apply_builder  # noqa: PLC0414  found here by the wizard
from surveys.answer_forms import AnswersForm
from surveys.questions import extent

LONGEST_INTRODUCTION = 20_000


class SetupForm(QuestionsSetup):
    """An introduction, rows of questions, thanks, and what it takes to pass when it is a quiz."""

    may_be_quiz = True

    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        required=False,
        max_length=LONGEST_INTRODUCTION,
        widget=forms.Textarea(attrs={"rows": 4, "data-rich": ""}),
        help_text=gettext_lazy("What the survey is about and who reads the answers. It stands above the questions."),
    )
    thanks = forms.CharField(
        label=gettext_lazy("Thank-you text"),
        required=False,
        max_length=LONGEST_INTRODUCTION,
        widget=forms.Textarea(attrs={"rows": 3, "data-rich": ""}),
        help_text=gettext_lazy("Shown to people who have sent their answers."),
    )

    pass_mark = forms.IntegerField(
        label=gettext_lazy("Pass mark, in per cent"),
        required=False,
        min_value=1,
        max_value=100,
        widget=WholeNumberInput,
        help_text=gettext_lazy(
            "For a quiz: how many of the questions with a right answer must be answered rightly. People see their"
            " result once they have sent it; which answers were right is not told."
        ),
    )

    def clean_introduction(self) -> str:
        """Formatted text, cleaned."""
        return clean(self.cleaned_data["introduction"])

    def clean_thanks(self) -> str:
        """Formatted text, cleaned."""
        return clean(self.cleaned_data["thanks"])

    def content(self) -> dict[str, Any]:
        words = {name: self.cleaned_data[name] for name in ("introduction", "thanks")}
        return words | {"questions": self.questions(), "pass_mark": self.cleaned_data["pass_mark"]}

    def clean(self) -> dict[str, Any]:
        """A mark can only be reached where something is right."""
        data = super().clean()
        if data.get("pass_mark") and not any(question.get("right") for question in self.questions()):
            self.add_error("pass_mark", _("Say at one question at least which answer is right, or leave this open."))
        return data

    def content_so_far(self) -> dict[str, Any]:
        words = {name: self.typed(name)[:LONGEST_INTRODUCTION] for name in ("introduction", "thanks")}
        return words | {"questions": self.questions_so_far()}

    @property
    def preview(self) -> "ResponseForm":
        """The survey as it stands, to look at."""
        content = self.content_so_far()
        return ResponseForm(
            content=content,
            slot=Slot(1, ""),
            questions=content["questions"],
            prefix="preview",
            use_required_attribute=False,
        )


class ResponseForm(AnswersForm):
    """The questions, on one page. `kept` are files that are there already (`missions.forms.responses`)."""

    kept: Sequence[Kept] = ()

    def __init__(
        self,
        data: Typed | None = None,
        files: Any = None,
        *,
        content: Content,
        slot: Slot,
        questions: Sequence[Content] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, questions=questions, **kwargs)
        self.content, self.slot = content, slot

    def answers(self) -> dict[str, Any]:
        """As of every form of questions; a file that is there already is an answer, too."""
        there = {one.field: one.file.name for one in self.kept if one.field in self.fields}
        return {key: name for key, name in there.items() if key in self.cleaned_data} | super().answers()

    @property
    def introduction(self) -> SafeString:
        """What stands above the questions."""
        return as_safe(self.content.get("introduction", ""))

    @property
    def extent(self) -> str:
        """How much is asked, in words."""
        return extent(self.questions)
