"""Whatever colour a workspace chooses, its text can be read; and so can our own, by the tokens of the style sheet."""

import random
import re
from pathlib import Path

import pytest

from foundation import brand
from foundation.brand import GROUNDS, NotAColour, Palette, contrast, derive, stylesheet, stylesheet_hash

TOKENS = Path(__file__).parents[2] / "static" / "css" / "parts" / "tokens.css"


def pairs(palette: Palette, mode: brand.Mode) -> list[tuple[str, str, float]]:
    surface, canvas, sunken = GROUNDS[mode]
    text = [(palette.brand_text, ground, 4.5) for ground in (surface, canvas, sunken, palette.brand_soft)]
    on = [(palette.on_brand, palette.brand, 4.5), (palette.on_brand, palette.brand_hover, 4.5)]
    return [*text, *on, (palette.brand, surface, 3.0), (palette.brand, canvas, 3.0)]


def unreadable(colour: str) -> list[tuple[str, str, float]]:
    made = derive(colour)
    checked = pairs(made.light, "light") + pairs(made.dark, "dark")
    return [(one, other, needed) for one, other, needed in checked if contrast(one, other) < needed]


def test_five_thousand_random_colours_are_readable() -> None:
    dice = random.Random(20261122)
    colours = [f"#{dice.randrange(1 << 24):06x}" for _ in range(5000)]
    assert {colour: found for colour in colours if (found := unreadable(colour))} == {}


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffff00", "#0000ff", "#00ff00", "#ff00ff", "#808080"])
def test_the_corners_of_the_cube_are_readable(colour: str) -> None:
    assert unreadable(colour) == []


def test_a_readable_colour_stays_as_it_was_chosen() -> None:
    made = derive("#0B6E5F")
    assert made.light.brand == "#0b6e5f"
    assert not made.was_changed


def test_our_own_colour_is_what_the_tokens_say() -> None:
    made = derive("#0b6e5f")
    for mode, palette in (("light", made.light), ("dark", made.dark)):
        known = tokens(mode)  # type: ignore[arg-type]  # the two modes
        for name in ("brand", "on_brand", "brand_hover", "brand_soft", "brand_text"):
            assert known[name.replace("_", "-")] == getattr(palette, name)


def test_a_deep_colour_shines_on_dark_pages() -> None:
    assert contrast(derive("#0b2a6e").dark.brand, GROUNDS["dark"][0]) > 5


def test_a_pale_colour_is_darkened_and_says_so() -> None:
    made = derive("#ffcc00")
    assert made.was_changed
    assert made.was_darkened
    assert made.dark.brand == "#ffcc00"


def test_the_guard_is_what_makes_them_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brand, "_shift", lambda colour, *_args: colour)
    assert unreadable("#ffcc00")


@pytest.mark.parametrize("text", ["", "0b6e5f", "#0b6e5", "#0b6e5g", "red", "#0b6e5f;}", "#0b6e5f\n"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(NotAColour):
        stylesheet(text)


def test_the_style_sheet_sets_five_properties_in_both_modes() -> None:
    text = stylesheet("#1d4ed8")
    assert re.findall(r"--([\w-]+): light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);", text) == [
        "brand", "on-brand", "brand-hover", "brand-soft", "brand-text",
    ]  # fmt: skip
    assert stylesheet_hash("#1D4ED8") == stylesheet_hash("#1d4ed8") != stylesheet_hash("#1d4ed9")


def tokens(mode: brand.Mode) -> dict[str, str]:
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS.read_text())
    return {name: light if mode == "light" else dark for name, light, dark in found}


NEEDED = [
    *[(ink, ground, 4.5) for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "canvas", "sunken", "raised")],
    *[(tone, f"{tone}-soft", 4.5) for tone in ("gold", "ok", "warn", "bad", "info")],
    *[("ink", f"{tone}-soft", 4.5) for tone in ("gold", "ok", "warn", "bad", "info", "brand")],
    *[(tone, "surface", 4.5) for tone in ("ok", "warn", "bad", "info", "brand-text")],
    *[("ink-2", ground, 4.5) for ground in ("hover", "brand-soft", "info-soft")],
    *[("ink-3", ground, 4.5) for ground in ("hover", "brand-soft", "info-soft", "ok-soft", "warn-soft", "bad-soft")],
    ("on-brand", "brand", 4.5),
    ("on-toast", "toast", 4.5),
    *[("line-strong", ground, 3.0) for ground in ("surface", "canvas", "raised")],
    *[("focus", ground, 3.0) for ground in ("surface", "canvas", "sunken", "raised")],
]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "needed"), NEEDED)
def test_our_own_tokens_are_readable(front: str, ground: str, needed: float, mode: brand.Mode) -> None:
    known = tokens(mode)
    assert contrast(known[front], known[ground]) >= needed


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    for mode, grounds in GROUNDS.items():
        known = tokens(mode)
        assert (known["surface"], known["canvas"], known["sunken"]) == grounds
