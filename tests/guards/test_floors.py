"""Templates obey the floors too: one of an app includes and links only what stands on its floor or below."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.guards.source import ROOT, app_names, only_those_listed
from tests.guards.test_addresses import BOOKS, addresses

TEMPLATES = ROOT / "templates"
# The frame that every page stands in; it knows no app.
FRAME = {"components", "forms", "django", "kit", "errors"}
# Folders of libraries' templates, and whose they are.
OF_APP = {"account": "accounts", "allauth": "accounts", "mfa": "accounts", "usersessions": "accounts"}
# Addresses that lower floors know by name and lead to: where a visitor stands, or what a higher floor shows of theirs.
LANDMARKS = {
    "console:home": "the way home from any page of the console",
    "hub:home": "the way home from any page of the hub",
    "hub:sign_in": "the way in, from any page that somebody else left",
    "console:person": "a person's page; pages show there what every app knows of them",
    "console:companies": "the companies people are of; pages show there what every app knows of their people",
    "console:company": "a company's page; pages show there what every app knows of its people",
    "console:sending_choice": "where people chosen in their list are sent a mission; missions know which are live",
    "hub:profile": "one's own page; pages show there what every app asks",
    "public:outward": "the page before every link of other people",
}

UPWARD: dict[str, str] = {}


@cache
def floors() -> dict[str, int]:
    """The number of each app's floor, from the contract of the imports; the higher the app, the higher the number."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers: list[str] = contracts[0]["layers"]
    return {name: -number for number, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}


@cache
def app_of_address() -> dict[str, str]:
    """The app whose view stands behind each name of an address."""
    found = [pair for book in BOOKS for pair in addresses(get_resolver(book).url_patterns)]
    return {name: view.__module__.partition(".")[0] for name, view in reversed(found)}


def app_of_template(name: str) -> str:
    """The app a template belongs to; "" for the frame."""
    folder = name.partition("/")[0] if "/" in name else ""
    return "" if folder in FRAME else OF_APP.get(folder, folder)


def names_in(text: str) -> Iterator[str]:
    """The apps a template mentions: by what it includes or extends, and by where it links."""
    for name in re.findall(r"\{% (?:include|extends) [\"']([^\"'#]+)", text):
        yield app_of_template(name)
    for name in re.findall(r"\{% (?:url|platform_url) [\"']([^\"']+)", text):
        app = app_of_address().get(name, "?")
        if name not in LANDMARKS:
            yield "accounts" if app == "allauth" else app


def is_upward(app: str, other: str) -> bool:
    """Whether an app on a floor may not mention the other: above it, or beside it."""
    if other in ("", app):
        return False
    return app == "" or floors().get(other, 99) >= floors()[app]


def found_upward(path: Path) -> list[str]:
    name = path.relative_to(TEMPLATES).as_posix()
    app = app_of_template(name)
    return [f"{name} -> {other}" for other in names_in(path.read_text()) if is_upward(app, other)]


def test_templates_mention_only_their_floor_and_below() -> None:
    paths = list(TEMPLATES.rglob("*.html"))
    assert len(paths) > 100
    only_those_listed((line for path in paths for line in found_upward(path)), UPWARD)


def test_every_folder_of_templates_belongs_to_an_app_or_to_the_frame() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders <= {*app_names(), *FRAME, *OF_APP}


def test_landmarks_are_there() -> None:
    only_those_listed(LANDMARKS.keys() & app_of_address().keys(), LANDMARKS)


@pytest.mark.parametrize(
    ("app", "other", "upward"),
    [
        ("missions", "programs", False),
        ("programs", "missions", True),
        ("programs", "programs", False),
        ("", "missions", True),
        ("missions", "", False),
        ("missions", "?", True),
    ],
)
def test_floors_are_told_apart(app: str, other: str, upward: bool) -> None:
    assert is_upward(app, other) == upward
