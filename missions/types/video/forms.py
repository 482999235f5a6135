"""What staff ask to be said in a video, and the video."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.types import as_clock
from missions.types.base import Content, Slot
from missions.types.base_forms import PICTURES, VIDEO, ProofField, ResponseBase, SetupBase
from missions.types.rights import FIELDS, LicenceField, RightsAsked, RightsSetup, asked_rights

LENGTHS = [(str(seconds), as_clock(seconds)) for seconds in (30, 60, 90, 120, 180, 300, 600)]
MOST_QUESTIONS = 10


class SetupForm(RightsSetup, SetupBase):
    """The length, what is said or asked, the usage rights."""

    seconds = forms.ChoiceField(
        label=gettext_lazy("Longest, in minutes"),
        choices=LENGTHS,
        initial="90",
        help_text=gettext_lazy("The recording stops there. 60 to 90 seconds are watched to the end."),
    )
    questions = forms.CharField(
        label=gettext_lazy("Questions to answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One on each line, at most ten. They stand beside the picture."),
    )
    script = forms.CharField(
        label=gettext_lazy("Teleprompter"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Words they may read aloud; they run over the picture as fast as they choose."),
    )

    def clean_questions(self) -> list[str]:
        """The lines."""
        lines = _lines(self.cleaned_data["questions"])
        if len(lines) > MOST_QUESTIONS:
            raise forms.ValidationError(_("At most ten questions."))
        return lines

    def content(self) -> dict[str, Any]:
        own = {name: value for name, value in self.cleaned_data.items() if name not in FIELDS}
        return own | {"seconds": int(own["seconds"]), "rights": asked_rights(self.cleaned_data)}

    def content_so_far(self) -> dict[str, Any]:
        typed = {name: self.typed(name) if self.is_bound else self.get_initial_for_field(field, name)
                 for name, field in self.fields.items()}  # fmt: skip
        typed["rights_scope"] = self.several("rights_scope")
        seconds = int(typed["seconds"]) if typed["seconds"] in dict(LENGTHS) else 90
        questions = _lines(str(typed["questions"] or ""))
        return typed | {"seconds": seconds, "questions": questions, "rights": asked_rights(typed)}

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        return ResponseForm(
            content=self.content_so_far(), slot=Slot(1, ""), prefix="preview", use_required_attribute=False
        )


class VideoField(ProofField):
    """A video file. With scripts it comes in pieces before the form is sent (`resumable`)."""

    takes = frozenset({VIDEO})
    resumable = True

    def __init__(self, label: str, *, longest_s: int) -> None:
        super().__init__(label)
        self.longest_s = longest_s
        self.help_text = _("MP4, MOV or WebM, up to %(time)s min and 500 MB.") % {"time": as_clock(longest_s)}
        self.widget.attrs = {"accept": "video/mp4,video/quicktime,video/webm"}
        self.error_messages["required"] = _("Record a video, or choose one from your device.")


class PosterField(ProofField):
    """A picture that scripts take out of the video."""

    takes = frozenset({PICTURES})


class ResponseForm(RightsAsked, ResponseBase):
    """The video, the picture that stands for it until it plays, a note."""

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        self.seconds = int(content.get("seconds") or 90)
        self.rights = content.get("rights") or {}
        self.fields["video"] = VideoField(_("Your video"), longest_s=self.seconds)
        self.fields["poster"] = PosterField(_("Picture of it"), required=False)
        self.fields["note"] = forms.CharField(
            label=_("Anything to add?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
        )
        if self.rights:
            self.fields["licence"] = LicenceField()

    @property
    def clock(self) -> str:
        """The longest time as a player shows it."""
        return as_clock(self.seconds)

    @property
    def there(self) -> Any:
        """The video that was sent and need not be sent again, the latest."""
        return next((one.file for one in reversed(self.kept_of("video"))), None)

    def answers(self) -> dict[str, Any]:
        name = self.there.name if self.there else ""
        answers = super().answers()
        return {key: value for key, value in answers.items() if key != "poster"} | {"video": answers.get("video", name)}


def _lines(text: str) -> list[str]:
    return [line.strip()[:300] for line in text.splitlines() if line.strip()]
