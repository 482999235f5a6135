"""The sites where a review is asked for, and the proof of one review."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.rows import Rows
from foundation.typed import Typed
from missions.types.base import Content, Slot
from missions.types.base_forms import PREFIX, LinkField, ProofField, ResponseBase, SetupBase
from missions.types.review.sites import KNOWN, Site, host_of
from missions.types.review.type import DISCLOSURE, site_of
from missions.types.rights import LicenceField, RightsAsked, RightsIfWished, asked_rights

MOST_SITES = 10
SITES = Rows(f"{PREFIX}-site", most=MOST_SITES)
EITHER, LINK, SCREENSHOT, BOTH = "either", "link", "screenshot", "both"
PROOFS = [
    (EITHER, gettext_lazy("A link or a screenshot")),
    (LINK, gettext_lazy("A link to the review")),
    (SCREENSHOT, gettext_lazy("A screenshot")),
    (BOTH, gettext_lazy("A link and a screenshot")),
]


def apply_builder(raw: Typed, command: str) -> dict[str, Any]:
    """What is typed, with the rows changed as a button says: "add:g2", "add:own", "remove:3", "up:3".

    Nothing typed changes, and nothing at all when the command makes no sense.
    """
    verb, _colon, argument = command.partition(":")
    if verb == "add" and (argument in KNOWN or argument == "own"):
        site = KNOWN.get(argument)
        return SITES.add(raw, {"name": site.name if site else "", "known": argument, "proof": EITHER})
    return SITES.apply(raw, verb, argument)


@dataclass(frozen=True)
class Row:
    """One site in the builder."""

    number: int
    position: int
    is_first: bool
    is_last: bool
    known: BoundField
    name: BoundField
    address: BoundField
    proof: BoundField


class SetupForm(RightsIfWished, SetupBase):
    """Rows of sites, what each review has to say of what is earned for it, and the right to show it."""

    disclosure = forms.CharField(
        label=gettext_lazy("Disclosure"),
        required=False,
        max_length=200,
        initial=DISCLOSURE,
        help_text=gettext_lazy(
            "Who earns something for a review has to say so in it. People see these words and confirm that their review"
            " has them. Leave it empty only if nothing is earned."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Typed | None = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.numbers = SITES.numbers(self.data)
        for position, number in enumerate(self.numbers, 1):
            is_new = number == SITES.new(self.data) and not self.typed(f"site-{number}-address")
            known = KNOWN.get(self.typed(f"site-{number}-known"))
            self.fields.update(_fields_of_row(number, position, known, is_new=is_new))

    @property
    def order(self) -> dict[str, str]:
        """The hidden fields that keep the rows in their order."""
        return {SITES.name: " ".join(map(str, self.numbers)), f"{SITES.name}-next": str(SITES.next_number(self.data))}

    @property
    def next_anchor(self) -> str:
        """Where the next site will stand, so that the button that adds it can lead there."""
        return f"site-{SITES.next_number(self.data)}"

    @property
    def is_full(self) -> bool:
        """Whether there are as many sites as there may be."""
        return len(self.numbers) >= SITES.most

    @property
    def rows(self) -> Iterator[Row]:
        """The sites as the builder shows them."""
        for position, number in enumerate(self.numbers, 1):
            fields = {part: self[f"site-{number}-{part}"] for part in ("known", "name", "address", "proof")}
            first, last = position == 1, position == len(self.numbers)
            yield Row(number=number, position=position, is_first=first, is_last=last, **fields)

    @property
    def offered(self) -> Sequence[Site]:
        """The well-known sites that are not in the list yet."""
        taken = {self.typed(f"site-{number}-known") for number in self.numbers}
        return [site for key, site in KNOWN.items() if key not in taken]

    @property
    def removed(self) -> dict[str, Any] | None:
        """The site removed last: its name, its place, and the hidden fields by which it can be put back."""
        number = SITES.removed(self.data)
        if number is None:
            return None
        return {
            "label": self.typed(f"site-{number}-name"),
            "position": SITES.place_of_removed(self.data) + 1,
            "fields": SITES.hidden(self.data, number),
        }

    def clean(self) -> dict[str, Any]:
        """At least one site, and none twice; rights that can be said."""
        super().clean()
        if not self.numbers:
            self.add_error(None, _("Add at least one site where the review is written."))
        names = [self.typed(f"site-{number}-name").strip().casefold() for number in self.numbers]
        for position, number in enumerate(self.numbers):
            if names[position] and names[position] in names[:position]:
                self.add_error(f"site-{number}-name", _("This site is in the list already."))
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        sites = [self._site(number, self.cleaned_data) for number in self.numbers]
        words = " ".join(self.cleaned_data["disclosure"].split())
        return self._content(sites, words, asked_rights(self.cleaned_data))

    def content_so_far(self) -> dict[str, Any]:
        typed = {name: self.typed(name) for name in self.fields}
        sites = [self._site(number, typed) for number in self.numbers]
        named = [site | {"name": site["name"] or _("Site without a name yet")} for site in sites]
        return self._content(named, typed["disclosure"] if self.is_bound else str(DISCLOSURE), self.rights_so_far())

    @property
    def previews(self) -> "list[ResponseForm]":
        """What is asked for each site as it stands, to look at."""
        content = self.content_so_far()
        return [
            ResponseForm(
                content=content, slot=Slot(site["number"], site["name"]), prefix=f"preview-{site['number']}",
                use_required_attribute=False,
            )
            for site in content["sites"]
        ]  # fmt: skip

    def _content(self, sites: list[dict[str, Any]], disclosure: str, rights: dict[str, Any]) -> dict[str, Any]:
        more = {"disclosure": disclosure, "rights": rights}
        return {"sites": sites} | {name: value for name, value in more.items() if value}

    def _site(self, number: int, values: dict[str, Any]) -> dict[str, Any]:
        parts = {part: values[f"site-{number}-{part}"] for part in ("name", "address", "proof")}
        return {"number": number, **parts}


class ResponseForm(RightsAsked, ResponseBase):
    """The proof of a review on one site: a link, a screenshot, or both as the site asks; and a note."""

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        self.site = site_of(content, slot.number)
        self.proof = self.site.get("proof", EITHER)
        if self.proof != SCREENSHOT:
            self.fields["link"] = _link_field(self.site, required=self.proof in (LINK, BOTH))
        if self.proof != LINK:
            required = self.proof in (SCREENSHOT, BOTH)
            self.fields["file"] = ProofField(_("Screenshot of your review"), required=required)
        self.disclosure = str(content.get("disclosure", ""))
        if self.disclosure:
            self.fields["disclosed"] = forms.BooleanField(
                label=_("My review says this"),
                error_messages={"required": _("Add the words to your review, and tick that they are in it.")},
            )
        self.fields["text"] = forms.CharField(
            label=_("Anything to add?"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("For the reviewer, such as the name under which you wrote."),
        )
        self.rights = content.get("rights") or {}
        if self.rights:
            self.fields["licence"] = LicenceField()
        self.mark_optional = self.proof != EITHER

    def clean(self) -> dict[str, Any]:
        """At least one proof."""
        told = [self.cleaned_data.get(name) or name in self.errors for name in ("link", "file")]
        if self.proof == EITHER and not any(told):
            self.add_error("link", _("Give the link to your review, or add a screenshot of it."))
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        told = {"site": self.slot.number, **super().answers()}
        # The words themselves are kept with what was handed in: what was asked for may change later.
        return told | {"disclosed": self.disclosure} if self.disclosure else told


def _link_field(site: Content, *, required: bool) -> forms.Field:
    host = escape(host_of(site.get("address", "")))
    return LinkField(
        label=_("Link to your review"),
        required=required,
        help_text=_("Open your review and copy its address. It usually begins with %(host)s.") % {"host": host}
        if host
        else _("Open your review and copy its address."),
    )


def _fields_of_row(number: int, position: int, known: Site | None, *, is_new: bool) -> dict[str, forms.Field]:
    start, words = f"site-{number}", {"position": position}
    example = known.example if known else "https://www.example.com/reviews"
    return {
        f"{start}-known": forms.CharField(required=False, widget=forms.HiddenInput),
        f"{start}-name": forms.CharField(
            label=_("Name of site %(position)d") % words,
            max_length=60,
            widget=forms.TextInput(attrs={"autofocus": is_new and known is None}),
            error_messages={"required": _("Name site %(position)d, or remove it.") % words},
        ),
        f"{start}-address": LinkField(
            label=_("Where the review is written"),
            help_text=_("The page of your product there, such as %(example)s") % {"example": example},
            widget=forms.URLInput(attrs={"autofocus": is_new and known is not None}),
            error_messages={"required": _("Give the address of site %(position)d.") % words},
        ),
        f"{start}-proof": forms.ChoiceField(label=_("Proof we ask for"), choices=PROOFS),
    }
