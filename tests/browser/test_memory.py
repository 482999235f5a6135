"""What is not looked at again: only what is the same, and not for ever."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse

from tests.browser.memory import FOLDER, Memory, digest_of_static

DAY = date(2026, 12, 1)
PAGE = '<p class="mt-4">{}</p><svg width="16"></svg><script nonce="{}"></script><a href="/acme/people/{}/">Maya</a>'
SAME = PAGE.format("Tue 1 December, 9:05", "XZ-czfFmeZfFmeSj_JIDHA", 7)


def page_of(text: str, status: int = 200, policy: str = "script-src 'nonce-XZ-czfFmeZ'") -> HttpResponse:
    return HttpResponse(text, status=status, headers={"Content-Security-Policy": policy})


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory("pages", tmp_path, DAY)


def test_another_day_and_other_numbers_are_the_same_page(memory: Memory) -> None:
    other = PAGE.format("Thu 24 August, 23:59", "sm0kitLkytsm0kitLkyt", 1234)
    assert memory.key_of(page_of(other, policy="script-src 'nonce-other'")) == memory.key_of(page_of(SAME))


@pytest.mark.parametrize(
    "other",
    [
        page_of(SAME.replace("mt-4", "mt-5")),
        page_of(SAME.replace("16", "160")),
        page_of(SAME.replace("Maya", "")),
        page_of(SAME.replace("<p", "<b")),
        page_of(SAME, status=422),
        page_of(SAME, policy="script-src 'none'"),
    ],
    ids=["class", "size", "words", "tag", "status", "policy"],
)
def test_what_may_look_otherwise_is_another_page(memory: Memory, other: HttpResponse) -> None:
    assert memory.key_of(other) != memory.key_of(page_of(SAME))


def test_another_view_and_other_styles_are_looked_at(memory: Memory, tmp_path: Path) -> None:
    assert memory.key_of(page_of(SAME), "dark-390") != memory.key_of(page_of(SAME), "light-1366")
    (tmp_path / "app.css").write_text(".a { color: #000 }")
    before = digest_of_static(tmp_path)
    (tmp_path / "app.css").write_text(".a { color: #aaa }")
    assert digest_of_static(tmp_path) != before


def test_only_what_was_found_in_order_is_known_afterwards(
    memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.found_in_order("hub:home", "1f")
    memory.keep()
    assert Memory("pages", tmp_path, DAY).known == {}, "not kept unless somebody asks for it"
    monkeypatch.setenv("LOOKED", "keep")
    memory.keep()
    later = Memory("pages", tmp_path, DAY)
    days = [Memory("pages", tmp_path, DAY + timedelta(n)).needs_no_look("hub:home", "1f") for n in range(100)]
    assert later.known == {"hub:home": "1f"}
    assert not later.needs_no_look("hub:home", "2f")
    assert not later.needs_no_look("hub:explore", "1f")
    assert 80 <= sum(days) < 100, "a line that nobody earned is found out within days"
    monkeypatch.setenv("PAGES", "all")
    assert not any(Memory("pages", tmp_path, DAY + timedelta(n)).needs_no_look("hub:home", "1f") for n in range(100))


def test_there_is_a_memory() -> None:
    """Its lines may be old, which costs time only; that there are none would go unnoticed."""
    assert sum(len(path.read_text().splitlines()) for path in FOLDER.glob("*.txt")) > 500
