"""The page's pictures, video, goal, incentives and questions; and the registration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from files.models import File
from foundation.richtext import clean
from missions.types.base import Slot
from missions.types.base_forms import LinkField
from missions.types.survey.builder import QuestionsSetup
from missions.types.survey.builder import apply_builder as apply_builder  # noqa: PLC0414  found here by the wizard
from missions.types.survey.forms import LONGEST_INTRODUCTION
from missions.types.survey.forms import ResponseForm as SurveyResponse

PICTURES = {"accept": "image/jpeg,image/png,image/webp"}


class SetupForm(QuestionsSetup):
    """A page of one's own. With a link out it asks no questions."""

    goal = forms.IntegerField(
        label=_("Goal"),
        required=False,
        min_value=1,
        max_value=100_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-40"}),
        help_text=_("How many people shall register. The page shows how far it is: people, not clicks."),
    )
    video = LinkField(
        label=_("Video"),
        required=False,
        help_text=_("An address such as https://…. It is shown as a link, so that nobody is watched unasked."),
    )
    incentives = forms.CharField(
        label=_("What people get"),
        required=False,
        max_length=LONGEST_INTRODUCTION,
        widget=forms.Textarea(attrs={"rows": 3, "data-rich": ""}),
    )
    link = LinkField(
        label=_("People register somewhere else"),
        required=False,
        help_text=_("Its address. Without one, they answer the questions below."),
    )
    thanks = forms.CharField(
        label=_("Thank-you text"),
        required=False,
        max_length=LONGEST_INTRODUCTION,
        widget=forms.Textarea(attrs={"rows": 3, "data-rich": ""}),
        help_text=_("Shown to people who have registered."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "wide-upload": forms.FileField(
                label=_("Picture for wide screens"),
                required=False,
                help_text=_("1600 × 778 pixels; other sizes are cut. JPEG, PNG or WebP, best under 2 MB."),
                widget=forms.FileInput(attrs=PICTURES),
            ),
            "wide-image": forms.CharField(required=False, widget=forms.HiddenInput),
            "tall-upload": forms.FileField(
                label=_("Picture for phones"),
                required=False,
                help_text=_("800 × 1200 pixels; other sizes are cut. Keep what matters in the middle."),
                widget=forms.FileInput(attrs=PICTURES),
            ),
            "tall-image": forms.CharField(required=False, widget=forms.HiddenInput),
        }

    @property
    def needs_questions(self) -> bool:  # type: ignore[override]  # here it depends on what is typed
        """With a link out there is nothing to ask."""
        return not self.typed("link").strip()

    @property
    def pictures(self) -> list[tuple[Any, Any, str]]:
        """Each upload with its hidden field, and the address of the picture that is there."""
        there = {file.pk: file.url for file in File.objects.filter(pk__in=self._images().values(), kind="image")}
        return [
            (self[f"{name}-upload"], self[f"{name}-image"], there.get(pk, "")) for name, pk in self._images().items()
        ]

    def clean_incentives(self) -> str:
        """Formatted text, cleaned."""
        return clean(self.cleaned_data["incentives"])

    def clean_thanks(self) -> str:
        """Formatted text, cleaned."""
        return clean(self.cleaned_data["thanks"])

    def content(self) -> dict[str, Any]:
        names = ("goal", "video", "incentives", "link", "thanks")
        asked = [] if self.cleaned_data["link"] else self.questions()
        return {name: self.cleaned_data[name] for name in names} | self._images() | {"questions": asked}

    def content_so_far(self) -> dict[str, Any]:
        goal = self.typed("goal")
        content: dict[str, Any] = {
            name: self.typed(name)[:LONGEST_INTRODUCTION] for name in ("video", "incentives", "link", "thanks")
        }
        content["goal"] = int(goal) if goal.isascii() and goal.isdigit() and len(goal) < 10 else 0
        return content | self._images() | {"questions": [] if content["link"] else self.questions_so_far()}

    @property
    def preview(self) -> "ResponseForm":
        """The form as it stands, to look at."""
        content = self.content_so_far()
        return ResponseForm(content=content, slot=Slot(1, ""), questions=content["questions"], prefix="preview")

    def _images(self) -> dict[str, int]:
        typed = {name: self.typed(f"{name}-image") for name in ("wide", "tall")}
        return {
            name: int(told) if told.isascii() and told.isdigit() and len(told) < 18 else 0
            for name, told in typed.items()
        }


class ResponseForm(SurveyResponse):
    """The questions, or one press by somebody who has registered elsewhere."""

    @property
    def send_label(self) -> str:
        """What the button says."""
        return str(_("Register") if self.questions else _("I have registered"))
