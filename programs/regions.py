"""Countries, for phone numbers without a country code; names and zones come with the time zones' own data."""

from functools import cache
from importlib.resources import files

from phonenumbers import SUPPORTED_REGIONS


@cache
def region_choices() -> list[tuple[str, str]]:
    """The countries that have phone numbers, by name."""
    named = ((code, name) for code, name in _rows("iso3166.tab") if code in SUPPORTED_REGIONS)
    return sorted(named, key=lambda choice: choice[1])


def region_of_zone(zone: str) -> str:
    """The country in which a time zone lies, or "" for UTC."""
    return _regions_of_zones().get(zone, "")


@cache
def _regions_of_zones() -> dict[str, str]:
    return {row[2]: row[0] for row in _rows("zone.tab")}


def _rows(name: str) -> list[list[str]]:
    text = (files("tzdata.zoneinfo") / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
