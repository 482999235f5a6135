"""Programs and applications as staff type them; nothing is saved here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Explained, FilterForm, Form, ModelForm, WholeNumberInput
from programs.models import Program
from programs.programs import programs
from programs.states import ApplicationState, JoinMode, ProgramKind
from surveys.builder import QuestionsBuilder
from surveys.kinds import KINDS, Kind

MOST_DAYS, MOST_QUESTIONS = 3650, 30


class ProgramForm(ModelForm):
    """What a program is called, whom it is for, who may join it, and on which terms."""

    join_mode = forms.ChoiceField(
        label=gettext_lazy("Who may join?"),
        widget=forms.RadioSelect,
        initial=JoinMode.APPLICATION,
        choices=[
            (
                JoinMode.OPEN,
                Explained(
                    gettext_lazy("Anyone may join"), gettext_lazy("One press in the hub; guests become members.")
                ),
            ),
            (
                JoinMode.APPLICATION,
                Explained(
                    gettext_lazy("By application"), gettext_lazy("People answer your questions, and you decide.")
                ),
            ),
            (
                JoinMode.INVITATION,
                Explained(gettext_lazy("By invitation"), gettext_lazy("You put people in; nobody can ask.")),
            ),
        ],
        error_messages={"required": gettext_lazy("Say who may join.")},
    )
    reapply_days = forms.IntegerField(
        label=gettext_lazy("Days until somebody rejected may apply again"),
        min_value=0,
        max_value=MOST_DAYS,
        initial=30,
        widget=WholeNumberInput,
        help_text=gettext_lazy("0 lets them apply again at once."),
    )

    class Meta:
        model = Program
        fields = (
            "name", "kind", "kind_words", "description", "join_mode", "reapply_days", "terms", "is_searchable",
        )  # fmt: skip
        labels = {"kind_words": gettext_lazy("Whom it is for, in your own words")}
        help_texts = {
            "description": gettext_lazy("Shown to people who may join: what it is, and what they have of it."),
            "terms": gettext_lazy("Shown to who joins, and agreed to with a tick. Plain text."),
            "kind_words": gettext_lazy("Only where none of the kinds fits."),
            "is_searchable": gettext_lazy("Otherwise public missions are found only by who has the link."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "terms": forms.Textarea(attrs={"rows": 8}),
        }

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == ProgramKind.OWN and not data.get("kind_words"):
            self.add_error("kind_words", _("Say whom it is for."))
        return data

    def details(self) -> dict[str, Any]:
        """The program's columns, for the operation."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def say_taken(self) -> None:
        """Another program has this name."""
        self.add_error("name", _("There is a program of this name already."))


class QuestionsForm(QuestionsBuilder):
    """What whoever applies is asked. No files: an application is read before anybody is trusted with sending some."""

    needs_questions = False
    most_questions = MOST_QUESTIONS

    @property
    def kinds(self) -> Sequence[Kind]:
        return [kind for kind in KINDS.values() if kind.key != "file"]


class QueueForm(FilterForm):
    """Which applications the queue shows."""

    program = forms.ModelChoiceField(
        label=gettext_lazy("Program"),
        required=False,
        queryset=Program.objects.none(),
        empty_label=gettext_lazy("All programs"),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            (state.value, state.label)
            for state in (
                ApplicationState.WAITING,
                ApplicationState.WAITLISTED,
                ApplicationState.APPROVED,
                ApplicationState.REJECTED,
            )
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs()  # type: ignore[attr-defined]  # a ModelChoiceField

    def wanted(self) -> dict[str, Any]:
        """For the query; what cannot be understood is left out."""
        self.is_valid()
        program = self.cleaned_data.get("program")
        return {
            "program": program.pk if program else None,
            "state": self.cleaned_data.get("state") or ApplicationState.WAITING.value,
        }

    @property
    def narrows(self) -> bool:
        """Whether it shows other than all that wait."""
        return self.wanted() != {"program": None, "state": ApplicationState.WAITING.value}


class DecisionForm(Form):
    """What is said to an application, and the words that are sent with it."""

    verdict = forms.ChoiceField(
        choices=[
            (state.value, state.label)
            for state in (ApplicationState.APPROVED, ApplicationState.REJECTED, ApplicationState.WAITLISTED)
        ]
    )
    note = forms.CharField(
        label=gettext_lazy("What the applicant is told"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") == ApplicationState.REJECTED and not (data.get("note") or "").strip():
            self.add_error("note", _("Say why, in words that are kind."))
        return data
