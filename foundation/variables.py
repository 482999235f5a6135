"""`{{ name }}` in what staff write: flat look-ups by a regular expression, and nothing that could run.

A template engine on text that people type is a way into the process (CVE-2026-2415), so there are no
attributes, no filters, no expressions and no second pass: a value that contains `{{ token }}` stays
what it is. Fill a text once; to put a filled text into another, pass it as a value.
"""

import re
from collections.abc import Callable, Collection, Mapping
from html import escape as escape_html
from urllib.parse import quote

type Escape = Callable[[str], str]

# Rich-text editors write a space as &nbsp;. Three braces are somebody else's language, and stay.
_SPACE = r"(?:\s|&nbsp;){0,8}"
_VARIABLE = re.compile(rf"(?<!\{{)\{{\{{{_SPACE}([A-Za-z][A-Za-z0-9_]{{0,59}}){_SPACE}\}}\}}(?!\}})")
# Whatever the writer may have meant as a variable, well formed or not.
_ATTEMPT = re.compile(r"\{\{(.{1,80}?)\}\}(?!\})", re.DOTALL)
# Control characters but tab and line feed; line and paragraph separators; characters that turn text around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ANY_SPACE = re.compile(r"[\s\u2028\u2029]+")

SUBJECT_LENGTH = 200


def for_html(value: str) -> str:
    """A value inside HTML text or a quoted attribute; its line breaks stay visible.

    Inside `href` this does not make an address safe: `richtext.as_safe` after filling does.
    """
    return escape_html(for_text(value)).replace("\n", "<br>")


def for_text(value: str) -> str:
    """A value inside plain text: without control characters, lines ended by a line feed."""
    return _UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))


def for_header(value: str) -> str:
    """A value inside a header such as a subject: one line, whatever it was."""
    return _ANY_SPACE.sub(" ", _UNSEEN.sub(" ", value)).strip()


def for_url(value: str) -> str:
    """A value inside the path or query of an address: every reserved character is encoded."""
    return quote(for_text(value), safe="", errors="replace")


def fill(text: str, values: Mapping[str, str], escape: Escape) -> str:
    """The text with its known variables replaced by escaped values; unknown ones stay as they were typed."""

    def value_or_as_typed(found: re.Match[str]) -> str:
        name = found[1]
        return escape(values[name]) if name in values else found[0]

    return _VARIABLE.sub(value_or_as_typed, text)


def fill_subject(text: str, values: Mapping[str, str]) -> str:
    """A subject line: filled, on one line and at most 200 characters long, whoever wrote it."""
    line = for_header(fill(text, values, for_header))
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"


def variables_in(text: str) -> list[str]:
    """The well-formed names in a text, each once, in the order of their first use."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def unknown_variables(text: str, known: Collection[str]) -> list[str]:
    """What stands in double braces and will not be filled, as typed, each once: to warn the writer about."""
    rest = _VARIABLE.sub(lambda found: "" if found[1] in known else found[0], text)
    attempts = (found[1].replace("&nbsp;", " ").strip() for found in _ATTEMPT.finditer(rest))
    return list(dict.fromkeys(attempt for attempt in attempts if attempt))
