"""Formatted text that people write: cleaned when it is stored and again when it is shown, and its plain-text form.

The list of tags is short on purpose. Nothing here carries an id, a class, a style, or an attribute that a
script or htmx would act on.
"""

import re
from html import escape
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LONGEST = 100_000  # nh3's time grows with the square of the depth of tags: 100,000 characters take under a second
TAGS = frozenset(
    ["p", "br", "strong", "em", "u", "s", "a", "ul", "ol", "li", "h2", "h3", "blockquote", "hr", "code", "pre"]
)
# Their text is not meant to be read either.
_DROPPED_WHOLE = frozenset([
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea", "select",
    "noembed", "noframes", "xmp", "audio", "video", "canvas",
])  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://[^/\\?#@\s]+(?:[/?#]\S*)?|mailto:[^\s/\\][^\s]*)", re.IGNORECASE)
_VARIABLE = re.compile(r"\{\{\s*[A-Za-z][A-Za-z0-9_]*\s*\}\}")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_BLOCKS = TAGS - {"br", "strong", "em", "u", "s", "a", "code"}
_PRE = re.compile(r"<pre>\n+")  # a parser takes the first line break of a pre away, each time
_REL = "noopener noreferrer"
_PASSES = 6


class TextTooLong(ValidationError):
    """The text has more characters than can be cleaned in good time."""


def clean(html: str) -> str:
    """The text with nothing but the allowed tags and safe links; cleaning it again changes nothing.

    A link goes to https, http or mailto, or is one variable (`{{ link }}`), which is looked at again after
    filling. Raises TextTooLong.
    """
    if len(html) > LONGEST:
        raise TextTooLong(_("This text is too long; at most %(most)s characters fit.") % {"most": LONGEST})
    return _clean(html)


def as_safe(html: str) -> SafeString:
    """Stored text, cleaned again, for a template. Fill variables before, so that their values are cleaned too."""
    return SafeString(_clean(html))


def as_text(html: str) -> str:
    """The plain-text form, as a mail's text part has it: links as "text (address)", lists with dashes."""
    writer = _TextWriter()
    writer.feed(_clean(html))
    writer.close()
    return writer.text()


def _clean(html: str) -> str:
    """Taking a tag away can change how the rest nests, so clean until nothing changes."""
    for _pass in range(_PASSES):
        cleaned = nh3.clean(
            html,
            tags=set(TAGS),
            clean_content_tags=set(_DROPPED_WHOLE),
            attributes={"a": {"href"}},
            attribute_filter=_safe_attribute,
            url_schemes={"https", "http", "mailto"},
            link_rel=_REL,
        )
        cleaned = _PRE.sub("<pre>", cleaned)
        if cleaned == html:
            return cleaned
        html = cleaned
    return escape(html)


def _safe_attribute(tag: str, attribute: str, value: str) -> str | None:
    """nh3 lets `title` and `lang` through, and addresses such as `//elsewhere.example` or `https:elsewhere`."""
    if (tag, attribute) == ("a", "rel"):
        return _REL
    if (tag, attribute) != ("a", "href"):
        return None
    address = value.strip()
    if _VARIABLE.fullmatch(address) or _ADDRESS.fullmatch(_VARIABLE.sub("x", address)):
        return address
    return None


class _TextWriter(HTMLParser):
    """Writes cleaned HTML as lines of text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []  # finished paragraphs, each with its own indentation
        self._line = ""
        self._lists: list[int | None] = []  # for each open list the next number, or None for dashes
        self._bullet = ""
        self._quotes = 0
        self._verbatim = 0
        self._links: list[tuple[str, int]] = []
        self._tight = False

    def text(self) -> str:
        """All that was written; paragraphs stand apart by an empty line, items of a list do not."""
        self._end_block()
        return "".join(self._blocks).strip("\n")

    def handle_data(self, data: str) -> None:
        if self._verbatim:
            self._line += data
            return
        data = _SPACES.sub(" ", data)
        if not self._line or self._line.endswith((" ", "\n")):
            data = data.lstrip(" ")
        self._line += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._line)))
        elif tag == "br":
            self._line = self._line.rstrip(" ") + "\n"
        elif tag in _BLOCKS:
            self._end_block()
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._end_link()
        elif tag in _BLOCKS:
            self._end_block()
            self._close(tag)

    def _open(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._tight = bool(self._lists)
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._begin_item()
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._verbatim += 1
        elif tag == "hr":
            self._line = "----"
            self._end_block()

    def _close(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._tight = bool(self._lists)
        elif tag == "li":
            self._bullet = ""
            self._tight = True
        elif tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        self._bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _end_link(self) -> None:
        address, start = self._links.pop()
        shown = self._line[start:].strip()
        bare = address.removeprefix("mailto:")
        if address and shown not in (address, bare, bare.removeprefix("https://"), bare.removeprefix("http://")):
            self._line += f" ({bare})" if shown else bare

    def _end_block(self) -> None:
        """Write the collected line as a paragraph; its own lines after the first align with its text."""
        content, self._line = self._line.strip("\n") if self._verbatim else self._line.strip(" \n"), ""
        if not content:
            return
        depth = max(0, len(self._lists) - 1)
        margin = "> " * self._quotes + "  " * depth
        hanging = margin + " " * len(self._bullet if self._bullet else "  " if self._lists else "")
        first, *rest = content.split("\n")
        lines = [margin + self._bullet + first if self._bullet else hanging + first]
        lines += [hanging + line for line in rest]
        gap = "" if self._tight or not self._blocks else "\n"
        self._blocks.append(gap + "\n".join(line.rstrip() for line in lines) + "\n")
        self._bullet, self._tight = "", False
