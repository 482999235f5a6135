"""The page of requirements says what the tests say."""

from pathlib import Path

import pytest

from local.parts import ROOT
from local.requirements import PAGE, WORDS, WordsMissing, covered, page, words


def test_the_page_is_up_to_date() -> None:
    """Otherwise: python -m local.requirements."""
    assert PAGE.read_text() == page(covered(ROOT / "tests"), words(WORDS))


def test_what_a_test_covers_has_words() -> None:
    assert sorted(covered(ROOT / "tests").keys() - words(WORDS).keys()) == []
    with pytest.raises(WordsMissing, match="S1-99"):
        page({"S1-99": ["a test"]}, {})


def test_marks_of_tests_and_of_modules_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_one.py").write_text(
        'pytestmark = pytest.mark.covers("S1-01")\n'
        '@pytest.mark.parametrize("x", [1])\n@pytest.mark.covers("S1-02", "G-07")\ndef test_it_is_so(x): ...\n'
    )
    link = ["[it is so](../tests/test_one.py)"]
    assert covered(folder) == {"S1-01": link, "S1-02": link, "G-07": link}


def test_what_no_test_covers_stands_apart() -> None:
    text = page({"S1-02": ["a test"]}, {"S1-02": "Covered", "S1-10": "Open"})
    assert text.index("Covered") < text.index("no test") < text.index("Open")
    with_none = page({"S1-02": ["a test"]}, {"S1-02": "Covered"})
    assert "no test that" not in with_none
