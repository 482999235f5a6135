"""An update's blocks as parts of a mail, and as the hub shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from files.models import File
from foundation.plugs import Part
from foundation.richtext import as_safe
from foundation.variables import fill, for_header, for_html, for_text


def parts_of(blocks: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The blocks with the addresses of their pictures; a picture that is not there is left out."""
    wanted = {block["image"] for block in blocks if block["kind"] == "image"}
    paths = {file.pk: file.url for file in File.objects.filter(pk__in=wanted)} if wanted else {}
    return [
        Part(
            kind=block["kind"],
            html=block.get("html", ""),
            path=paths.get(block.get("image", 0), ""),
            words=block.get("words", ""),
            link=block.get("link", ""),
        )
        for block in blocks
        if block["kind"] != "image" or block["image"] in paths
    ]


def shown_parts(blocks: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The blocks for a page, filled with the reader's values, cleaned or escaped."""
    return [
        {
            "kind": part.kind,
            "html": as_safe(fill(part.html, values, for_html)),
            "path": part.path,
            "words": for_header(fill(part.words, values, for_text)),
            "link": part.link,
        }
        for part in parts_of(blocks)
    ]
