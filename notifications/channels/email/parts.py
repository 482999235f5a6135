"""The pieces of a mail besides its words, as HTML that mail programs show right, and as text."""

from collections.abc import Mapping
from html import escape

from foundation.brand import Palette
from foundation.plugs import Part
from foundation.richtext import as_safe, as_text
from foundation.variables import fill, for_header, for_html, for_text

PICTURE = "display:block;width:100%;max-width:100%;height:auto;border:0;border-radius:10px"
BUTTON = (
    "display:inline-block;padding:13px 26px;border-radius:10px;background:{ground};color:{ink};font-weight:700;"
    "text-decoration:none"
)


def part_html(part: Part, values: Mapping[str, str], brand: Palette) -> str:
    """One piece; whatever staff typed is cleaned or escaped."""
    if part.kind == "text":
        return str(as_safe(fill(part.html, values, for_html)))
    words, link = escape(for_header(fill(part.words, values, for_text))), escape(part.link)
    if part.kind == "button":
        style = BUTTON.format(ground=brand.brand, ink=brand.on_brand)
        return f'<p style="margin:8px 0 20px"><a class="press-own" href="{link}" style="{style}">{words}</a></p>'
    picture = f'<img src="{escape(part.path)}" alt="{words}" width="528" style="{PICTURE}">'
    shown = f'<a href="{link}">{picture}</a>' if part.link else picture
    return f'<p style="margin:0 0 16px">{shown}</p>'


def part_text(part: Part, values: Mapping[str, str]) -> str:
    """One piece in the plain-text part; a picture by the words that stand for it."""
    if part.kind == "text":
        return as_text(fill(part.html, values, for_html))
    words = for_header(fill(part.words, values, for_text))
    if part.kind == "button":
        return f"{words}: {part.link}"
    return " ".join(filter(None, [f"[{words}]" if words else "", part.link]))
