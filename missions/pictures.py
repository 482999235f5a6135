"""The picture that other sites show beside a link to a public mission: drawn from its title and the workspace's colour.

Only our own pixels leave: no text of ours is kept in it, and nobody's file is opened. The fonts have Latin letters; a
title that has others is left out rather than shown as boxes.
"""

import io
import unicodedata
from functools import cache, lru_cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from foundation.brand import derive

SIZE = (1200, 630)
MARGIN, LINE, MOST_LINES = 72, 1.18, 4
FONTS = ("figtree-latin.woff2", "figtree-latin-ext.woff2")
BOLD, SEMIBOLD = 800, 600
NOWHERE = "\uffff"


@lru_cache(maxsize=64)
def draw_picture(*, title: str, workspace_name: str, colour: str, badge: str) -> bytes:
    """A PNG of 1200 × 630; the same for the same words, whoever asks."""
    palette = derive(colour).light
    picture = Image.new("RGB", SIZE, palette.brand)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((760, -260, 1460, 440), fill=palette.brand_hover)
    pen.ellipse((900, 330, 1420, 850), fill=palette.brand_hover)
    y = float(MARGIN)
    for line, size in _lines(_drawable(title)):
        _write(pen, (MARGIN, y), line, size=size, weight=BOLD, fill=palette.on_brand)
        y += size * LINE
    if words := _drawable(badge):
        width = _width(words, 34, SEMIBOLD)
        pen.rounded_rectangle((MARGIN, y + 16, MARGIN + width + 56, y + 84), 34, fill=palette.on_brand)
        _write(pen, (MARGIN + 28, y + 28), words, size=34, weight=SEMIBOLD, fill=palette.brand)
    bottom = (MARGIN, SIZE[1] - MARGIN - 26)
    _write(pen, bottom, _drawable(workspace_name), size=40, weight=SEMIBOLD, fill=palette.on_brand)
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _drawable(text: str) -> str:
    """The text in one form, or "" when a letter of it cannot be drawn."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    return plain if all(_font_of(letter) for letter in set(plain)) else ""


@cache
def _font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / name, size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=5000)
def _font_of(letter: str) -> str:
    """The first font that has the letter; "" for none."""
    if letter.isspace():
        return FONTS[0]
    return next((name for name in FONTS if _shape(name, letter) != _shape(name, NOWHERE)), "")


def _shape(name: str, letter: str) -> tuple[object, ...]:
    font = _font(name, 40, SEMIBOLD)
    return bytes(font.getmask(letter)), font.getbbox(letter)


def _runs(text: str) -> list[tuple[str, str]]:
    """The text in pieces of one font each."""
    runs: list[tuple[str, str]] = []
    for letter in text:
        name = _font_of(letter)
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + letter)
        else:
            runs.append((name, letter))
    return runs


def _width(text: str, size: int, weight: int) -> float:
    return sum(_font(name, size, weight).getlength(piece) for name, piece in _runs(text))


def _write(pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, *, size: int, weight: int, fill: str) -> None:
    x, y = at
    for name, piece in _runs(text):
        font = _font(name, size, weight)
        pen.text((x, y + size), piece, font=font, fill=fill, anchor="ls")
        x += font.getlength(piece)


def _lines(title: str) -> list[tuple[str, int]]:
    """The title in lines as large as they fit; what is too long for four ends with an ellipsis."""
    lines: list[str] = []
    for size in (92, 78, 66, 56):
        lines = _wrapped(title, size)
        if len(lines) <= MOST_LINES - (size > 70):
            return [(line, size) for line in lines]
    return [(line, 56) for line in [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip(" .") + "…"]]


def _wrapped(title: str, size: int) -> list[str]:
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size, BOLD) <= SIZE[0] - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines += _fitting(word, size)
    return lines


def _fitting(word: str, size: int) -> list[str]:
    """A word too long for a line, in pieces that fit."""
    pieces = [""]
    for letter in word:
        if _width(pieces[-1] + letter, size, BOLD) > SIZE[0] - 2 * MARGIN:
            pieces.append("")
        pieces[-1] += letter
    return pieces
