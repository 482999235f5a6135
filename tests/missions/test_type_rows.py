"""Rows of fields that are added, moved, removed and put back without scripts."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from foundation.rows import Rows

ROWS = Rows("r", most=4)


def filled(*names: str) -> dict[str, Any]:
    """Rows with these texts."""
    raw: dict[str, Any] = {}
    for name in names:
        raw = ROWS.add(raw, {"text": name})
    return raw


def texts(raw: dict[str, Any]) -> list[object]:
    """The texts of the rows, in their order."""
    return [ROWS.parts(raw, number).get("text") for number in ROWS.numbers(raw)]


def test_rows_are_added_at_the_end_each_with_a_number_of_its_own() -> None:
    assert ROWS.numbers(filled("a", "b", "c")) == [1, 2, 3]
    assert texts(filled("a", "b")) == ["a", "b"]


def test_a_number_is_never_used_again() -> None:
    raw = ROWS.remove(filled("a", "b"), 2)
    assert ROWS.numbers(ROWS.add(raw, {})) == [1, 3]
    kept_on_the_page = {name: value for name, value in raw.items() if not name.startswith("r-2-")}
    assert ROWS.numbers(ROWS.add(kept_on_the_page, {})) == [1, 3]


def test_there_are_never_more_than_may_be() -> None:
    raw = filled("a", "b", "c", "d")
    assert ROWS.add(raw, {"text": "e"}) == raw
    assert ROWS.duplicate(raw, 1) == raw


def test_rows_move_one_place_and_not_over_the_edge() -> None:
    raw = filled("a", "b", "c")
    assert texts(ROWS.move(raw, 3, -1)) == ["a", "c", "b"]
    assert texts(ROWS.move(raw, 1, 1)) == ["b", "a", "c"]
    assert texts(ROWS.move(raw, 1, -1)) == texts(ROWS.move(raw, 3, 1)) == ["a", "b", "c"]
    assert texts(ROWS.move(raw, 9, 1)) == ["a", "b", "c"]


def test_a_copy_stands_after_its_original() -> None:
    assert texts(ROWS.duplicate(filled("a", "b"), 1)) == ["a", "a", "b"]


def test_a_removed_row_is_put_back_where_it_was_with_all_that_was_typed() -> None:
    raw = filled("a", "b", "c")
    without = ROWS.remove(raw, 2)
    assert texts(without) == ["a", "c"]
    assert (ROWS.removed(without), ROWS.place_of_removed(without)) == (2, 1)
    # The page carries only what is in its fields, and those of the row removed last, hidden.
    page = {name: value for name, value in without.items() if not name.startswith("r-2-")}
    page |= ROWS.hidden(without, 2)
    assert texts(ROWS.restore(page)) == ["a", "b", "c"]
    assert ROWS.removed(ROWS.restore(page)) is None


def test_the_offer_to_put_back_ends_with_the_next_change() -> None:
    without = ROWS.remove(filled("a", "b"), 1)
    assert ROWS.removed(ROWS.add(without, {})) is None
    assert ROWS.restore(ROWS.add(without, {})) == ROWS.add(without, {})


def test_the_same_press_twice_adds_one_row() -> None:
    page = filled("a")
    assert ROWS.add(page, {"text": "b"}) == ROWS.add(page, {"text": "b"})


def test_the_focus_belongs_to_the_row_just_added() -> None:
    raw = filled("a", "b")
    assert ROWS.new(raw) == 2
    assert ROWS.new(ROWS.move(raw, 2, -1)) is None


COMMANDS = st.tuples(
    st.sampled_from(["up", "down", "remove", "duplicate", "restore", "add", "?"]),
    st.sampled_from(["1", "2", "3", "0", "-1", "", "x", "99999", "１"]),
)


@given(st.lists(COMMANDS, max_size=30))
def test_no_sequence_of_presses_loses_or_repeats_a_row(commands: list[tuple[str, str]]) -> None:
    raw = filled("a", "b", "c")
    for verb, argument in commands:
        raw = ROWS.add(raw, {"text": "d"}) if verb == "add" else ROWS.apply(raw, verb, argument)
        numbers = ROWS.numbers(raw)
        assert len(numbers) == len(set(numbers)) <= ROWS.most
        assert None not in texts(raw)
    assert [raw["r-1-text"], raw["r-2-text"], raw["r-3-text"]] == ["a", "b", "c"]
