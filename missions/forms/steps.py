"""The five steps of making a mission, each a form over the same draft (S1-03)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.forms import Explained, Form, LocalDateTimeInput
from foundation.richtext import clean
from foundation.templatetags.ui import COVERS
from foundation.times import parse_local
from missions.forms.approval import ApprovalForm
from missions.forms.audience import AudienceForm
from missions.forms.budget import BudgetForm
from missions.forms.frequency import FrequencyForm
from missions.forms.languages import LanguagesForm
from missions.forms.step import StepForm
from missions.forms.trigger import TriggerForm
from missions.models import WITH_POINTS, WITH_REWARD, Mission, Recognition
from missions.preview import USUAL_START, picture_of, summary_of
from missions.texts import LANGUAGES
from missions.types import TYPES
from missions.unlocking import waits_for

STEPS = {
    "type": _("Type"),
    "trigger": _("Trigger"),
    "setup": _("Setup"),
    "recognition": _("Recognition"),
    "check": _("Check and launch"),
}

# What people do when they begin, for the button that lets them (S3-33).
START = _("Start")
START_LABELS = [
    START, _("Learn More"), _("Find Friends"), _("Share"), _("Retweet"), _("Sign Up"), _("Take Part"),
    _("Write a Review"), _("Answer"), _("Record"), _("Upload"), _("Vote"), _("Refer Someone"),
]  # fmt: skip

DEFAULTS: dict[str, Any] = {
    "trigger": "instant",
    "audience": "registered",
    "listed": "on",
    "notify": "yes",
    "recognition": "points",
    "budget": "none",
    "budget_days": "7",
    "approval": "manual",
    "limit": "once",
    "cover": "1",
}


class TypeForm(Form):
    """What kind of thing is asked."""

    type = forms.ChoiceField(label=_("Type"), choices=lambda: [(key, entry.name) for key, entry in TYPES.items()])


class SetupForm(LanguagesForm, AudienceForm):
    """What the advocate reads, whom it is for, and who is written to."""

    many = (*AudienceForm.many, "topics", "requires")

    title = forms.CharField(
        label=_("Title"),
        max_length=60,
        help_text=_(
            "What the advocate reads first. Begin with a verb: “Share your G2 review”, “Tell us about your ROI”."
            " Up to 40 characters fit on a phone."
        ),
        widget=forms.TextInput(attrs={"data-counter": ""}),
        error_messages={"required": _("Give the mission a title.")},
    )
    description = forms.CharField(
        label=_("Description"),
        widget=forms.Textarea(attrs={"rows": 6, "data-rich": ""}),
        max_length=20_000,
        required=False,
        help_text=_(
            "What to do and why it matters, in plain language. Two or three sentences are typical; the first line"
            " stands on the card."
        ),
    )
    disclaimer = forms.CharField(
        label=_("Disclaimer"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        required=False,
        help_text=_("Small print at the bottom of the mission: terms, who pays, what happens with what people send."),
    )
    start_label = forms.CharField(
        label=_("Start button"),
        max_length=30,
        required=False,
        initial=START,
        widget=forms.TextInput(attrs={"list": "start-labels", "autocomplete": "off", "class": "max-w-64"}),
        help_text=_("What the button says that leads to the task. Left empty, it says “Start”."),
    )
    image_upload = forms.FileField(
        label=_("Featured image"),
        required=False,
        help_text=_("1200 × 630 pixels look best; other sizes are cut. Without one, the cover below is used."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    image = forms.CharField(required=False, widget=forms.HiddenInput)
    phone_upload = forms.FileField(
        label=_("Image for phones"),
        required=False,
        help_text=_("Shown on narrow screens instead, if you want: 900 × 900 pixels, other sizes are cut."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    phone_image = forms.CharField(required=False, widget=forms.HiddenInput)
    folder = forms.ChoiceField(
        label=_("Folder"),
        required=False,
        help_text=_("Only you and your colleagues see it. It takes effect at once."),
        widget=forms.Select(attrs={"class": "max-w-80"}),
    )
    cover = forms.ChoiceField(
        label=_("Cover"),
        choices=[(str(n), str(n)) for n in range(1, COVERS + 1)],
        widget=forms.RadioSelect,
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("Minutes it takes"),
        min_value=1,
        max_value=600,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-32"}),
        error_messages={"required": _("Say how many minutes it takes.")},
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("Topics"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        help_text=_("People who chose one of these interests are shown the mission first. It leaves nobody out."),
    )
    requires = forms.TypedMultipleChoiceField(
        label=_("Locked until these are done"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        help_text=_("People see it as locked, with what to do first. Whoever has begun keeps it."),
        error_messages={"invalid_choice": _("One of these missions is not there any more.")},
    )
    listed = forms.BooleanField(
        label=_("Show it in the hub"),
        required=False,
        help_text=_("Otherwise only those who have the link find it. Who may take part stays the same."),
    )
    notify = forms.ChoiceField(
        label=_("How do they learn about it?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", Explained(_("Yes, send notifications"), _("An e-mail with a personal link, when it goes live."))),
            (
                "no",
                Explained(
                    _("No, just give me the link"),
                    _(
                        "Nothing is sent. Right when you choose the channel yourself: a newsletter, your e-mail tool, a"
                        " landing page, a community, a personal message."
                    ),
                ),
            ),
        ],
        error_messages={"required": _("Say whether people are written to.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.type_key and (TYPES[self.type_key].own_start or not TYPES[self.type_key].asks):
            for name in ("start_label", *(name for name in self.fields if name.startswith("in_start_"))):
                del self.fields[name]
        self._offer_folders()
        self._offer_missions()
        self.fields["topics"].choices = self.offers.interests  # type: ignore[attr-defined]  # a choice field

    def _offer_missions(self) -> None:
        """What was launched lately, and what is chosen."""
        latest = [(pk, title) for pk, title in self.offers.missions if pk != self.mission_id]
        chosen = {int(value) for value in self["requires"].value() or [] if str(value).isdecimal()}
        if older := chosen - {self.mission_id, *(pk for pk, _title in latest)}:
            latest += Mission.objects.filter(pk__in=older).order_by("-pk").values_list("pk", "title")
        self.fields["requires"].choices = latest  # type: ignore[attr-defined]  # a choice field

    def clean_requires(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["requires"]
        if chosen and self.mission_id and waits_for(self.mission_id, chosen):
            raise ValidationError(_("These missions would wait for each other."))
        return chosen

    def _offer_folders(self) -> None:
        if kept := self.offers.folders:
            self.fields["folder"].choices = [("0", _("In no folder")), *kept]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["folder"]

    @property
    def start_labels(self) -> list[Any]:
        """What buttons often say."""
        return START_LABELS

    def clean_description(self) -> str:
        return clean(self.cleaned_data["description"])

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        tall = picture_of(data["phone_image"])
        return {
            **self.audience_content(),
            **{name: data[name] for name in ("title", "description", "minutes", "listed")},
            "topics": data["topics"],
            "requires": data["requires"],
            "disclaimer": data["disclaimer"],
            "start_label": (data["start_label"] or USUAL_START) if "start_label" in data else "",
            "phone_image": tall.pk if tall else None,
            "phone_image_name": tall.name if tall else "",
            "summary": summary_of(data["description"]),
            LANGUAGES: self.languages(),
            "notify": data["notify"] == "yes",
            "cover": int(data["cover"] or 1),
            "image": int(data["image"]) if data["image"].isdigit() else None,
        }


class RecognitionForm(BudgetForm, ApprovalForm, FrequencyForm):
    """What it earns, who decides, how often and until when. Of what asks for nothing only until when."""

    ABOUT_ANSWERS = (
        "recognition", "points", "reward", *BudgetForm.BUDGET, *ApprovalForm.APPROVAL, *FrequencyForm.FREQUENCY,
        *FrequencyForm.LIMITS,
    )  # fmt: skip

    field_order = (*ABOUT_ANSWERS, "ends_local")

    recognition = forms.ChoiceField(
        label=_("How are people thanked?"),
        widget=forms.RadioSelect,
        choices=[
            (Recognition.POINTS, Explained(_("Points"), _("They add up in the advocate's wallet."))),
            (
                Recognition.REWARD,
                Explained(_("Direct reward"), _("A gift for what asks most: references, videos, customer stories.")),
            ),
            (Recognition.BOTH, Explained(_("Points and a reward"), _("Both, with the same approval."))),
            (Recognition.NONE, Explained(_("No recognition"), _("For things that are their own reward."))),
        ],
        error_messages={"required": _("Say how people are thanked.")},
    )
    points = forms.CharField(
        label=_("Points"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-32"})
    )
    reward = forms.ChoiceField(
        label=_("Reward"),
        required=False,
        widget=forms.Select(attrs={"class": "max-w-80"}),
        help_text=_("Given once for each time it is done, when all of it is approved. You hand it out under Rewards."),
        error_messages={"invalid_choice": _("This reward is not offered any more. Choose another.")},
    )
    ends_local = forms.DateTimeField(label=_("Deadline"), required=False, widget=LocalDateTimeInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.type_key:
            entry = TYPES[self.type_key]
            low, high = entry.typical_points
            words = _("Typical for “%(type)s”: %(low)s to %(high)s.") % {"type": entry.name, "low": low, "high": high}
            self.fields["points"].help_text = f"{words} {entry.paid_each}".strip()
            for name in self.ABOUT_ANSWERS if not entry.asks else () if entry.repeats else self.FREQUENCY:
                del self.fields[name]
            for field in self.cycle_fields if not (entry.asks and entry.repeats) else ():
                del self.fields[field.name]
        if "reward" in self.fields:
            self.fields["reward"].choices = lambda: [("", _("Choose a reward")), *self.offers.rewards]  # type: ignore[attr-defined]  # a choice field
        self.fields["ends_local"].help_text = _(
            "In the time zone of the workspace, %(zone)s. Without one it stays open."
        ) % {"zone": self.zone}

    def clean_points(self) -> int:
        text = self.cleaned_data["points"].strip().replace(",", "").replace(" ", "")
        if self.data.get("recognition") not in WITH_POINTS:
            return 0
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 1_000_000 or len(text) > 7:
            raise ValidationError(_("Write the points as a whole number from 1 to 1,000,000."))
        return int(text)

    def clean_reward(self) -> int | None:
        if self.data.get("recognition") not in WITH_REWARD:
            return None
        if not self.cleaned_data["reward"]:
            raise ValidationError(_("Choose the reward."))
        return int(self.cleaned_data["reward"])

    def clean_ends_local(self) -> datetime | None:
        local = self.cleaned_data["ends_local"]
        if local is None:
            return None
        ends = parse_local(local.strftime("%Y-%m-%dT%H:%M"), self.zone)
        if ends <= timezone.now():
            raise ValidationError(_("The deadline lies in the past."))
        return ends

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        ends = data["ends_local"]
        return {
            **FrequencyForm.content(self),
            **BudgetForm.content(self),
            **ApprovalForm.content(self),
            "points": data.get("points", 0),
            "reward": (reward := data.get("reward")),
            "reward_name": dict(self.offers.rewards).get(str(reward), "") if reward else "",
            "ends_at": ends.isoformat() if ends else "",
            "zone": self.zone,
        }


STEP_FORMS: dict[str, type[StepForm]] = {"trigger": TriggerForm, "setup": SetupForm, "recognition": RecognitionForm}


def fields_of(step: str) -> Iterable[str]:
    """The names of what a step sends that the draft keeps: no uploads, and not the folder, which is the mission's."""
    return [name for name in STEP_FORMS[step].base_fields if not name.endswith("_upload") and name != "folder"]
