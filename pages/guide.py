"""The user guide as pages of the console: docs/guide/*.md, read once a process (S0-73).

The same files are read on the web where the source is kept, so they stay plain Markdown. A page may begin with lines
between two `---`: `author:` and `updated:` (a day). Links between pages, to their parts and to pictures lead to ours;
links to other files of the source are left out. What comes of a file is cleaned, like all formatted text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import nh3
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from foundation.folding import fold, search_terms

FOLDER, INDEX, AUTHOR = settings.BASE_DIR / "docs" / "guide", "README", "The Groundswell team"
SHOWN, SNIPPET = 20, 180  # results of a search, and characters of each
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_PAGE = re.compile(r"(?:\./)?([A-Za-z0-9-]+)\.md(#[\w-]+)?")
_PICTURE = re.compile(r"\.\./screenshots/([\w-]+\.png)")
_TAGS = {
    "p", "br", "strong", "em", "a", "ul", "ol", "li", "h2", "h3", "blockquote", "hr", "code", "pre", "table", "thead",
    "tbody", "tr", "th", "td", "img",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading"}, "h2": {"id"}, "h3": {"id"}}


@dataclass(frozen=True)
class Section:
    """A part of a page under one heading; the first one has the page's own title and no anchor."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True)
class GuidePage:
    """One page, as it is shown and as it is searched."""

    slug: str
    title: str
    html: SafeString
    author: str
    updated_on: date | None
    sections: Sequence[Section]


@dataclass(frozen=True)
class Found:
    """A part of a page in which all words were found."""

    page: GuidePage
    section: Section
    snippet: str


@cache
def guide() -> Mapping[str, GuidePage]:
    """All pages by slug, in the order in which the index names them; the index itself under "README"."""
    files = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.md"))}
    named = [slug for slug in dict.fromkeys(re.findall(r"\]\(([a-z0-9-]+)\.md", files[INDEX])) if slug in files]
    order = [INDEX, *named, *(slug for slug in files if slug not in {INDEX, *named})]
    return {slug: _page(slug, files[slug]) for slug in order}


def found_in_guide(words: str) -> list[Found]:
    """The parts in which each word begins some word, those whose headings have them first."""
    terms = search_terms(words)
    if not terms:
        return []
    pairs = [(page, part) for page in guide().values() if page.slug != INDEX for part in page.sections]
    found = [pair for pair in pairs if _has(f"{pair[0].title} {pair[1].title} {pair[1].text}", terms)]
    found.sort(key=lambda pair: not _has(f"{pair[0].title} {pair[1].title}", terms))
    return [Found(page, part, _snippet(part.text, terms)) for page, part in found[:SHOWN]]


def _has(text: str, terms: Sequence[str]) -> bool:
    folded = f" {re.sub(r'[^\w]+', ' ', fold(text))}"
    return all(f" {term}" in folded for term in terms)


def _snippet(text: str, terms: Sequence[str]) -> str:
    """The sentences around the first word that was found."""
    words = text.split()
    first = next(
        (at for at, word in enumerate(words) if any(fold(word.strip("“\"'(")).startswith(t) for t in terms)), 0
    )
    start = max(0, first - 8)
    told = " ".join(words[start:])
    return ("… " if start else "") + (told if len(told) <= SNIPPET else f"{told[:SNIPPET].rsplit(' ', 1)[0]} …")


def _page(slug: str, source: str) -> GuidePage:
    front = _FRONT.match(source)
    told = dict(re.findall(r"^(\w+): *(.+)$", front[1], re.MULTILINE)) if front else {}
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(source[front.end() :] if front else source)
    title, body = _without_title(tokens)
    _mark_headings(body)
    for token in body:
        _lead_here(token, index=slug == INDEX)
    html = reader.renderer.render(body, reader.options, {})
    return GuidePage(
        slug=slug,
        title=title,
        html=_cleaned(html),
        author=told.get("author", AUTHOR),
        updated_on=date.fromisoformat(told["updated"]) if "updated" in told else None,
        sections=list(_sections(title, body)),
    )


def _without_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    """The first heading, and what follows it."""
    at = next(place for place, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1")
    return _text(tokens[at + 1]), [*tokens[:at], *tokens[at + 3 :]]


def _mark_headings(tokens: Sequence[Token]) -> None:
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor_of(_text(tokens[place + 1])))


def anchor_of(heading: str) -> str:
    """A heading as others link to it: "The file" is "the-file"."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())


def _lead_here(token: Token, *, index: bool) -> None:
    """Turn links and pictures into ours, wherever they stand in a block."""
    up = "" if index else "../"
    children = token.children or []
    closing: list[bool] = []
    for child in children:
        if child.type == "link_open":
            href = _address(str(child.attrGet("href") or ""), up)
            closing.append(bool(href))
            child.attrSet("href", href) if href else _hide(child)
        elif child.type == "link_close" and not closing.pop():
            _hide(child)
        elif child.type == "image":
            picture = _PICTURE.fullmatch(str(child.attrGet("src") or ""))
            child.attrSet("src", static(f"guide/{picture[1]}") if picture else "")
            child.attrSet("loading", "lazy")


def _hide(token: Token) -> None:
    token.type, token.tag, token.content, token.attrs = "text", "", "", {}


def _address(href: str, up: str) -> str:
    """Where a link leads from a page, relative to it; "" for what is no page of the guide."""
    if href.startswith(("https://", "http://", "#")):
        return href
    match = _PAGE.fullmatch(href)
    if match is None or not (FOLDER / f"{match[1]}.md").is_file():
        return ""
    page = "" if match[1] == INDEX else f"{match[1]}/"
    return f"{up}{page}{match[2] or ''}" or "./"


def _sections(title: str, tokens: Sequence[Token]) -> Iterator[Section]:
    heading, anchor = title, ""
    texts: list[str] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield Section(heading, anchor, " ".join(texts))
            heading, anchor, texts = _text(tokens[place + 1]), str(token.attrGet("id")), []
        elif token.type == "inline" and tokens[place - 1].type != "heading_open":
            texts.append(_text(token))
        elif token.type == "fence":
            texts.append(token.content)
    yield Section(heading, anchor, " ".join(texts))


def _text(token: Token) -> str:
    parts = (" " if child.type == "softbreak" else child.content for child in token.children or [])
    return " ".join("".join(parts).split())


def _cleaned(html: str) -> SafeString:
    return SafeString(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "http"}))
