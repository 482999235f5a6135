"""What was typed is read as a POST, whatever shape it was kept in."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from foundation.typed import as_post, text_in

SHAPES = st.none() | st.integers() | st.text() | st.lists(st.text() | st.none())


def test_the_last_text_counts_and_lists_stay_whole() -> None:
    post = as_post({"a": ["x", "y"], "b": "z", "c": 7, "d": [], "e": None})
    assert (post["a"], post.getlist("a"), post["b"], post["c"]) == ("y", ["x", "y"], "z", "7")
    assert "d" not in post
    assert "e" not in post


def test_a_post_stays_as_it_is() -> None:
    post = QueryDict("a=1&a=2&b=")
    assert dict(as_post(post).lists()) == {"a": ["1", "2"], "b": [""]}


def test_what_postgresql_cannot_keep_is_taken_out() -> None:
    assert as_post({"a": "x\x00y\ud800z"})["a"] == "xyz"


@given(st.dictionaries(st.text(), SHAPES))
def test_any_shape_is_read_without_fail(kept: dict[str, object]) -> None:
    post = as_post(kept)
    for name in kept:
        assert text_in(kept, name) == post.get(name, "")
        assert all("\x00" not in text for text in post.getlist(name))
