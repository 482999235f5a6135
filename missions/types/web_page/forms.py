"""The page that is opened, what the button says, and when it counts as done."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Explained
from missions.types.base import Content, Slot
from missions.types.base_forms import LinkField, ProofField, ResponseBase, SetupBase
from missions.types.campaigns import CampaignField
from missions.types.places import Handover, OpeningBase, TargetField
from missions.types.review.sites import host_of
from missions.types.web_page.type import CONFIRM, OPENING, PAGE, PROOF

START = gettext_lazy("Start")
BUTTONS = [
    gettext_lazy("Learn More"), gettext_lazy("Sign Up"), gettext_lazy("Register"), gettext_lazy("Watch"),
    gettext_lazy("Read"), gettext_lazy("Share"), gettext_lazy("Retweet"), gettext_lazy("Find Friends"),
    gettext_lazy("Donate"), gettext_lazy("Vote"),
]  # fmt: skip
DONE = [
    (
        OPENING,
        Explained(
            gettext_lazy("They open the page"),
            gettext_lazy("Nothing more is asked, and a reviewer has nothing to look at: approve everyone at once."),
        ),
    ),
    (
        CONFIRM,
        Explained(
            gettext_lazy("They say that they did it"),
            gettext_lazy("They open the page, come back and press “I have done it”."),
        ),
    ),
    (
        PROOF,
        Explained(
            gettext_lazy("They show that they did it"),
            gettext_lazy("By a link or a screenshot. For what you can look at: a comment, a signature, a receipt."),
        ),
    ),
]


class SetupForm(SetupBase):
    """One page for all."""

    link = TargetField(
        label=gettext_lazy("Web link"),
        help_text=gettext_lazy("The page that opens. Begins with http:// or https://."),
        error_messages={"required": gettext_lazy("Give the address of the page.")},
    )
    button = forms.CharField(
        label=gettext_lazy("Start button"),
        max_length=30,
        initial=START,
        help_text=gettext_lazy("What the button says, such as “Learn More” or “Sign Up”."),
        widget=forms.TextInput(attrs={"list": "type-buttons", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say what the button says.")},
    )
    campaign = CampaignField()
    done = forms.ChoiceField(
        label=gettext_lazy("When is it done?"), choices=DONE, widget=forms.RadioSelect, initial=OPENING
    )

    @property
    def buttons(self) -> list[Any]:
        """Words that buttons often have."""
        return [START, *BUTTONS]

    def content_so_far(self) -> dict[str, Any]:
        return {
            "link": self.typed("link"),
            "button": self.typed("button") or str(START),
            "campaign": self.typed("campaign"),
            "done": self.typed("done") or OPENING,
        }

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        return ResponseForm(
            content=self.content_so_far(), slot=Slot(1, ""), prefix="preview", use_required_attribute=False
        )

    @property
    def opening(self) -> "OpeningForm":
        """The button as it stands, to look at."""
        return OpeningForm(content=self.content_so_far(), place=PAGE, link="")


class OpeningForm(OpeningBase):
    """One press of the button."""

    @property
    def completes(self) -> bool:  # type: ignore[override]  # it depends on the mission here
        return bool(self.content.get("done") == OPENING)

    @property
    def host(self) -> str:
        """Where the button leads, as people know it."""
        return host_of(self.content.get("link", ""))

    def handover(self) -> Handover:
        return Handover(url=self.link or self.content["link"], name=self.host)


class ResponseForm(ResponseBase):
    """Nothing when opening is enough, a press of a button, or a proof."""

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        self.done = content.get("done", OPENING)
        self.is_handed_in_elsewhere = self.done == OPENING
        self.send_label = _("I have done it")
        self.mark_optional = False
        if self.done == PROOF:
            self.send_label = ""
            self.fields["link"] = LinkField(label=_("Link that shows it"), required=False)
            self.fields["file"] = ProofField(_("Screenshot"), required=False)
            self.fields["text"] = forms.CharField(
                label=_("Anything to add?"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """At least one proof, where one is asked for."""
        told = [self.cleaned_data.get(name) or name in self.errors for name in ("link", "file")]
        if self.done == PROOF and not any(told):
            self.add_error("link", _("Give a link that shows it, or add a screenshot."))
        return self.cleaned_data
