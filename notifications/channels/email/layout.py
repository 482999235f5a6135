"""The one layout of all mails: MJML, compiled once for each look, cut at its places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from mjml import mjml2html

from foundation.brand import Brand, NotAColour, Palette, derive

PLACE = re.compile(r"\{\{(\w+)\}\}")
PLACES = (
    "subject", "preview", "body", "button", "button_url", "workspace", "logo_url", "home_url", "why", "postal_address",
    "unsubscribe", "unsubscribe_url", "test", "subject_label",
)  # fmt: skip
PLAIN = "#0b6e5f"


@dataclass(frozen=True)
class Shape:
    """What decides how the layout is compiled; all else is filled in."""

    colour: str
    language: str
    right_to_left: bool
    has_logo: bool
    has_button: bool
    has_address: bool
    has_unsubscribe: bool
    is_test: bool
    shows_subject: bool


@lru_cache(maxsize=256)
def compiled(shape: Shape) -> tuple[str, ...]:
    """The layout's HTML, cut: text, the name of a place, text, …"""
    brand = derive_known(shape.colour)
    context = {name: f"{{{{{name}}}}}" for name in PLACES} | {"shape": shape, "light": brand.light, "dark": brand.dark}
    source = render_to_string("notifications/notices/layout.mjml", context)
    return tuple(PLACE.split(mjml2html(source, disable_comments=True)))


def derive_known(colour: str) -> Brand:
    """The colours derived from this one, or from the product's where it is none."""
    try:
        return derive(colour)
    except NotAColour:
        return derive(PLAIN)


def brand_of(colour: str) -> Palette:
    """The colours of a mail on white."""
    return derive_known(colour).light


def fill_layout(shape: Shape, html: Mapping[str, str]) -> str:
    """The whole mail; the values are HTML already."""
    parts = list(compiled(shape))
    parts[1::2] = [html[name] for name in parts[1::2]]
    return "".join(parts)
