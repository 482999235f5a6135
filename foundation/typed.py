"""What somebody typed, kept as JSON {field name: text, or a list of texts}, read as forms read a POST.

Whatever shape the kept values have, a form only ever meets lists of text, and no text holds what PostgreSQL's jsonb
cannot: NUL, or half of a surrogate pair. Nobody types those.
"""

import re
from collections.abc import Mapping, Sequence

from django.utils.datastructures import MultiValueDict

type Typed = Mapping[str, object]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def as_post(typed: Typed) -> MultiValueDict[str, str]:
    """`get` gives the last text of a field, `getlist` all of them; a field without any text was not sent."""
    fields = typed.lists() if isinstance(typed, MultiValueDict) else typed.items()
    return MultiValueDict({str(name): texts for name, value in fields if (texts := _texts(value))})


def text_in(typed: Typed, name: str) -> str:
    """The one text of a field, the last where it came more often, "" where it did not come."""
    return (_texts(typed.get(name)) or [""])[-1]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [_storable(value)]
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_storable(str(item)) for item in value]
    return [] if value is None else [_storable(str(value))]


def _storable(text: str) -> str:
    if text.isascii() and "\0" not in text:  # most texts, and looking costs a hundredth
        return text
    return _UNSTORABLE.sub("", text)
