"""What the pool is about, and what an advocate is ready for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import WholeNumberInput
from foundation.typed import as_post
from missions.languages import language_choices
from missions.models import Per, ReferenceFormat
from missions.types.base import Content, Slot
from missions.types.base_forms import ResponseBase, SetupBase

MOST_TOPICS, LONGEST_TOPIC, OWN_TOPICS = 20, 60, 5


def lines_in(text: str) -> list[str]:
    """The lines of a text, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class SetupForm(SetupBase):
    """Topics to choose from, and in which formats people may speak."""

    topics = forms.CharField(
        label=gettext_lazy("Topics"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One per line, such as “Rolling out to 500 people”. Advocates can add their own."),
    )
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("How they may speak for you"),
        choices=ReferenceFormat.choices,
        initial=[ReferenceFormat.CALL, ReferenceFormat.QUOTE],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_topics(self) -> list[str]:
        """The topics, in their order."""
        found = lines_in(self.cleaned_data["topics"])
        if len(found) > MOST_TOPICS:
            raise ValidationError(_("At most %(most)d topics, please.") % {"most": MOST_TOPICS})
        if any(len(topic) > LONGEST_TOPIC for topic in found):
            raise ValidationError(_("Keep each topic under %(most)d characters.") % {"most": LONGEST_TOPIC})
        return found

    def content_so_far(self) -> dict[str, Any]:
        known = {value for value, _label in ReferenceFormat.choices}
        chosen = (
            [key for key in as_post(self.data).getlist(self.add_prefix("formats")) if key in known]
            if self.is_bound
            else []
        )
        return {
            "topics": [topic[:LONGEST_TOPIC] for topic in lines_in(self.typed("topics"))[:MOST_TOPICS]],
            "formats": chosen or [ReferenceFormat.CALL.value, ReferenceFormat.QUOTE.value],
        }

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        return ResponseForm(
            content=self.content_so_far(), slot=Slot(1, ""), prefix="preview", use_required_attribute=False
        )


class ResponseForm(ResponseBase):
    """What an advocate is ready for; the same form changes it later."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What would you speak about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_topics = forms.CharField(
        label=gettext_lazy("Topics of your own"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("One per line, up to five."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    formats = forms.MultipleChoiceField(label=gettext_lazy("How?"), widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("In which languages?"),
        choices=language_choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Choose all that fit."),
    )
    most = forms.IntegerField(
        label=gettext_lazy("How many times may we ask you, at most?"),
        min_value=1,
        max_value=20,
        initial=1,
        widget=WholeNumberInput,
    )
    per = forms.ChoiceField(
        label=gettext_lazy("In which time?"),
        choices=[(Per.MONTH, gettext_lazy("In a month")), (Per.QUARTER, gettext_lazy("In three months"))],
        initial=Per.QUARTER,
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=gettext_lazy("Until when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The last day. Leave it empty, and you say so yourself when it is enough."),
    )

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        topics, formats = content.get("topics", []), content.get("formats", [])
        self._offer("topics", [(topic, topic) for topic in topics])
        known = [(key, label) for key, label in ReferenceFormat.choices if key in formats]
        self._offer("formats", known or ReferenceFormat.choices)
        if not topics:
            del self.fields["topics"]
        if isinstance(self.initial.get("own_topics"), list):
            self.initial["own_topics"] = "\n".join(self.initial["own_topics"])

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for mypy
        field.choices = choices

    def clean_own_topics(self) -> list[str]:
        """Each once, and none that is on the list."""
        listed = {topic.casefold() for topic in self.content.get("topics", [])}
        own = [topic for topic in lines_in(self.cleaned_data["own_topics"]) if topic.casefold() not in listed]
        if len(own) > OWN_TOPICS or any(len(topic) > LONGEST_TOPIC for topic in own):
            raise ValidationError(
                _("Up to %(topics)d topics of your own, each with up to %(most)d characters.")
                % {"topics": OWN_TOPICS, "most": LONGEST_TOPIC}
            )
        return own

    def clean_until(self) -> Any:
        """Not over already."""
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.now().date():
            raise ValidationError(_("This day has passed."))
        return until

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | ({"until": found["until"].isoformat()} if "until" in found else {})
