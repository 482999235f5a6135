"""Cycles begin when they should, in every zone, for fifty years; Python, the database and an oracle agree."""
# ruff: noqa: DTZ001  local times have no zone, and they are what is tested

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from whenever import Instant, PlainDateTime, SkippedTime

from foundation.times import in_zone, instant_of, reached, zone_names
from missions.cycles import Frequency, Recurrence, Unit

# They differ in kind: none, half an hour, by law each year (Ramadan), southern, two hours, at midnight, west and east
# of the date line, quarter hours, far north.
ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca",
    "Pacific/Auckland", "Antarctica/Troll", "America/Santiago", "Pacific/Kiritimati", "Asia/Kathmandu", "Africa/Cairo",
]  # fmt: skip
ASKED = zone_names() if os.environ.get("EVERY_ZONE") else ZONES
YEARS = 50
TICK = timedelta(microseconds=1)
# The end of months, a leap day, the end of a year; and hours that clocks skip or repeat somewhere.
ANCHORS = [
    datetime(2024, 2, 29, 9), datetime(2025, 1, 28, 0), datetime(2025, 1, 29, 23, 59), datetime(2025, 1, 30, 12),
    datetime(2025, 1, 31, 0, 30), datetime(2025, 3, 30, 2, 30), datetime(2025, 10, 26, 2, 30),
    datetime(2025, 11, 2, 1, 30), datetime(2024, 12, 31, 23, 30), datetime(2025, 4, 25, 0, 15),
]  # fmt: skip
RECURRENCES = [
    Recurrence(Frequency.EVERY, 1, Unit.MONTH), Recurrence(Frequency.EVERY, 3, Unit.MONTH),
    Recurrence(Frequency.EVERY, 90, Unit.DAY), Recurrence(Frequency.EVERY, 5, Unit.WEEK),
]  # fmt: skip


def boundaries(recurrence: Recurrence, anchor: datetime) -> Iterator[tuple[int, datetime]]:
    number, end = 0, anchor.replace(year=anchor.year + YEARS, day=min(anchor.day, 28))
    while (local := recurrence.boundary(anchor, number)) < end:
        yield number, local
        number += 1


def by_the_oracle(recurrence: Recurrence, anchor: datetime, number: int) -> PlainDateTime:
    count = recurrence.every * number
    start = PlainDateTime(anchor)
    if recurrence.unit == Unit.MONTH:
        return start.add(months=count)
    return start.add(weeks=count) if recurrence.unit == Unit.WEEK else start.add(days=count)


def is_the_first_moment(zone: str, local: PlainDateTime, instant: datetime) -> bool:
    """What the oracle says: before it clocks had not shown this time, and from it on they have."""
    at = Instant(instant)
    try:
        return local.assume_tz(zone, disambiguation="raise").to_instant() == at
    except SkippedTime:
        before, after = (moment.to_tz(zone).to_plain() for moment in (at.subtract(microseconds=1), at))
        return before < local <= after
    except ValueError:  # shown twice: the first time
        return local.assume_tz(zone, disambiguation="earlier").to_instant() == at


@pytest.mark.parametrize("zone", ASKED)
@pytest.mark.parametrize("recurrence", RECURRENCES, ids=lambda one: f"{one.every} {one.unit}")
def test_no_boundary_is_lost_or_comes_twice_in_fifty_years(db: None, zone: str, recurrence: Recurrence) -> None:
    asked = []
    for anchor in ANCHORS:
        earlier = None
        for number, local in boundaries(recurrence, anchor):
            instant = instant_of(local, zone)
            assert PlainDateTime(local) == by_the_oracle(recurrence, anchor, number)
            assert is_the_first_moment(zone, PlainDateTime(local), instant), (anchor, number)
            assert earlier is None or instant > earlier
            at, before = reached(instant, zone), reached(instant - TICK, zone)
            assert recurrence.cycle(anchor, at) == number
            assert recurrence.cycle(anchor, before) == max(number - 1, 0)
            asked += [(anchor, at, number), (anchor, before, max(number - 1, 0))]
            earlier = instant
    assert by_the_database(recurrence, asked) == [number for _anchor, _clock, number in asked]


def by_the_database(recurrence: Recurrence, asked: list[tuple[datetime, datetime, int]]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT missions_cycle(anchor, %s, %s, clock)"
            " FROM unnest(%s::timestamp[], %s::timestamp[]) WITH ORDINALITY AS t (anchor, clock, n) ORDER BY n",
            [recurrence.unit, recurrence.every, [row[0] for row in asked], [row[1] for row in asked]],
        )
        return [row[0] for row in cursor.fetchall()]


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)),
    st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)), min_size=1, max_size=5),
    st.sampled_from(list(Unit)), st.integers(1, 200), st.sampled_from([Frequency.EVERY, Frequency.COOLDOWN]),
)  # fmt: skip
@pytest.mark.usefixtures("db")
def test_who_may_again_is_the_same_in_python_and_in_the_database(
    clock: datetime, times: list[datetime], unit: Unit, every: int, frequency: Frequency
) -> None:
    anchor, done = min(times), sorted(times)
    recurrence = Recurrence(frequency, every, unit)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE missions_counts(%s, %s, %s, %s, one, %s))"
            " FROM unnest(%s::timestamp[]) AS one",
            [frequency, anchor, unit, every, clock, done],
        )
        (counting,) = cursor.fetchone()
    assert (counting == 0) == recurrence.again(anchor, done, clock).may


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),
    st.integers(0, 7200), st.sampled_from(ZONES),
)  # fmt: skip
def test_what_clocks_have_reached_never_goes_back(instant: datetime, seconds: int, zone: str) -> None:
    first = instant.replace(tzinfo=UTC)
    later = first + timedelta(seconds=seconds)
    assert reached(first, zone) <= reached(later, zone)
    assert in_zone(later, zone).replace(tzinfo=None) <= reached(later, zone)


def test_while_an_hour_is_repeated_its_end_has_been_reached() -> None:
    before, again, over = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1, 2))
    assert reached(before, "Europe/Berlin") == datetime(2026, 10, 25, 2, 30)
    assert reached(again, "Europe/Berlin") == datetime(2026, 10, 25, 3, 0) - TICK
    assert reached(over, "Europe/Berlin") == datetime(2026, 10, 25, 3, 30)


@pytest.mark.covers("D-06", "S2-51")
def test_every_90_days_and_every_3_months_are_two_things() -> None:
    """Both rows of what a launch on 15 April means."""
    launch = datetime(2025, 4, 15, 9)
    days, months = Recurrence(Frequency.EVERY, 90, Unit.DAY), Recurrence(Frequency.EVERY, 3, Unit.MONTH)
    by_days = [f"{days.boundary(launch, number):%b %d}" for number in (1, 2, 3, 4)]
    by_months = [f"{months.boundary(launch, number):%b %d}" for number in (1, 2, 3, 4)]
    assert by_days == ["Jul 14", "Oct 12", "Jan 10", "Apr 10"]
    assert by_months == ["Jul 15", "Oct 15", "Jan 15", "Apr 15"]


def test_the_end_of_a_month_is_counted_from_the_anchor_and_does_not_drift() -> None:
    monthly = Recurrence(Frequency.EVERY, 1, Unit.MONTH)
    ends = [f"{monthly.boundary(datetime(2027, 1, 31), number):%d %b}" for number in range(1, 6)]
    assert ends == ["28 Feb", "31 Mar", "30 Apr", "31 May", "30 Jun"]


def test_a_cycle_within_a_day_that_clocks_skip_has_no_time_and_is_passed_over() -> None:
    """Samoa had no 30 December 2011."""
    daily, anchor = Recurrence(Frequency.EVERY, 1, Unit.DAY), datetime(2011, 12, 28)
    second, third = (instant_of(daily.boundary(anchor, number), "Pacific/Apia") for number in (2, 3))
    assert second == third
    assert daily.cycle(anchor, reached(third, "Pacific/Apia")) == 3
    assert daily.cycle(anchor, reached(third - TICK, "Pacific/Apia")) == 1


def test_a_pause_is_counted_from_what_each_person_did_last() -> None:
    pause, anchor = Recurrence(Frequency.COOLDOWN, 1, Unit.MONTH, per_person=3), datetime(2027, 1, 1)
    done = [datetime(2027, 1, 5), datetime(2027, 1, 31, 9)]
    assert pause.again(anchor, done, datetime(2027, 2, 28, 8, 59)).may is False
    assert pause.again(anchor, done, datetime(2027, 2, 28, 8, 59)).at == datetime(2027, 2, 28, 9)
    assert pause.again(anchor, done, datetime(2027, 2, 28, 9)).may is True
    assert pause.again(anchor, [*done, datetime(2027, 3, 1)], datetime(2029, 1, 1)).at is None
    free = Recurrence(Frequency.COOLDOWN, 0, Unit.DAY)
    assert free.again(anchor, done, done[-1]).may is True


def test_a_frequency_says_how_often_in_a_cycle() -> None:
    twice, anchor = Recurrence(Frequency.EVERY, 1, Unit.WEEK, per_cycle=2), datetime(2027, 1, 4, 9)
    done = [datetime(2027, 1, 5), datetime(2027, 1, 6)]
    assert twice.again(anchor, done[:1], datetime(2027, 1, 7)).may is True
    assert twice.again(anchor, done, datetime(2027, 1, 7)).may is False
    assert twice.again(anchor, done, datetime(2027, 1, 7)).at == datetime(2027, 1, 11, 9)
    assert twice.again(anchor, done, datetime(2027, 1, 11, 9)).may is True
