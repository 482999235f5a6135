"""What people type means one instant, on the nights when clocks change too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from foundation.times import NotATime, in_zone, offset, parse_local, shown, typed, zone_choices, zone_names


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-11-30T09:00", "Europe/Berlin", "2026-11-30T08:00"),
        ("2026-11-30 09:00", "Europe/Berlin", "2026-11-30T08:00"),
        ("2026-07-01T09:00:30", "Europe/Berlin", "2026-07-01T07:00:30"),
        ("2026-11-30T09:00", "UTC", "2026-11-30T09:00"),
        ("2026-11-30T09:00", "Asia/Kathmandu", "2026-11-30T03:15"),
        # Clocks jump forward over it: the instant of the jump.
        ("2026-03-29T02:00", "Europe/Berlin", "2026-03-29T01:00"),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00"),
        ("2026-03-29T02:59:59", "Europe/Berlin", "2026-03-29T01:00"),
        ("2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00"),
        ("2026-03-08T02:30", "America/New_York", "2026-03-08T07:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),  # half an hour
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00"),  # a whole day
        # Clocks show it twice: the first time.
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30"),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),
    ],
)
def test_a_local_time_means_one_instant(text: str, zone: str, instant: str) -> None:
    assert parse_local(text, zone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert parse_local(text, zone).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-30", "2026-02-30T09:00", "2026-11-30T25:00", "2026-11-30T09:00Z", "2026-11-30T09:00+01:00",
        "\x00", "0001-01-01T00:00", "9999-12-31T23:59", "20261130T0900", "2026-W48-1T09:00", "2026-11-30T09:00" * 100,
        "２０２６-11-30T09:00",
    ],
)  # fmt: skip
def test_what_is_not_a_date_with_a_time_is_refused(text: str) -> None:
    zone = "Asia/Tokyo" if text.startswith("0001") else "America/New_York"
    with pytest.raises(NotATime, match="is not a date with a time"):
        parse_local(text, zone)


def test_an_unknown_zone_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        parse_local("2026-11-30T09:00", "Mars/Olympus")


zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"]
)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)), zones)  # noqa: DTZ001  local times
def test_every_local_time_is_read_as_the_first_instant_not_before_it(local: datetime, zone: str) -> None:
    local = local.replace(second=0, microsecond=0)
    instant = parse_local(local.isoformat(timespec="minutes"), zone)
    by_clock = in_zone(instant, zone).replace(tzinfo=None)
    assert by_clock >= local
    if by_clock > local:  # a gap: a moment before, clocks showed less
        assert in_zone(instant - timedelta(seconds=1), zone).replace(tzinfo=None) < local
    assert in_zone(instant - timedelta(hours=3), zone).replace(tzinfo=None) < by_clock


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)), zones)  # noqa: DTZ001  made aware below
def test_what_an_input_shows_is_read_back(instant: datetime, zone: str) -> None:
    instant = instant.replace(second=0, microsecond=0, tzinfo=UTC)
    back = parse_local(typed(instant, zone), zone)
    assert back == instant or in_zone(instant, zone).fold == 1


def test_an_instant_is_shown_with_its_zone() -> None:
    instant = datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert shown(instant, "Europe/Berlin") == "30 Nov 2026, 09:00 Europe/Berlin"
    assert shown(instant, "America/New_York") == "30 Nov 2026, 03:00 America/New York"
    assert shown(instant, "UTC") == "30 Nov 2026, 08:00 UTC"


def test_the_distance_from_utc_is_that_of_the_season() -> None:
    winter, summer = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    assert [offset(winter, "Europe/Berlin"), offset(summer, "Europe/Berlin")] == ["UTC+1", "UTC+2"]
    assert [offset(winter, "America/St_Johns"), offset(winter, "Europe/London")] == ["UTC-3:30", "UTC"]
    assert [offset(winter, "Asia/Kathmandu"), offset(winter, "Africa/Monrovia")] == ["UTC+5:45", "UTC"]


def test_zones_are_places_in_order_with_utc_first() -> None:
    names = zone_names()
    assert names[0] == "UTC"
    assert list(names[1:]) == sorted(names[1:])
    assert {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"} <= set(names)
    assert not [name for name in names if name.startswith(("Etc/", "SystemV/", "US/", "posix"))]
    assert all(len(name) <= 40 for name in names)  # as the columns are long
    for name in names:
        ZoneInfo(name)


def test_choices_follow_the_season() -> None:
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC)):
        assert dict(zone_choices())["Europe/Berlin"] == "Europe/Berlin (UTC+1)"
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC)):
        assert dict(zone_choices())["Europe/Berlin"] == "Europe/Berlin (UTC+2)"
        assert zone_choices()[0] == ("UTC", "UTC")
        assert dict(zone_choices())["America/New_York"] == "America/New York (UTC-4)"
