"""The registry of addresses is whole, and every view has exactly one door."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.guards.addresses import ADDRESSES

BOOKS = ("advocacy.platform_urls", "advocacy.workspace_urls")
# Views without a stamp of ours, by the module they are written in.
DOORS_OF_THEIR_OWN = {
    "allauth": "its views ask for sign-in, and for a fresh one, by themselves, behind LoginRequiredMiddleware",
}


def addresses(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every pattern of a book with its whole name and its view."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, inner)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{namespace}{entry.name}", entry.callback


def all_addresses() -> list[tuple[str, Callable[..., Any]]]:
    return [found for book in BOOKS for found in addresses(get_resolver(book).url_patterns)]


def test_the_registry_has_every_address() -> None:
    known = {address.name for address in ADDRESSES}
    assert sorted({name for name, _view in all_addresses()} - known) == []


def test_the_registry_has_no_address_that_is_gone() -> None:
    known = {address.name for address in ADDRESSES}
    assert sorted(known - {name for name, _view in all_addresses()}) == []


def test_entries_have_names_of_their_own_and_something_to_ask() -> None:
    titles = [address.title for address in ADDRESSES]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []
    assert [address.title for address in ADDRESSES if address.get is None and address.post is None] == []


def test_deviations_say_why() -> None:
    """More queries than usual, or another answer than 404 for a foreign id."""
    silent = [a.title for a in ADDRESSES if a.foreign != 404 and not a.why]
    silent += [a.title for a in ADDRESSES if a.get and a.get.at_most != 15 and not a.get.why_more]
    assert silent == []


def test_every_view_is_stamped_by_exactly_one_door() -> None:
    """The stamp of the registry is the stamp of the view, and only one door stands before it."""
    doors = {address.name: address.door for address in ADDRESSES}
    found = []
    for name, view in all_addresses():
        stamps = stamps_of(view)
        if not stamps and of_library(view):
            continue
        if len(stamps) != 1:
            found.append(f"{name}: {stamps or 'no door'}")
        elif doors.get(name) not in (stamps[0], None):
            found.append(f"{name}: {stamps[0]}, the registry says {doors[name]}")
    assert found == []


def test_libraries_with_doors_of_their_own_are_in_use() -> None:
    modules = {module_of(view) for _name, view in all_addresses() if not stamps_of(view)}
    assert modules == set(DOORS_OF_THEIR_OWN)


@pytest.mark.parametrize("stamps", [[], ["public", "staff:see"]])
def test_a_view_with_another_number_of_doors_is_found(stamps: list[str]) -> None:
    view = SimpleNamespace()
    for stamp in stamps:
        view = SimpleNamespace(door=stamp, __wrapped__=view)
    assert stamps_of(view) == stamps[::-1]


def stamps_of(view: Any) -> list[str]:
    """The doors from the outside in. A wrapper copies what it wraps, so only a stamp that differs is another one."""
    found: list[str] = []
    while view is not None:
        stamp, inner = getattr(view, "door", None), getattr(view, "__wrapped__", None)
        if stamp is not None and (not found or found[-1] != stamp):
            found.append(stamp)
        view = inner
    return found


def of_library(view: Any) -> bool:
    return module_of(view) in DOORS_OF_THEIR_OWN


def module_of(view: Any) -> str:
    return str(getattr(view, "view_class", view).__module__).partition(".")[0]
