"""The steps that staff set up, and the proof of one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.rows import Rows
from foundation.typed import Typed
from missions.types.base import Content, Slot
from missions.types.base_forms import PREFIX, LinkField, ProofField, ResponseBase, SetupBase
from missions.types.steps.type import step_of

MOST_STEPS = 12
STEPS = Rows(f"{PREFIX}-step", most=MOST_STEPS)
PROOFS = [
    ("text", gettext_lazy("A few words")),
    ("link", gettext_lazy("A link")),
    ("file", gettext_lazy("A picture or PDF")),
    ("none", gettext_lazy("Nothing: they press “Done”")),
]
PARTS = ("name", "text", "proof")


def apply_builder(raw: Typed, command: str) -> dict[str, Any]:
    """What is typed, with the rows changed as a button says: "add:step", "remove:3", "up:3".

    Nothing typed changes, and nothing at all when the command makes no sense.
    """
    verb, _colon, argument = command.partition(":")
    if verb == "add" and argument == "step":
        return STEPS.add(raw, {"name": "", "text": "", "proof": "text"})
    return STEPS.apply(raw, verb, argument)


@dataclass(frozen=True)
class Row:
    """One step in the builder."""

    number: int
    position: int
    is_first: bool
    is_last: bool
    name: BoundField
    text: BoundField
    proof: BoundField


class SetupForm(SetupBase):
    """Rows of steps."""

    def __init__(self, data: Typed | None = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.numbers = STEPS.numbers(self.data)
        for position, number in enumerate(self.numbers, 1):
            is_new = number == STEPS.new(self.data) and not self.typed(f"step-{number}-name")
            self.fields.update(_fields_of_row(number, position, is_new=is_new))

    @property
    def order(self) -> dict[str, str]:
        """The hidden fields that keep the rows in their order."""
        return {STEPS.name: " ".join(map(str, self.numbers)), f"{STEPS.name}-next": str(STEPS.next_number(self.data))}

    @property
    def next_anchor(self) -> str:
        """Where the next step will stand, so that the button that adds it can lead there."""
        return f"step-{STEPS.next_number(self.data)}"

    @property
    def is_full(self) -> bool:
        """Whether there are as many steps as there may be."""
        return len(self.numbers) >= STEPS.most

    @property
    def rows(self) -> Iterator[Row]:
        """The steps as the builder shows them."""
        for position, number in enumerate(self.numbers, 1):
            fields = {part: self[f"step-{number}-{part}"] for part in PARTS}
            first, last = position == 1, position == len(self.numbers)
            yield Row(number=number, position=position, is_first=first, is_last=last, **fields)

    @property
    def removed(self) -> dict[str, Any] | None:
        """The step removed last: its name, its place, and the hidden fields by which it can be put back."""
        number = STEPS.removed(self.data)
        if number is None:
            return None
        return {
            "label": self.typed(f"step-{number}-name"),
            "position": STEPS.place_of_removed(self.data) + 1,
            "fields": STEPS.hidden(self.data, number),
        }

    def clean(self) -> dict[str, Any]:
        """At least two steps: one is a custom task."""
        if len(self.numbers) < 2:
            self.add_error(None, _("Add at least two steps. For a single one there is the custom task."))
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        return {"steps": [_step(number, self.cleaned_data) for number in self.numbers]}

    def content_so_far(self) -> dict[str, Any]:
        typed = {name: self.typed(name) for name in self.fields}
        steps = [_step(number, typed) for number in self.numbers]
        return {"steps": [step | {"name": step["name"] or _("Step without a name yet")} for step in steps]}

    @property
    def previews(self) -> "list[ResponseForm]":
        """What is asked in each step as it stands, to look at."""
        content = self.content_so_far()
        return [
            ResponseForm(
                content=content, slot=Slot(step["number"], step["name"]), prefix=f"preview-{step['number']}",
                use_required_attribute=False,
            )
            for step in content["steps"]
        ]  # fmt: skip


class ResponseForm(ResponseBase):
    """The proof of one step, or nothing but the press of a button."""

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        self.step = step_of(content, slot.number)
        proof = self.step.get("proof", "text")
        if proof == "text":
            self.fields["text"] = forms.CharField(
                label=_("What did you do?"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
            )
        elif proof == "link":
            self.fields["link"] = LinkField(label=_("Link that shows it"))
        elif proof == "file":
            self.fields["file"] = ProofField(_("Picture or PDF"))

    def answers(self) -> dict[str, Any]:
        return {"step": self.slot.number, **super().answers()}


def _step(number: int, values: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, **{part: values[f"step-{number}-{part}"] for part in PARTS}}


def _fields_of_row(number: int, position: int, *, is_new: bool) -> dict[str, forms.Field]:
    start, words = f"step-{number}", {"position": position}
    return {
        f"{start}-name": forms.CharField(
            label=_("Name of step %(position)d") % words,
            max_length=80,
            widget=forms.TextInput(attrs={"autofocus": is_new}),
            error_messages={"required": _("Name step %(position)d, or remove it.") % words},
        ),
        f"{start}-text": forms.CharField(
            label=_("What is to be done"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
        f"{start}-proof": forms.ChoiceField(label=_("Proof we ask for"), choices=PROOFS),
    }
