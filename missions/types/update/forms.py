"""The builder of an update: text, pictures and buttons in rows. There is no response."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from files.models import File
from foundation.richtext import as_text, clean
from foundation.rows import Rows
from foundation.typed import Typed
from missions.types.base_forms import PREFIX, LinkField, ResponseBase, SetupBase
from missions.types.update.parts import shown_parts

MOST_BLOCKS = 30
LONGEST_TEXT = 20_000
LONGEST_WORDS = 120
BLOCKS = Rows(f"{PREFIX}-b", most=MOST_BLOCKS)
TEXT, IMAGE, BUTTON = "text", "image", "button"


def apply_builder(raw: Typed, command: str) -> dict[str, Any]:
    """What is typed, with a block added, moved or removed: "add:text", "up:2"; "keep" changes nothing."""
    verb, _colon, argument = command.partition(":")
    if verb == "add" and argument in (TEXT, IMAGE, BUTTON):
        return BLOCKS.add(raw, {"kind": argument})
    return BLOCKS.apply(raw, verb, argument)


@dataclass(frozen=True)
class Row:
    """One block in the builder; `picture` is the address of its image."""

    number: int
    position: int
    kind: str
    is_first: bool
    is_last: bool
    hidden: Sequence[BoundField]
    fields: Sequence[BoundField]
    picture: str


class SetupForm(SetupBase):
    """Blocks of text, pictures and buttons."""

    most = MOST_BLOCKS
    name_variable = "{{ firstName }}"

    def __init__(self, data: Typed | None = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.numbers = BLOCKS.numbers(self.data)
        for position, number in enumerate(self.numbers, 1):
            self.fields.update(_fields_of_row(number, position, self._kind(number)))

    @property
    def order(self) -> dict[str, str]:
        """The hidden fields that keep the rows in their order."""
        return {
            BLOCKS.name: " ".join(map(str, self.numbers)),
            f"{BLOCKS.name}-next": str(BLOCKS.next_number(self.data)),
        }

    @property
    def next_anchor(self) -> str:
        """Where the next block will stand."""
        return f"block-{BLOCKS.next_number(self.data)}"

    @property
    def is_full(self) -> bool:
        """Whether there are as many blocks as there may be."""
        return len(self.numbers) >= BLOCKS.most

    @property
    def removed(self) -> dict[str, Any] | None:
        """The block removed last, its place, and the hidden fields by which it can be put back."""
        number = BLOCKS.removed(self.data)
        if number is None:
            return None
        words = self.typed(f"b-{number}-words") or as_text(self.typed(f"b-{number}-text")[:200])
        position = BLOCKS.place_of_removed(self.data) + 1
        return {"label": words[:60], "position": position, "fields": BLOCKS.hidden(self.data, number)}

    @property
    def rows(self) -> Iterator[Row]:
        """The blocks as the builder shows them."""
        pictures = self._pictures()
        for position, number in enumerate(self.numbers, 1):
            kind, start = self._kind(number), f"b-{number}-"
            names = [name for name in self.fields if name.startswith(start)]
            yield Row(
                number=number,
                position=position,
                kind=kind,
                is_first=position == 1,
                is_last=position == len(self.numbers),
                hidden=[self[name] for name in names if self[name].is_hidden],
                fields=[self[name] for name in names if not self[name].is_hidden],
                picture=pictures.get(self._image(number), ""),
            )

    def clean(self) -> dict[str, Any]:
        """At least one block; a picture where one is meant."""
        if not self.numbers:
            self.add_error(None, _("Add at least a text."))
        pictures = self._pictures()
        for number in self.numbers:
            if self._kind(number) == IMAGE and self._image(number) not in pictures:
                self.add_error(f"b-{number}-upload", _("Choose a picture, or remove this part."))
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        return {"blocks": [self._block(number, self.cleaned_data) for number in self.numbers]}

    def content_so_far(self) -> dict[str, Any]:
        return {"blocks": [self._block(number, self._typed_of(number)) for number in self.numbers]}

    @property
    def preview(self) -> Sequence[dict[str, Any]]:
        """The update as it stands, to look at."""
        return shown_parts(self.content_so_far()["blocks"], {})

    def _block(self, number: int, given: Any) -> dict[str, Any]:
        start, kind = f"b-{number}-", self._kind(number)
        if kind == TEXT:
            return {"kind": TEXT, "html": clean(str(given.get(f"{start}text", ""))[:LONGEST_TEXT])}
        block = {"kind": kind, "words": given.get(f"{start}words", ""), "link": given.get(f"{start}link", "")}
        return block | ({"image": self._image(number)} if kind == IMAGE else {})

    def _typed_of(self, number: int) -> dict[str, str]:
        """What is typed; a link only if it is one."""
        names = [name for name in self.fields if name.startswith(f"b-{number}-")]
        typed = {name: self.typed(name) for name in names}
        link = f"b-{number}-link"
        if link in typed and not typed[link].startswith(("https://", "http://")):
            typed[link] = ""
        return typed

    def _kind(self, number: int) -> str:
        kind = self.typed(f"b-{number}-kind")
        return kind if kind in (IMAGE, BUTTON) else TEXT

    def _image(self, number: int) -> int:
        told = self.typed(f"b-{number}-image")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 18 else 0

    def _pictures(self) -> dict[int, str]:
        """The addresses of the pictures that are there."""
        wanted = {self._image(number) for number in self.numbers} - {0}
        return {file.pk: file.url for file in File.objects.filter(pk__in=wanted, kind="image")} if wanted else {}


class ResponseForm(ResponseBase):
    """Nothing is handed in."""


def _fields_of_row(number: int, position: int, kind: str) -> dict[str, forms.Field]:
    start, words = f"b-{number}-", {"position": position}
    hidden = forms.CharField(required=False, widget=forms.HiddenInput)
    if kind == TEXT:
        box = forms.Textarea(attrs={"rows": 6, "data-rich": ""})
        text = forms.CharField(
            label=_("Text %(position)d") % words,
            max_length=LONGEST_TEXT,
            widget=box,
            error_messages={"required": _("Write the text, or remove this part.")},
        )
        return {f"{start}kind": hidden, f"{start}text": text}
    if kind == BUTTON:
        label = forms.CharField(label=_("Words on button %(position)d") % words, max_length=LONGEST_WORDS)
        link = LinkField(label=_("Where button %(position)d leads") % words)
        return {f"{start}kind": hidden, f"{start}words": label, f"{start}link": link}
    picture = forms.FileField(
        label=_("Picture %(position)d") % words,
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 10 MB. 1200 pixels wide looks best."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    return {
        f"{start}kind": hidden,
        f"{start}image": forms.CharField(required=False, widget=forms.HiddenInput),
        f"{start}upload": picture,
        f"{start}words": forms.CharField(
            label=_("What picture %(position)d shows") % words,
            max_length=LONGEST_WORDS,
            required=False,
            help_text=_("For people who do not see it, and for the plain-text part of the mail."),
        ),
        f"{start}link": LinkField(label=_("Where picture %(position)d leads") % words, required=False),
    }
