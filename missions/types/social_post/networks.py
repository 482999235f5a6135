"""Networks where posts are shared: how each takes a text and a link, how it counts, where its posts stand.

Only addresses that the networks document are used. LinkedIn and Facebook take a link and no text, Instagram neither.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

X_LINK = 23  # X counts every link so, however long it is
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
# What X counts as one; every other character counts as two (its text rules, version 3).
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_SUBJECT = 70


@dataclass(frozen=True)
class Network:
    """A network. `limit` is the most characters of a post, 0 for none; `hosts` are where its posts stand.

    `takes_text` when it opens with the text filled in; otherwise it is copied and pasted. `adds_link` when the link
    stands in the text, and so counts in it.
    """

    key: str
    name: str | Promise
    icon: str
    limit: int = 0
    hosts: tuple[str, ...] = ()
    takes_text: bool = False
    adds_link: bool = True


_NETWORKS = [
    Network("linkedin", "LinkedIn", "briefcase-business", 3000, ("linkedin.com", "lnkd.in"), adds_link=False),
    Network("x", "X", "x", 280, ("x.com", "twitter.com"), takes_text=True),
    Network("facebook", "Facebook", "users", 63_206, ("facebook.com", "fb.com", "fb.watch"), adds_link=False),
    Network("instagram", "Instagram", "camera", 2200, ("instagram.com",)),
    Network("threads", "Threads", "at-sign", 500, ("threads.net", "threads.com"), takes_text=True),
    Network("bluesky", "Bluesky", "cloud", 300, ("bsky.app",), takes_text=True),
    Network("whatsapp", "WhatsApp", "message-circle", takes_text=True),
    Network("email", gettext_lazy("E-mail"), "mail", takes_text=True),
]
KNOWN: dict[str, Network] = {network.key: network for network in _NETWORKS}
OWN = Network("own", gettext_lazy("Another place"), "globe")


def network_of(key: object) -> Network:
    """The network of this key; a place of the manager's own otherwise."""
    return KNOWN.get(str(key), OWN)


def whole_text(network: Network, text: str, link: str) -> str:
    """The text as it is posted: with the link at its end, unless the network adds it or the text has it."""
    return text if not link or link in text or not network.adds_link else f"{text}\n{link}"


def length_of(network: Network, text: str) -> int:
    """How many characters the network counts; for X as its rules say, emoji that are joined at their longest."""
    if network.key != "x":
        return len(text)
    bare = _LINK.sub("", text)
    return X_LINK * len(_LINK.findall(text)) + sum(1 if _is_light(char) else 2 for char in bare)


def _is_light(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _LIGHT)


def address_to_post(network: Network, *, text: str, link: str, own: str) -> str:
    """Where the person goes on to post: the network's own address for it. `text` is whole."""
    bare = text.removesuffix(link).rstrip() if link else text
    addresses = {
        "linkedin": f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': link})}",
        "x": f"https://x.com/intent/post?{_query(text=bare, url=link)}",
        "facebook": f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': link})}",
        "instagram": "https://www.instagram.com/",
        "threads": f"https://www.threads.com/intent/post?{_query(text=bare, url=link)}",
        "bluesky": f"https://bsky.app/intent/compose?{_query(text=text)}",
        "whatsapp": f"https://wa.me/?{_query(text=text)}",
        "email": f"mailto:?{_query(subject=subject_of(text), body=text.replace('\n', '\r\n'))}",
    }
    return addresses.get(network.key, own)


def subject_of(text: str) -> str:
    """The first line, cut to what a mail program shows."""
    return Truncator(next(iter(text.splitlines()), "")).chars(_SUBJECT)


def _query(**values: str) -> str:
    # Not "+" for a space: mail programs and WhatsApp show it.
    return urlencode({name: value for name, value in values.items() if value}, quote_via=quote)
