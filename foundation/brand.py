"""A workspace's one colour becomes a set whose text can always be read.

Five properties in light and in dark: the fill of buttons and progress, the text on it, its shade under the pointer,
a soft ground, and the colour as text. Lightness moves in OKLCH, where equal steps look equal, until the contrast of
WCAG 2.2 AA is reached: 3:1 for fills on the page, 4.5:1 for text. Hue stays; chroma shrinks only where a screen has
no such colour.
"""

import hashlib
import math
import re
from dataclasses import dataclass
from typing import Literal

type Hex = str
type Mode = Literal["light", "dark"]

TEXT_CONTRAST, FILL_CONTRAST = 4.5, 3.0
WHITE, INK = "#ffffff", "#14201f"
STEP = 0.01
# On dark pages a deep colour that just reaches its contrast looks dull: it begins at these lightnesses instead.
BRIGHT_FILL, BRIGHT_TEXT = 0.70, 0.78

# The grounds of static/css/parts/tokens.css that brand colours stand on: surface, canvas, sunken.
GROUNDS: dict[Mode, tuple[Hex, Hex, Hex]] = {
    "light": ("#ffffff", "#f7f6f3", "#efede8"),
    "dark": ("#171b1c", "#0f1213", "#0b0d0e"),
}


class NotAColour(ValueError):
    """The text is not # and six hexadecimal digits."""


@dataclass(frozen=True)
class Palette:
    """The brand in one mode."""

    brand: Hex
    on_brand: Hex
    brand_hover: Hex
    brand_soft: Hex
    brand_text: Hex


@dataclass(frozen=True)
class Brand:
    """A workspace's colour in both modes."""

    chosen: Hex
    light: Palette
    dark: Palette

    @property
    def was_changed(self) -> bool:
        """Whether the fill in light differs from what was chosen; the settings page says so."""
        return self.light.brand != self.chosen

    @property
    def was_darkened(self) -> bool:
        """In which direction, if it was."""
        return luminance(self.light.brand) < luminance(self.chosen)


def derive(colour: Hex) -> Brand:
    """The readable set for this colour. Raises NotAColour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise NotAColour(colour)
    colour = colour.lower()
    return Brand(colour, _palette(colour, "light"), _palette(colour, "dark"))


def stylesheet(colour: Hex) -> str:
    """The style sheet a workspace's pages link to. Raises NotAColour."""
    brand = derive(colour)
    names = ("brand", "on_brand", "brand_hover", "brand_soft", "brand_text")
    pairs = ((name, getattr(brand.light, name), getattr(brand.dark, name)) for name in names)
    rules = "".join(f"  --{name.replace('_', '-')}: light-dark({light}, {dark});\n" for name, light, dark in pairs)
    return f":root {{\n{rules}}}\n"


def stylesheet_hash(colour: Hex) -> str:
    """Names the style sheet in its address, so that it may be cached for ever. Raises NotAColour."""
    return hashlib.sha256(stylesheet(colour).encode()).hexdigest()[:12]


def contrast(one: Hex, other: Hex) -> float:
    """WCAG contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Hex) -> float:
    """WCAG relative luminance, 0 to 1."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _palette(colour: Hex, mode: Mode) -> Palette:
    surface, canvas, _sunken = GROUNDS[mode]
    step = -STEP if mode == "light" else STEP
    begin_fill, begin_text = (
        (colour, colour) if mode == "light" else (_lift(colour, BRIGHT_FILL), _lift(colour, BRIGHT_TEXT))
    )
    fill = _shift(begin_fill, (surface, canvas), FILL_CONTRAST, step)
    on_fill = max((WHITE, INK), key=lambda ink: contrast(ink, fill))
    away = -STEP if on_fill == WHITE else STEP  # from the text on it
    fill = _shift(fill, (on_fill,), TEXT_CONTRAST, away)
    lightness, chroma, hue = _to_oklch(fill)
    hover = _shift(_from_oklch(lightness + 5 * away, chroma, hue), (on_fill,), TEXT_CONTRAST, away)
    _lightness, chroma, hue = _to_oklch(colour)
    soft = _from_oklch(0.947, min(chroma, 0.02), hue) if mode == "light" else _from_oklch(0.287, min(chroma, 0.04), hue)
    text = _shift(begin_text, (*GROUNDS[mode], soft), TEXT_CONTRAST, step)
    return Palette(fill, on_fill, hover, soft, text)


def _shift(colour: Hex, grounds: tuple[Hex, ...], ratio: float, step: float) -> Hex:
    """Move lightness by steps until the colour reaches the ratio on every ground."""
    lightness, chroma, hue = _to_oklch(colour)
    while min(contrast(colour, ground) for ground in grounds) < ratio and 0 <= lightness <= 1:
        lightness += step
        colour = _from_oklch(lightness, chroma, hue)
    return colour


def _lift(colour: Hex, least: float) -> Hex:
    """At least this light, and more vivid with it, but not so much that it glows."""
    lightness, chroma, hue = _to_oklch(colour)
    if lightness >= least:
        return colour
    return _from_oklch(least, chroma * min(1.4, least / max(lightness, STEP)), hue)


def _linear(colour: Hex) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _to_byte(linear: float) -> int:
    linear = min(1.0, max(0.0, linear))
    return round(255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055))


# OKLab's published matrices: https://bottosson.github.io/posts/oklab/


def _to_oklch(colour: Hex) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Hex:
    """The nearest colour a screen can show: chroma shrinks until it fits, lightness and hue stay."""
    lightness = min(1.0, max(0.0, lightness))
    while True:
        channels = _to_linear_rgb(lightness, chroma, hue)
        if chroma <= 0 or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return "#" + "".join(f"{_to_byte(channel):02x}" for channel in channels)
        chroma = max(0.0, chroma - 0.004)


def _to_linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
