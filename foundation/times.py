"""Instants are stored in UTC and shown in a named zone; what people type is local to a zone they see."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")


class NotATime(ValidationError):
    """This text is no date with a time, or none that calendars have."""


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The zones people can choose: UTC, then places in the order of the alphabet."""
    return ("UTC", *sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS))


def zone_choices() -> list[tuple[str, str]]:
    """Zones for a list in a form, each with its distance from UTC in this hour."""
    return list(_choices(datetime.now(UTC).replace(minute=0, second=0, microsecond=0)))


@lru_cache(maxsize=2)
def _choices(hour: datetime) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{spoken(name)} ({offset(hour, name)})" if name != "UTC" else name) for name in zone_names())


def spoken(zone: str) -> str:
    """A zone's name as it is shown: "America/New York"."""
    return zone.replace("_", " ")


def in_zone(instant: datetime, zone: str) -> datetime:
    """The same instant by the clocks of a zone."""
    return instant.astimezone(ZoneInfo(zone))


def offset(instant: datetime, zone: str) -> str:
    """The distance from UTC at an instant: "UTC+1", "UTC-3:30", "UTC"."""
    minutes = int((in_zone(instant, zone).utcoffset() or timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def shown(instant: datetime, zone: str) -> str:
    """An instant with the zone it is meant in: "30 Nov 2026, 09:00 Europe/Berlin"."""
    return f"{date_format(in_zone(instant, zone), 'j M Y, H:i')} {spoken(zone)}"


def typed(instant: datetime, zone: str) -> str:
    """An instant as a `datetime-local` input shows it; `parse_local` reads it back, but for a repeated hour."""
    return in_zone(instant, zone).strftime("%Y-%m-%dT%H:%M")


def parse_local(text: str, zone: str) -> datetime:
    """The instant, in UTC, that clocks of a zone show like this, such as "2026-11-30T09:00". Raises NotATime.

    Where clocks jump forward over it, the instant of the jump; where they show it twice, the first time.
    """
    place = ZoneInfo(zone)
    try:
        if not _LOCAL.fullmatch(text.strip()):
            raise ValueError("a date with a local time is asked for")
        return _instant(datetime.fromisoformat(text.strip()), place)
    except (ValueError, OverflowError) as error:
        raise NotATime(_("“%(text)s” is not a date with a time.") % {"text": text[:40]}) from error


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """PEP 495: inside a gap, fold 0 counts with the distance before the jump and fold 1 with the one after it."""
    instant = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local:
        return instant
    before = local.replace(tzinfo=zone, fold=1, microsecond=0).astimezone(UTC)
    return _change(before, instant.replace(microsecond=0), zone)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant, between two whole seconds, at which the clocks of a zone were set to what they show at the later."""
    distance = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == distance:
            after = middle
        else:
            before = middle
    return after


def instant_of(local: datetime, zone: str) -> datetime:
    """As `parse_local`, of a local time that is none of words. Raises OverflowError at the ends of the calendar."""
    return _instant(local, ZoneInfo(zone))


def reached(instant: datetime, zone: str) -> datetime:
    """The latest local time, to the microsecond, that the clocks of a zone have shown up to an instant.

    It never goes back, and a local time has come (`instant_of`) exactly when it is not later than this. So local times
    can be compared where no zone is known, in SQL for one. It is what the clocks show, but while they show an hour for
    the second time the end of that hour.
    """
    place = ZoneInfo(zone)
    here = instant.astimezone(place)
    local = here.replace(tzinfo=None, fold=0)
    if not here.fold:
        return local
    first = local.replace(tzinfo=place).astimezone(UTC)
    whole = instant.astimezone(UTC).replace(microsecond=0)
    change = _change(first.replace(microsecond=0), whole, place)
    last = change - timedelta(microseconds=1)
    return last.astimezone(place).replace(tzinfo=None)
