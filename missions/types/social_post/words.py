"""Words that a post must have: hashtags, and the disclosure that it is rewarded (B-10)."""

import re
from collections.abc import Sequence

from missions.types.base import Content

_HASHTAG = re.compile(r"#\w{1,50}")


def hashtags_in(text: str) -> list[str]:
    """The hashtags that staff typed, each once, with or without #. Raises ValueError with what is none."""
    found = ["#" + word.lstrip("#") for word in re.split(r"[\s,;]+", text) if word.strip("#")]
    for tag in found:
        if not _HASHTAG.fullmatch(tag):
            raise ValueError(tag)
    return list(dict.fromkeys(found))


def required_words(content: Content) -> list[str]:
    """What has to be in each post: the disclosure first."""
    return [word for word in (content.get("disclosure", ""), *content.get("hashtags", [])) if word]


def missing_words(text: str, required: Sequence[str]) -> list[str]:
    """Which of these a text has not, in whatever case; #ad is not in #adventure."""
    return [word for word in required if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)]


def with_words(text: str, required: Sequence[str]) -> str:
    """The text with what is missing at its end."""
    return " ".join([text, *missing_words(text, required)]).strip()
