"""What is asked about somebody who is referred, how often, and when it pays; and the referral itself."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.contact import EMAIL_LENGTH, clean_email, clean_phone
from foundation.forms import Explained, WholeNumberInput
from missions.models import Audience, Mission, PaysAt
from missions.types.base import Content, Slot
from missions.types.base_forms import ResponseBase
from missions.types.referral.type import MOST
from missions.types.survey.builder import QuestionsSetup
from missions.types.survey.builder import apply_builder as apply_builder  # noqa: PLC0414  found here by the wizard
from surveys.answer_forms import AsksQuestions, answer_fields

REQUIRED, OPTIONAL, LEFT_OUT = "required", "optional", "no"
ASKED = [
    (REQUIRED, gettext_lazy("Required")),
    (OPTIONAL, gettext_lazy("Optional")),
    (LEFT_OUT, gettext_lazy("Not asked")),
]
USUAL = {"email": REQUIRED, "phone": OPTIONAL, "company": OPTIONAL, "relation": OPTIONAL, "note": OPTIONAL}
CONSENT = gettext_lazy("I have asked this person, and they agree that you contact them about this.")
MOST_EVER, MOST_TARGETS = 50, 100


def _asked(label: Any, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=ASKED, initial=initial)


def places_to_lead_to() -> list[tuple[int, str]]:
    """The public missions that a personal link can lead to, the newest first: key and title."""
    public = Mission.objects.filter(audience=Audience.ANYONE, live__isnull=False).order_by("-pk")[:MOST_TARGETS]
    return [(row.pk, row.title) for row in public]


class SetupForm(QuestionsSetup):
    """Which fields and questions are asked, the words of the consent, how many, who counts, and when points are paid.

    Questions are about somebody who is not here: their answers mark nobody.
    """

    needs_questions = False
    may_fill = False

    email = _asked(gettext_lazy("E-mail address"), USUAL["email"])
    phone = _asked(gettext_lazy("Phone number"), USUAL["phone"])
    company = _asked(gettext_lazy("Company"), USUAL["company"])
    relation = _asked(gettext_lazy("How they know each other"), USUAL["relation"])
    note = _asked(gettext_lazy("Note to you"), USUAL["note"])
    consent = forms.CharField(
        label=gettext_lazy("What the advocate confirms"),
        initial=CONSENT,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "They tick this sentence. It is kept with each referral, so that you can show later that the person agreed."
        ),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Referrals from one advocate, at most"),
        initial=MOST,
        min_value=1,
        max_value=MOST_EVER,
        widget=WholeNumberInput,
    )
    pays_at = forms.ChoiceField(
        label=gettext_lazy("When are the points paid?"),
        choices=PaysAt.choices,
        initial=PaysAt.APPROVAL,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Once for each referral, however often it moves back and forth."),
    )
    second = forms.ChoiceField(
        label=gettext_lazy("When two advocates refer the same person"),
        choices=[
            ("first", Explained(gettext_lazy("The first one counts"), gettext_lazy("The second is told kindly."))),
            ("each", Explained(gettext_lazy("Each one counts"), gettext_lazy("Only nobody refers somebody twice."))),
        ],
        initial="first",
        widget=forms.RadioSelect,
    )

    link_to = forms.TypedChoiceField(
        label=gettext_lazy("What does the personal link of each advocate lead to?"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy(
            "A mission for anyone with the link. Who signs up there after following somebody's link is counted for that"
            " advocate: people, each once."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link_to"].choices = [("", _("No personal link")), *places_to_lead_to()]  # type: ignore[attr-defined]  # a TypedChoiceField

    @property
    def asked(self) -> list[Any]:
        """The choices of what is asked, which stand together."""
        return [self[name] for name in USUAL]

    def clean(self) -> dict[str, Any]:
        """Somebody must be reachable."""
        super().clean()
        if self.cleaned_data.get("email") == LEFT_OUT and self.cleaned_data.get("phone") == LEFT_OUT:
            self.add_error("email", _("Ask for the e-mail address or the phone number, or nobody can be reached."))
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {name: data[name] for name in ("consent", "most", "pays_at", "second", "link_to")}
        return {"fields": {name: data[name] for name in USUAL}, **kept, "questions": self.questions()}

    def content_so_far(self) -> dict[str, Any]:
        known = {key for key, _label in ASKED}
        typed = {name: self.typed(name) if self.typed(name) in known else usual for name, usual in USUAL.items()}
        return {"fields": typed, "consent": self.typed("consent") or str(CONSENT), "most": MOST} | {
            "questions": self.questions_so_far()
        }

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        content = self.content_so_far()
        return ResponseForm(
            content=content, slot=Slot(1, ""), questions=content["questions"], prefix="preview",
            use_required_attribute=False,
        )  # fmt: skip


class ResponseForm(AsksQuestions, ResponseBase):
    """Somebody whom the advocate refers. Whether it is oneself, or known already, is found when it is handed in."""

    name = forms.CharField(label=gettext_lazy("Their name"), max_length=120)
    email = forms.CharField(
        label=gettext_lazy("Their e-mail address"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Their phone number"),
        max_length=40,
        help_text=gettext_lazy("With the country code, such as +44 20 7946 0018."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    company = forms.CharField(label=gettext_lazy("Their company"), max_length=120)
    relation = forms.CharField(
        label=gettext_lazy("How do you know each other?"),
        max_length=120,
        help_text=gettext_lazy("Such as “we worked together at Northwind”."),
    )
    note = forms.CharField(
        label=gettext_lazy("What should we know?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    consent = forms.BooleanField(
        error_messages={"required": gettext_lazy("Confirm this, or ask the person first and come back.")}
    )

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        asked = {**USUAL, **content.get("fields", {})}
        for name, how in asked.items():
            if how == LEFT_OUT:
                del self.fields[name]
            else:
                self.fields[name].required = how == REQUIRED
        self.consent_words = str(content.get("consent") or CONSENT)
        self.fields["consent"].label = self.consent_words
        if isinstance(self.initial.get("consent"), str):
            self.initial["consent"] = True
        consent = self.fields.pop("consent")
        self.fields |= answer_fields(self.questions)
        self.fields["consent"] = consent

    @property
    def details(self) -> list[BoundField]:
        """What is asked about the person before the questions."""
        return [self[name] for name in ("name", *USUAL) if name in self.fields]

    def clean_email(self) -> str:
        """The address as it is kept."""
        email = self.cleaned_data["email"]
        return clean_email(email) if email else ""

    def clean_phone(self) -> str:
        """The number in E.164."""
        phone = self.cleaned_data["phone"]
        return clean_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        """One way to reach them; only what is asked can be wrong."""
        self.leave_out_hidden()
        ways = [name for name in ("email", "phone") if name in self.fields]
        if not any(self.cleaned_data.get(name) or name in self.errors for name in ways):
            self.add_error(ways[0], _("Give an e-mail address or a phone number."))
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """With the words that were agreed to."""
        asked = {question["key"] for question in self.questions}
        told = {name: value for name, value in super().answers().items() if name not in asked}
        return {**told, **self.answers_given(), "consent": self.consent_words}
