"""How staff write the body of a mail: plain text with a little Markdown, to and from clean HTML.

Paragraphs are set apart by an empty line. `**bold**`, `*emphasis*`, `[words](https://…)`, `- item`, `1. item`,
`> quote`, `# heading`, `---`. Everything else is text, `{{ variables }}` too.
"""

import re
from html import escape
from html.parser import HTMLParser

from foundation.richtext import clean

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_ADDRESS = r"(?:https?://|mailto:)[^\s<>()]+|\{\{\s*[A-Za-z][A-Za-z0-9_]*\s*\}\}"
_INLINE = re.compile(
    rf"\[(?P<words>[^\[\]\n]+)\]\((?P<target>{_ADDRESS})\)"
    r"|\*\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*\*"
    r"|(?<!\*)\*(?P<soft>[^\s*](?:[^*\n]*[^\s*])?)\*(?!\*)"
    r"|(?P<bare>https?://[^\s<>()\"“”]*[^\s<>()\"“”.,;:!?])"
)
_ITEM = re.compile(r"[-*][ \t]+(?P<words>.+)")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t]+(?P<words>.+)")
_QUOTED = re.compile(r">[ \t]?(?P<words>.*)")
_HEADING = re.compile(r"(?P<marks>##?)[ \t]+(?P<words>.+)")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def to_html(text: str) -> str:
    """The clean HTML of what was typed. Raises richtext.TextTooLong."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return clean("".join(_block(block) for block in _PARAGRAPHS.split(text) if block.strip()))


def to_text(html: str) -> str:
    """HTML as one would type it; what has no sign of its own keeps its words only."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text()


def _block(block: str) -> str:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if lines == ["---"]:
        return "<hr>"
    if len(lines) == 1 and (heading := _HEADING.fullmatch(lines[0])):
        level = 1 + len(heading["marks"])
        return f"<h{level}>{_inline(heading['words'])}</h{level}>"
    for pattern, tag in ((_ITEM, "ul"), (_NUMBERED, "ol"), (_QUOTED, "blockquote")):
        found = [pattern.fullmatch(line) for line in lines]
        if all(found):
            words = [_inline(match["words"]) for match in found if match]
            if tag == "blockquote":
                return f"<blockquote>{'<br>'.join(words)}</blockquote>"
            return f"<{tag}>{''.join(f'<li>{item}</li>' for item in words)}</{tag}>"
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    """One line: signs become tags, all else is escaped."""
    done, html = 0, []
    for found in _INLINE.finditer(line):
        html += [escape(line[done : found.start()]), _tagged(found)]
        done = found.end()
    return "".join([*html, escape(line[done:])])


def _tagged(found: re.Match[str]) -> str:
    if found["bold"]:
        return f"<strong>{_inline(found['bold'])}</strong>"
    if found["soft"]:
        return f"<em>{_inline(found['soft'])}</em>"
    target = found["target"] or found["bare"]
    return f'<a href="{escape(target)}">{escape(found["words"] or target)}</a>'


class _Writer(HTMLParser):
    """Writes HTML back as text; blocks are set apart by an empty line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._line = ""
        self._items: list[str] = []
        self._lists: list[str] = []
        self._quoting = False
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        """All that was read."""
        self._end("")
        return "\n\n".join(self._blocks)

    def handle_data(self, data: str) -> None:
        data = _SPACES.sub(" ", data)
        self._line += data.lstrip(" ") if not self._line or self._line.endswith("\n") else data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._line = self._line.rstrip(" ") + "\n"
        elif tag in ("strong", "b", "em", "i"):
            self._line += "**" if tag in ("strong", "b") else "*"
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._line)))
        elif tag in ("ul", "ol"):
            self._end("")
            self._lists.append(tag)
        elif tag == "blockquote":
            self._end("")
            self._quoting = True
        elif tag == "hr":
            self._end("")
            self._blocks.append("---")
        elif tag in ("p", "h2", "h3", "pre", "li") and not (tag == "p" and self._lists):
            self._end("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("strong", "b", "em", "i"):
            self._line += "**" if tag in ("strong", "b") else "*"
        elif tag == "a" and self._links:
            self._link()
        elif tag == "li":
            self._item()
        elif tag in ("ul", "ol") and self._lists:
            self._item()
            self._lists.pop()
            if not self._lists and self._items:
                self._blocks.append("\n".join(self._items))
                self._items = []
        elif tag in ("p", "h2", "h3", "pre", "blockquote"):
            self._end({"h2": "# ", "h3": "## "}.get(tag, ""))
            self._quoting = self._quoting and tag != "blockquote"

    def _link(self) -> None:
        address, start = self._links.pop()
        words = self._line[start:].strip()
        if address and words != address:
            self._line = f"{self._line[:start]}[{words or address}]({address})"

    def _item(self) -> None:
        words, self._line = " ".join(self._line.split()), ""
        if words:
            sign = f"{len(self._items) + 1}." if self._lists[-1:] == ["ol"] else "-"
            self._items.append(f"{sign} {words}")

    def _end(self, sign: str) -> None:
        if self._lists:
            self._item()
            return
        words, self._line = self._line.strip(), ""
        if words and self._quoting:
            words = "\n".join(f"> {line}" for line in words.split("\n"))
        if words:
            self._blocks.append(sign + words)
