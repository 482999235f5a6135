"""What staff set up and what advocates hand in for a custom task."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Explained
from missions.types.base import Content, Slot
from missions.types.base_forms import LinkField, ProofField, ResponseBase, SetupBase

PROOFS = [
    ("text", gettext_lazy("A few words")),
    ("link", gettext_lazy("A link")),
    ("file", gettext_lazy("A picture or PDF")),
    (
        "none",
        Explained(
            gettext_lazy("Nothing: they press “Done”"),
            gettext_lazy("A reviewer has nothing to look at then; “Approve everyone at once” fits."),
        ),
    ),
]


class SetupForm(SetupBase):
    """Which proof is asked for."""

    proof = forms.ChoiceField(
        label=gettext_lazy("Proof we ask for"), choices=PROOFS, widget=forms.RadioSelect, initial="text"
    )
    proof_label = forms.CharField(
        label=gettext_lazy("What the question says"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as “What did you do?” Without it, the standard words are used."),
    )

    def content_so_far(self) -> dict[str, Any]:
        return {"proof": self.typed("proof") or "text", "proof_label": self.typed("proof_label")}

    @property
    def asks_nothing(self) -> bool:
        """Whether an Update may be meant (G-28)."""
        return self.typed("proof") == "none"

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        return ResponseForm(
            content=self.content_so_far(), slot=Slot(1, ""), prefix="preview", use_required_attribute=False
        )


class ResponseForm(ResponseBase):
    """What the advocate hands in: one proof, or nothing but the press of a button."""

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        proof, label = content.get("proof", "text"), content.get("proof_label")
        if proof == "text":
            self.fields["text"] = forms.CharField(
                label=label or _("What did you do?"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
            )
        elif proof == "link":
            self.fields["link"] = LinkField(label=label or _("Link that shows it"))
        elif proof == "file":
            self.fields["file"] = ProofField(label or _("Picture or PDF"))
