"""What advocates take along to a network, and how they show that they posted it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from foundation.typed import Typed, text_in
from missions.types.base import Content, Slot
from missions.types.base_forms import LinkField, ProofField, ResponseBase
from missions.types.places import Handover, OpeningBase, prefix_of
from missions.types.rights import LicenceField, RightsAsked
from missions.types.social_post.networks import address_to_post, length_of, network_of, whole_text
from missions.types.social_post.setup_form import BOTH, EITHER, LINK, LONGEST_TEXT, SCREENSHOT, apply_builder
from missions.types.social_post.setup_form import SetupForm as Setup
from missions.types.social_post.type import row_of
from missions.types.social_post.words import missing_words, required_words, with_words

__all__ = ["OpeningForm", "ResponseForm", "SetupForm", "apply_builder"]


class SetupForm(Setup):
    """As staff set it up, with what advocates will see of it."""

    @property
    def openings(self) -> "list[OpeningForm]":
        """What is shared on each network as it stands, to look at."""
        content = self.content_so_far()
        places = [str(row["number"]) for row in content["networks"]]
        return [OpeningForm(content=content, place=place, link="") for place in places]

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        return ResponseForm(
            content=self.content_so_far(), slot=Slot(1, ""), prefix="preview", use_required_attribute=False
        )


class OpeningForm(OpeningBase):
    """The text for one network, to be edited before it is shared (S3-68); or another of the texts is chosen."""

    def __init__(self, data: Typed | None = None, *, content: Content, place: str, link: str, **kwargs: Any) -> None:
        self.row = row_of(content, place)
        self.network = network_of(self.row.get("network"))
        self.required, self.target = required_words(content), link or content.get("link", "")
        self.samples = [with_words(text, self.required) for text in self.row.get("texts", [])] or [""]
        sample = text_in(data, "sample") if data is not None else ""
        if sample.isdecimal() and int(sample[:3]) < len(self.samples):
            data, self.chosen = None, True
            kwargs["initial"] = {"text": self.samples[int(sample[:3])]}
        super().__init__(data, content=content, place=place, link=link, **kwargs)
        self.fields["text"] = forms.CharField(
            label=_("Your text for %(network)s") % {"network": self.row.get("name", "")},
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 5}),
        )

    def clean_text(self) -> str:
        """With every word it must have, and not longer than the network takes."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if missing := missing_words(text, self.required):
            raise forms.ValidationError(_("Put this into your text: %(words)s") % {"words": " ".join(missing)})
        over = length_of(self.network, whole_text(self.network, text, self.target)) - self.network.limit
        if self.network.limit and over > 0:
            words = {"over": over, "network": self.network.name}
            raise forms.ValidationError(_("%(over)d characters too long for %(network)s.") % words)
        return text

    @property
    def text(self) -> str:
        return str(self.cleaned_data["text"])

    @property
    def prepares(self) -> dict[str, str]:
        return (
            {"slot1-network": self.place, "slot1-text": self.text} if self.required else {"slot1-network": self.place}
        )

    def handover(self) -> Handover:
        whole = whole_text(self.network, self.text, self.target)
        own = self.row.get("address", "")
        return Handover(
            url=address_to_post(self.network, text=whole, link=self.target, own=own),
            name=str(self.row.get("name", "")),
            text=whole,
            at_once=self.network.takes_text and self.network.key != "email",
        )

    @property
    def others(self) -> list[tuple[int, str]]:
        """The texts to start from besides the one that is shown, each with its number."""
        shown = str(self["text"].value() or "")
        return [(number, text) for number, text in enumerate(self.samples) if text != shown]

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return prefix_of(self.place)


class ResponseForm(RightsAsked, ResponseBase):
    """Where it was posted, the proof as the mission asks for it, the words where some are required, and the rights."""

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        self.proof, self.required = content.get("proof", EITHER), required_words(content)
        rows = content.get("networks", [])
        if len(rows) > 1:
            self.fields["network"] = forms.ChoiceField(
                label=_("Where did you post it?"),
                choices=[(str(row["number"]), row["name"]) for row in rows],
                widget=forms.RadioSelect,
            )
        if self.proof in (EITHER, LINK, BOTH):
            self.fields["link"] = LinkField(
                label=_("Link to your post"),
                required=self.proof != EITHER,
                help_text=_("Open your post and copy its address."),
            )
        if self.proof in (EITHER, SCREENSHOT, BOTH):
            self.fields["file"] = ProofField(_("Screenshot of your post"), required=self.proof != EITHER)
        if self.required:
            self.fields["text"] = self._words()
        self.rights = content.get("rights") or {}
        if self.rights:
            self.fields["licence"] = LicenceField()
        self.mark_optional = self.proof != EITHER

    def _words(self) -> forms.Field:
        return forms.CharField(
            label=_("The words of your post"),
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("We cannot read your post, so paste its words here. They have to have: %(words)s")
            % {"words": " ".join(self.required)},
        )

    def clean_text(self) -> str:
        """With every word that the post must have."""
        text = str(self.cleaned_data["text"])
        if missing := missing_words(text, self.required):
            words = {"words": " ".join(missing)}
            raise forms.ValidationError(_("Missing in these words: %(words)s. Add it to your post, then here.") % words)
        return text

    def clean(self) -> dict[str, Any]:
        """At least one proof."""
        told = [self.cleaned_data.get(name) or name in self.errors for name in ("link", "file")]
        if self.proof == EITHER and not any(told):
            self.add_error("link", _("Give the link to your post, or add a screenshot of it."))
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        only = self.content.get("networks", [])
        return ({"network": str(only[0]["number"])} if len(only) == 1 else {}) | super().answers()
