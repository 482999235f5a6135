"""What staff set up for a social post: the link, the words every post must have, the proof, and networks with texts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.forms import Explained
from foundation.rows import Rows
from foundation.typed import Typed
from missions.types.base_forms import PREFIX, LinkField, SetupBase
from missions.types.campaigns import CampaignField
from missions.types.places import TargetField
from missions.types.rights import RightsIfWished, asked_rights
from missions.types.social_post.networks import KNOWN, Network, length_of, network_of, whole_text
from missions.types.social_post.words import hashtags_in, required_words, with_words

MOST_NETWORKS, MOST_TEXTS, LONGEST_TEXT = 9, 3, 5000
NETWORKS = Rows(f"{PREFIX}-net", most=MOST_NETWORKS)
SHORT_LINK = 40  # what the path of a short link takes at most for a usual workspace
EITHER, LINK, SCREENSHOT, BOTH, NOTHING = "either", "link", "screenshot", "both", "none"
PROOFS = [
    (EITHER, gettext_lazy("A link to the post or a screenshot")),
    (LINK, gettext_lazy("A link to the post")),
    (SCREENSHOT, gettext_lazy("A screenshot")),
    (BOTH, gettext_lazy("A link and a screenshot")),
    (
        NOTHING,
        Explained(
            gettext_lazy("Nothing: they say that they posted it"),
            gettext_lazy("Messages and mails cannot be linked to. A reviewer has little to look at then."),
        ),
    ),
]


def apply_builder(raw: Typed, command: str) -> dict[str, Any]:
    """What is typed, with the rows changed as a button says: "add:linkedin", "add:own", "remove:3", "up:3".

    Nothing typed changes, and nothing at all when the command makes no sense.
    """
    verb, _colon, argument = command.partition(":")
    if verb == "add" and (argument in KNOWN or argument == "own"):
        return NETWORKS.add(raw, {"network": argument})
    return NETWORKS.apply(raw, verb, argument)


@dataclass(frozen=True)
class Row:
    """One network in the builder. `own` are the fields that only a place of one's own has."""

    number: int
    position: int
    is_first: bool
    is_last: bool
    network: Network
    kind: BoundField
    own: Sequence[BoundField]
    text: BoundField
    more: Sequence[BoundField]

    @property
    def more_is_open(self) -> bool:
        """Whether there is anything to see in the further texts."""
        return any(field.value() or field.errors for field in self.more)


class SetupForm(RightsIfWished, SetupBase):
    """The link and the words for all, rows of networks, and the right to show the posts."""

    link = TargetField(
        label=gettext_lazy("Share link"),
        help_text=gettext_lazy("What is shared, or what people are led to. Begins with http:// or https://."),
        error_messages={"required": gettext_lazy("Give the link that is shared.")},
    )
    tracked = forms.BooleanField(
        label=gettext_lazy("Use tracked short links"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Each person shares a short link of their own, so you see how many came through whom."),
    )
    campaign = CampaignField()
    disclosure = forms.CharField(
        label=gettext_lazy("Disclosure"),
        required=False,
        max_length=60,
        initial="#ad",
        help_text=gettext_lazy(
            "Who earns something for a post has to say so in it, such as #ad. Leave it empty only if nothing is earned."
        ),
    )
    hashtags = forms.CharField(
        label=gettext_lazy("Required hashtags"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as #acme #launch. They are added to your texts where they are missing."),
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("Proof we ask for"), choices=PROOFS, widget=forms.RadioSelect, initial=EITHER
    )

    def __init__(self, data: Typed | None = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.numbers = NETWORKS.numbers(self.data)
        for position, number in enumerate(self.numbers, 1):
            is_new = number == NETWORKS.new(self.data) and not self.typed(f"net-{number}-text1")
            self.fields.update(_fields_of_row(number, position, self.network(number), is_new=is_new))

    def network(self, number: int) -> Network:
        """The network of a row."""
        return network_of(self.typed(f"net-{number}-network"))

    @property
    def order(self) -> dict[str, str]:
        """The hidden fields that keep the rows in their order."""
        told = {NETWORKS.name: " ".join(map(str, self.numbers))}
        return told | {f"{NETWORKS.name}-next": str(NETWORKS.next_number(self.data))}

    @property
    def next_anchor(self) -> str:
        """Where the next network will stand, so that the button that adds it can lead there."""
        return f"net-{NETWORKS.next_number(self.data)}"

    @property
    def is_full(self) -> bool:
        """Whether there are as many networks as there may be."""
        return len(self.numbers) >= NETWORKS.most

    @property
    def rows(self) -> Iterator[Row]:
        """The networks as the builder shows them."""
        for position, number in enumerate(self.numbers, 1):
            start, first, last = f"net-{number}-", position == 1, position == len(self.numbers)
            own = [self[start + part] for part in ("name", "address") if start + part in self.fields]
            texts = [self[f"{start}text{turn}"] for turn in range(1, MOST_TEXTS + 1)]
            yield Row(
                number, position, first, last, self.network(number), self[f"{start}network"], own, texts[0], texts[1:]
            )

    @property
    def offered(self) -> Sequence[Network]:
        """The networks that are not in the list yet."""
        taken = {self.network(number).key for number in self.numbers}
        return [network for key, network in KNOWN.items() if key not in taken]

    @property
    def removed(self) -> dict[str, Any] | None:
        """The network removed last: its name, its place, and the hidden fields by which it can be put back."""
        number = NETWORKS.removed(self.data)
        if number is None:
            return None
        return {
            "label": self._name(number, {}),
            "position": NETWORKS.place_of_removed(self.data) + 1,
            "fields": NETWORKS.hidden(self.data, number),
        }

    def clean_hashtags(self) -> str:
        """Each word a hashtag."""
        try:
            return " ".join(hashtags_in(self.cleaned_data["hashtags"]))
        except ValueError as wrong:
            message = _("“%(word)s” is no hashtag: letters, numbers and _ only.") % {"word": str(wrong)[:60]}
            raise forms.ValidationError(message) from None

    def clean(self) -> dict[str, Any]:
        """At least one network, no text that is too long for its network, and rights that can be said."""
        super().clean()
        if not self.numbers:
            self.add_error(None, _("Add at least one network."))
        if not self.errors:
            content = self.content()
            for row in content["networks"]:
                self._check_lengths(row, content)
        return self.cleaned_data

    def _check_lengths(self, row: Mapping[str, Any], content: Mapping[str, Any]) -> None:
        network = network_of(row["network"])
        for turn in range(1, MOST_TEXTS + 1):
            text = self.cleaned_data[f"net-{row['number']}-text{turn}"]
            whole = whole_text(network, with_words(text, required_words(content)), _link_to_come(content))
            over = length_of(network, whole) - network.limit
            if text and network.limit and over > 0:
                words = _("%(over)d characters too long for %(network)s, with the link and the required words.")
                self.add_error(f"net-{row['number']}-text{turn}", words % {"over": over, "network": network.name})

    def content(self) -> dict[str, Any]:
        rights = asked_rights(self.cleaned_data)
        return self._content(self.cleaned_data) | ({"rights": rights} if rights else {})

    def content_so_far(self) -> dict[str, Any]:
        typed: dict[str, Any] = {name: self.typed(name) for name in self.fields}
        typed["link"] = typed["link"] or "https://www.example.com/"
        typed["proof"] = typed["proof"] or EITHER
        try:
            typed["hashtags"] = " ".join(hashtags_in(typed["hashtags"]))
        except ValueError:
            typed["hashtags"] = ""
        if not self.is_bound:
            typed |= {"tracked": "on", "disclosure": self.fields["disclosure"].initial}
        rights = self.rights_so_far()
        return self._content(typed) | ({"rights": rights} if rights else {})

    def _content(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "link": values["link"],
            "tracked": bool(values["tracked"]),
            "campaign": values.get("campaign", ""),
            "disclosure": values["disclosure"],
            "hashtags": values["hashtags"].split(),
            "proof": values["proof"],
            "networks": [self._network(number, values) for number in self.numbers],
        }

    def _network(self, number: int, values: Mapping[str, Any]) -> dict[str, Any]:
        texts = [values[f"net-{number}-text{turn}"] for turn in range(1, MOST_TEXTS + 1)]
        return {
            "number": number,
            "network": self.network(number).key,
            "name": self._name(number, values),
            "address": values.get(f"net-{number}-address", ""),
            "texts": [text for text in texts if text],
        }

    def _name(self, number: int, values: Mapping[str, Any]) -> str:
        own = values.get(f"net-{number}-name", self.typed(f"net-{number}-name"))
        return str(own or self.network(number).name)


def _link_to_come(content: Mapping[str, Any]) -> str:
    """An address as long as the one that will be shared."""
    link = str(content["link"])
    return f"https://{'x' * (len(settings.PUBLIC_URL) - 8 + SHORT_LINK)}" if content["tracked"] else link


def _fields_of_row(number: int, position: int, network: Network, *, is_new: bool) -> dict[str, forms.Field]:
    start, words = f"net-{number}", {"position": position, "network": network.name}
    found: dict[str, forms.Field] = {f"{start}-network": forms.CharField(required=False, widget=forms.HiddenInput)}
    if network.key == "own":
        found |= {
            f"{start}-name": forms.CharField(
                label=_("Name of place %(position)d") % words,
                max_length=60,
                widget=forms.TextInput(attrs={"autofocus": is_new}),
                error_messages={"required": _("Name place %(position)d, or remove it.") % words},
            ),
            f"{start}-address": LinkField(
                label=_("Where people post"),
                help_text=_("The page that opens, such as your forum."),
                error_messages={"required": _("Give the address of place %(position)d.") % words},
            ),
        }
    for turn in range(1, MOST_TEXTS + 1):
        attrs: dict[str, Any] = {"rows": 3, "autofocus": is_new and turn == 1 and network.key != "own"}
        found[f"{start}-text{turn}"] = forms.CharField(
            label=_("Sample text") if turn == 1 else _("Sample text %(turn)d") % {"turn": turn},
            required=turn == 1,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs=attrs),
            help_text=_("People may change it before they share it. The link is added.") if turn == 1 else "",
            error_messages={"required": _("Write a sample text for %(network)s.") % words},
        )
    return found
