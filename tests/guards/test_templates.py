"""Rules that hold in every template, style sheet and script: what a strict policy, translation and access ask for."""

import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import lucide
import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STYLES = ROOT / "static" / "css"
SCRIPTS = ROOT / "static" / "js"

# Mail is drawn by mail programs: styles stand in it, and it carries no script at all.
MAIL = re.compile(r"/(notices|mail|email)/|\.mjml$")
NEVER_TRANSLATED = {"Groundswell", "UTC", "CSV"}
PHYSICAL_CLASS = re.compile(
    r"(?<![\w-])-?(m[lr]|p[lr]|left|right|border-[lr]|rounded-[lr]|text-(left|right)|scroll-[mp][lr]|float-(left|right))"
    r"(-[\w./\[\]]+)?(?![\w-])"
)
PHYSICAL_PROPERTY = re.compile(
    r"(?<![\w-])((margin|padding|border)-(left|right|top|bottom)|(min-|max-)?(width|height)(?=\s*:)|(left|right|top|bottom)(?=\s*:))"
)

type Rule = Callable[[str], Iterator[str]]


def pages() -> list[Path]:
    found = [path for path in TEMPLATES.rglob("*.html") if not MAIL.search(path.as_posix())]
    assert found
    return sorted(found)


def without_comments(text: str) -> str:
    text = re.sub(r"\{% comment.*?%\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    return re.sub(r"\{#.*?#\}", "", text)


def html_of(text: str) -> str:
    """The HTML of a template: its tags and variables taken out, the stamp of htmx kept as an attribute."""
    text = without_comments(text).replace("{% hx_nonce %}", ' hx-nonce="stamp"')
    text = re.sub(r"\{% (blocktrans\w*)\b.*?%\}.*?\{% end\1 %\}", "", text, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)


def start_tags(html: str) -> Iterator[str]:
    yield from re.findall(r"<[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>", html)


def inline_styles(text: str) -> Iterator[str]:
    for tag in start_tags(html_of(text)):
        if re.search(r"\sstyle\s*=", tag):
            yield tag


def inline_handlers(text: str) -> Iterator[str]:
    for tag in start_tags(html_of(text)):
        if re.search(r"\s(on[a-z]+\s*=|hx-on)", tag):
            yield tag


def unnamed_scripts(text: str) -> Iterator[str]:
    for tag in re.findall(r"<(?:script|style)\b[^>]*>", without_comments(text)):
        if 'nonce="{{ csp_nonce }}"' not in tag:
            yield tag


def unstamped_elements(text: str) -> Iterator[str]:
    for tag in start_tags(html_of(text)):
        if re.search(r"\s(data-)?hx-(?!nonce)", tag) and "hx-nonce" not in tag:
            yield tag


def expressions_in_triggers(text: str) -> Iterator[str]:
    yield from re.findall(r"hx-trigger=\"[^\"]*\[[^\"]*\"|hx-\w+(?::\w+)*=[\"']js:[^\"']*", text)


def colours_of_their_own(text: str) -> Iterator[str]:
    found = r"(?:fill|stroke|color|bgcolor)=[\"']?#\w+|\[(?:#\w+|rgb|hsl|oklch|color)[^\]]*\]|\bdark:[\w-]+"
    yield from re.findall(found, without_comments(text))


def physical_sides(text: str) -> Iterator[str]:
    for classes in re.findall(r"class=\"([^\"]*)\"", without_comments(text)):
        yield from (match.group() for match in PHYSICAL_CLASS.finditer(re.sub(r"\{%.*?%\}", " ", classes)))


def untranslated_words(text: str) -> Iterator[str]:
    # These blocks hold attributes and classes, no text.
    text = re.sub(r"\{% block (?:width|body_data|body_class) %\}.*?\{% endblock %\}", "", text, flags=re.DOTALL)
    html = re.sub(r"<(script|style)\b.*?</\1>", "", html_of(text), flags=re.DOTALL)
    shown = re.findall(r"\s(?:aria-label|alt|title|placeholder|label)=\"([^\"]*)\"", html)
    shown += re.split(r"<(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>", re.sub("(?i)<!doctype html>", "", html))
    for words in shown:
        plain = re.sub(r"&\w+;", "", words).strip()
        if re.search(r"[^\W\d_]{2,}", plain) and plain.strip(" ·.,:") not in NEVER_TRANSLATED:
            yield " ".join(plain.split())


def comments_over_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if "{#" in line and "#}" not in line.split("{#")[-1]:
            yield line


def unknown_icons(text: str) -> Iterator[str]:
    yield from set(re.findall(r"\{% lucide \"([\w-]+)\"", text)) - icons()


@cache
def icons() -> set[str]:
    (archive,) = Path(lucide.__file__).parent.glob("*.zip")
    with zipfile.ZipFile(archive) as known:
        return {Path(name).stem for name in known.namelist()}


RULES: list[Rule] = [
    inline_styles, inline_handlers, unnamed_scripts, unstamped_elements, expressions_in_triggers, colours_of_their_own,
    physical_sides, untranslated_words, comments_over_lines, unknown_icons,
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_template_has(rule: Rule) -> None:
    found = {path.relative_to(ROOT).as_posix(): list(rule(path.read_text())) for path in pages()}
    assert {path: finds for path, finds in found.items() if finds} == {}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (inline_styles, '<p style="color: red">'),
        (inline_handlers, '<a onclick="go()">'),
        (inline_handlers, '<a hx-on:click="go()">'),
        (unnamed_scripts, "<script src=x></script>"),
        (unstamped_elements, '<a href="/" hx-get="/x">'),
        (expressions_in_triggers, '<a hx-trigger="click[ctrlKey]">'),
        (colours_of_their_own, '<p class="bg-[#fff]">'),
        (colours_of_their_own, '<path fill="#ff0000">'),
        (physical_sides, '<p class="grid ml-4">'),
        (untranslated_words, "<p>Hello {{ name }}</p>"),
        (untranslated_words, '<img alt="A cat">'),
        (comments_over_lines, "{# one\ntwo #}"),
        (unknown_icons, '{% lucide "no-such-icon" size=3 %}'),
    ],
)
def test_each_rule_finds_what_it_forbids(rule: Rule, text: str) -> None:
    assert list(rule(text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (unstamped_elements, '<a {% hx_nonce %} hx-get="{% url "x" %}">'),
        (untranslated_words, '<p title="{% translate "Hi" %}">{% blocktranslate %}{{ a }} s{% endblocktranslate %}'),
        (physical_sides, '<p class="ms-4 ps-2 start-0 place-items-center">'),
        (untranslated_words, '<p>{% if a > 2 %}{{ b }}{% endif %} · 3 %</p>'),
    ],
)  # fmt: skip
def test_each_rule_lets_pass_what_is_right(rule: Rule, text: str) -> None:
    assert list(rule(text)) == []


def test_templates_are_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in pages()}
    assert {path: lines for path, lines in lengths.items() if lines > 120} == {}


def test_colours_stand_in_the_tokens_only() -> None:
    parts = [path for path in (STYLES / "parts").glob("*.css") if path.name != "tokens.css"]
    found = {
        path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl|oklch|lab)a?\(", path.read_text()) for path in parts
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_styles_know_no_left_and_right() -> None:
    found = {path.name: PHYSICAL_PROPERTY.findall(styles_of(path)) for path in (STYLES / "parts").glob("*.css")}
    assert {name: finds for name, finds in found.items() if finds} == {}


def styles_of(path: Path) -> str:
    """Declarations only: media queries and comments may say width."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"@(media|container|supports)[^{]*|--[\w-]+:[^;]*;", "", text)


def test_scripts_build_nodes_and_never_parse_html() -> None:
    sinks = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|\.srcdoc"
    )
    found = {path.name: sinks.findall(path.read_text()) for path in SCRIPTS.glob("*.js")}
    assert found
    assert {name: finds for name, finds in found.items() if finds} == {}


def test_vendored_scripts_name_no_source_map() -> None:
    vendored = [*(ROOT / "static" / "vendor").rglob("*.js"), *(ROOT / "tests" / "browser" / "vendor").glob("*.js")]
    assert vendored
    assert [path.name for path in vendored if "sourceMappingURL" in path.read_text()] == []


def test_every_vendored_folder_has_its_licence() -> None:
    folders = {path.parent for pattern in ("*.js", "*.woff2") for path in (ROOT / "static").rglob(pattern)} - {SCRIPTS}
    assert [folder.name for folder in folders if not (folder / "LICENSE").exists()] == []
