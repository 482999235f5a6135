"""What the forms of all types have in common. Text in, clean values out; whatever is sent, they do not fail.

`SetupForm` is the type's part of the wizard's setup step, over the raw draft. `ResponseForm` is what an advocate
hands in for one slot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Form
from foundation.typed import Typed, as_post
from missions.types.base import Content, Slot
from surveys.builder import PREFIX as PREFIX  # noqa: PLC0414  of the types
from surveys.builder import TypedForm

if TYPE_CHECKING:
    from files.models import File

LONGEST_LINK = 1000
PICTURES, PDF, OFFICE, VIDEO = "pictures", "pdf", "office", "video"  # what a field of files may take


@dataclass(frozen=True)
class Kept:
    """A file that need not be sent again: held since it was sent, or handed in before."""

    field: str
    file: "File"


class SetupBase(TypedForm):
    """What staff set up. Shows what is typed whether it is right or wrong; `content` is what it comes to."""

    def several(self, name: str) -> list[str]:
        """What is chosen so far in a field of many; before anything was sent, what it begins with."""
        if not self.is_bound:
            return list(self.get_initial_for_field(self.fields[name], name) or [])
        return [str(value) for value in as_post(self.data).getlist(self.add_prefix(name))]

    def content(self) -> dict[str, Any]:
        """What is published, once the form is valid."""
        return dict(self.cleaned_data)

    def content_so_far(self) -> dict[str, Any]:
        """As `content`, of what is typed now, with stand-ins where something is missing: for the preview."""
        raise NotImplementedError


class ResponseBase(Form):
    """What an advocate hands in for one slot. `initial` may be the answers sent before, or what was typed.

    `kept` are the files that are there already (`missions.forms.responses`): a field of one file takes a new one in
    the place of the kept one; a field of several adds to them. `send_label` is what the button says, the page's own
    words without; `is_handed_in_elsewhere` when there is no button, since the type hands it in by itself.
    """

    kept: Sequence[Kept] = ()
    send_label: str = ""
    is_handed_in_elsewhere = False

    def __init__(
        self,
        data: Typed | None = None,
        files: Any = None,
        *,
        content: Content,
        slot: Slot,
        questions: Sequence[Content] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(None if data is None else as_post(data), files, **kwargs)
        self.content, self.slot, self.questions = content, slot, questions

    def put_away(self) -> set[int]:
        """The ids of kept files that shall not be handed in: ticked as such."""
        told = [word for name in self.fields for word in self._list(f"{name}-away")]
        return {int(word) for word in told if word.isascii() and word.isdigit() and len(word) < 18}

    def kept_of(self, name: str) -> list[Kept]:
        """The files that are there for a field."""
        away = self.put_away()
        return [one for one in self.kept if one.field == name and one.file.pk not in away]

    def _list(self, name: str) -> list[str]:
        return [str(word) for word in as_post(self.data).getlist(self.add_prefix(name))]

    def answers(self) -> dict[str, Any]:
        """What is kept of a valid form, as JSON. Of a file only its name; the file itself is in `cleaned_data`."""
        kept = {name: _as_json(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in kept.items() if value not in (None, "", [])}


class LinkField(forms.URLField):
    """An address on the web: http or https, nothing else."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {"invalid": gettext_lazy("Enter a web address that begins with https://.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", max_length=LONGEST_LINK, **kwargs)


class ProofField(forms.FileField):
    """A picture or PDF. What is inside is checked where files are stored; one sent before need not be sent again."""

    takes: frozenset[str] = frozenset({PICTURES, PDF})
    longest_s: int | None = None  # of a video

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=255,
            help_text=_("JPEG, PNG, WebP or PDF, up to 10 MB."),
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        )


def _as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    return value.name if hasattr(value, "name") else value
