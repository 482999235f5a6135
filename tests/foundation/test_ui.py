"""The small tags of the look say the same to everybody, in whatever zone and language."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple
from zoneinfo import available_timezones

import pytest
from django.template import Context, Engine
from django.template.loader import get_template
from django.utils import translation

from foundation import kit
from foundation.templatetags import ui

NINE = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
MINUS = "\N{MINUS SIGN}"


class Card(NamedTuple):
    key: str
    title: str
    url: str
    points: int
    icon: str = "star"


def shown(source: str, **context: Any) -> str:
    engine: Engine = get_template("components/badge.html").template.engine  # type: ignore[attr-defined]  # not in stubs
    return str(engine.from_string("{% load ui %}" + source).render(Context(context)))


def berlin() -> SimpleNamespace:
    return SimpleNamespace(time_zone="Europe/Berlin", points_name="stars")


def test_a_time_names_its_zone_and_keeps_utc_at_hand() -> None:
    html = shown("{% time at %}", at=NINE, profile=berlin(), advocate=None)
    assert ">30 Nov 2026, 09:00 Europe/Berlin</time>" in html
    assert 'datetime="2026-11-30T08:00:00+00:00"' in html
    assert 'title="30 Nov 2026, 08:00 UTC"' in html


def test_a_list_may_name_the_zone_once() -> None:
    assert ">30 Nov 2026, 09:00</time>" in shown("{% time at name=False %}", at=NINE, profile=berlin(), advocate=None)


def test_an_advocates_own_zone_comes_first() -> None:
    advocate = SimpleNamespace(time_zone="Asia/Kathmandu")
    assert "13:45 Asia/Kathmandu" in shown("{% time at %}", at=NINE, profile=berlin(), advocate=advocate)
    advocate.time_zone = ""
    assert "09:00 Europe/Berlin" in shown("{% time at %}", at=NINE, profile=berlin(), advocate=advocate)


def test_no_time_is_no_text() -> None:
    assert shown("{% time at %}", at=None, profile=None, advocate=None) == ""


def test_a_time_speaks_the_readers_language() -> None:
    with translation.override("es"):
        html = shown("{% time at %}", at=NINE.replace(month=1), profile=berlin(), advocate=None)
    assert "30 Ene 2026, 09:00 Europe/Berlin" in html


@pytest.mark.parametrize(
    ("zone", "note"),
    [
        ("Asia/Kathmandu", "Asia/Kathmandu (UTC+5:45)"),
        ("UTC", "UTC (UTC+0)"),
        ("Etc/GMT+3", f"Etc/GMT+3 (UTC{MINUS}3)"),
    ],
)
def test_a_zone_says_how_far_it_is_from_utc(zone: str, note: str) -> None:
    assert ui.zone_note(zone) == note


def test_every_zone_can_be_said() -> None:
    assert all(ui.zone_note(zone) for zone in available_timezones())


def test_points_have_a_sign_where_it_matters_and_the_workspaces_word() -> None:
    assert "1,340" in shown("{% points 1340 %}", profile=berlin())
    assert "+150 stars" in shown("{% points 150 signed=True plain=True %}", profile=berlin())
    assert f"{MINUS}40 points" in shown("{% points amount signed=True plain=True %}", profile=None, amount=-40)


def test_a_card_says_points_in_the_workspaces_word() -> None:
    card = Card("a", "Write a review", "#", 250)
    assert " stars</span>" in shown("{% mission_card card %}", card=card, profile=berlin())


def test_each_state_has_icon_and_word() -> None:
    for state, (icon, _tone, _words) in ui.STATES.items():
        html = shown("{% badge state %}", state=state)
        assert "<svg" in html
        assert str(ui.STATES[state][2]) in html
        assert icon


def test_a_state_nobody_knows_is_still_said() -> None:
    assert "Half open" in shown("{% badge state %}", state="half_open")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Okafor", "MO"),
        ("Lucía de la Cruz", "LC"),
        ("maya@example.com", "M"),
        ("", "?"),
        ("李小龍", "李"),
        ("(x)", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_names_are_escaped() -> None:
    assert "<b>" not in shown("{% person name name %}", name="<b>Maya</b>")


def test_a_mission_keeps_its_cover() -> None:
    assert ui.art(13) == ui.art(13) == "art-2"
    assert {ui.art(key) for key in range(50)} == {f"art-{number}" for number in range(1, 13)}
    assert ui.art("a7") in {f"art-{number}" for number in range(1, 13)}


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("", "A program"),
    ],
)
def test_a_session_is_named_as_people_would(agent: str, said: str) -> None:
    assert ui.browser(agent) == said


def test_bars_fill_the_chart_and_small_values_show() -> None:
    drawn = ui.bars([("a", 1000), ("b", 1), ("c", 0)], 300, 100)
    assert [bar.height for bar in drawn] == [100, 2, 0]
    assert all(0 <= bar.x < bar.x + bar.width <= 300 for bar in drawn)
    assert ui.bars([]) == []
    (alone,) = ui.bars([("a", 3)], 720, 100)
    assert (alone.x + alone.width / 2, alone.width) == (360, ui.WIDEST_BAR)


def test_a_chart_is_said_in_a_sentence() -> None:
    assert ui.chart_summary([("Mon", 3), ("Tue", 1200)]) == "From 3 (Mon) to 1,200 (Tue)."
    assert ui.chart_summary([]) == "No values."


def test_the_stamp_of_htmx_is_the_nonce_of_the_page() -> None:
    assert shown("{% hx_nonce %}", csp_nonce="abc") == 'hx-nonce="abc"'
    assert shown("{% hx_nonce %}") == 'hx-nonce=""'


def test_the_kit_shows_every_state() -> None:
    assert kit.examples()["states"] == list(ui.STATES)


def test_minutes_are_words_of_the_readers_language() -> None:
    assert (shown("{{ n|minutes }}", n=1), shown("{{ n|minutes }}", n=1200)) == ("1 min", "1,200 min")


def test_what_is_drawn_once_is_drawn_for_each_language_and_workspace() -> None:
    for unit, text in (("stars", "2,500"), ("coins", "2,500")):
        profile = SimpleNamespace(time_zone="UTC", points_name=unit)
        for _again in range(2):
            assert f"{text} {unit}" in shown("{% points 2500 plain=True %}", profile=profile)
    with translation.override("de"):
        assert "2.500 stars" in shown("{% points 2500 plain=True %}", profile=berlin())
        assert "Offen" in shown("{% badge 'odd' text %}", text="Offen")
    assert "Open" in shown("{% badge 'odd' text %}", text="Open")
    assert "<b>" in shown("{% badge 'odd' '<b>' %}")  # the template's own words are as they are
    assert "&lt;b&gt;" in shown("{% badge 'odd' text %}", text="<b>")
