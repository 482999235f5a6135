"""A little Markdown for mails: to clean HTML and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.wiring import fill_registries
from foundation.plugs import WORDINGS
from foundation.richtext import clean
from notifications.writing import to_html, to_text

REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello\nyou\n\n\nagain", "<p>Hello<br>you</p><p>again</p>"),
        ("**bold** and *soft* and ***", "<p><strong>bold</strong> and <em>soft</em> and ***</p>"),
        ("- one\n- two\n\n1. a\n2) b", "<ul><li>one</li><li>two</li></ul><ol><li>a</li><li>b</li></ol>"),
        ("> said\n> so", "<blockquote>said<br>so</blockquote>"),
        ("# Head\n\n## Less\n\n---", "<h2>Head</h2><h3>Less</h3><hr>"),
        ("[here](https://example.com/a?b=1&c)", f'<p><a href="https://example.com/a?b=1&amp;c" {REL}>here</a></p>'),
        ("[here]({{ link }})", f'<p><a href="{{{{ link }}}}" {REL}>here</a></p>'),
        ("See https://example.com/x.", f'<p>See <a href="https://example.com/x" {REL}>https://example.com/x</a>.</p>'),
        ("{{ greeting }} 2 * 3 * 4 a_b_c", "<p>{{ greeting }} 2 * 3 * 4 a_b_c</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("- one\nnot an item", "<p>- one<br>not an item</p>"),
        ("", ""),
    ],
)
def test_text_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_the_products_words_survive_editing() -> None:
    fill_registries()
    for wording in WORDINGS.values():
        assert to_html(to_text(str(wording.body))) == clean(str(wording.body)), wording.kind


ALPHABET = st.sampled_from([*"ab <>&\"'*_-#>[](){}.1\n", "\n\n", "**", "- ", "https://example.com", "{{ name }}", "ü"])


@given(st.lists(ALPHABET, max_size=40).map("".join))
def test_what_was_typed_once_stays_when_it_is_saved_again(text: str) -> None:
    once = to_html(text)
    assert once == clean(once)
    assert to_html(to_text(once)) == to_html(to_text(to_html(to_text(once))))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    to_text(to_html(text))
    to_text(text)
