"""The response that hands out a file, such that nothing in it can run, whatever it is.

Views decide who may have it (`rules.may_fetch`) and stand in `pages`, where staff and advocates are known.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from files import disk
from files.models import Audience, File, Kind

SHOWN = ("image/jpeg", "image/png")  # what we encode ourselves
PIECE = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def response_for(file: File, *, inline: bool = False, asked: str = "") -> HttpResponseBase:
    """The file as a download; with `inline` a picture that we drew ourselves may be shown in its place.

    `asked` is the header Range: players fetch a video in pieces (RFC 9110, 14). A video is a download too; a player in
    a page of ours plays it all the same, and opened as a page it is none.
    """
    shown = inline and file.kind == Kind.IMAGE and file.media_type in SHOWN
    response = _bytes_of(file, asked)
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(not shown, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Mail programs load a public picture from elsewhere; everything else is for our own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if file.audience == Audience.PUBLIC else "same-origin"
    response["Cache-Control"] = "private, max-age=3600" if shown else "private, no-cache"
    return response


def _bytes_of(file: File, asked: str) -> HttpResponseBase:
    """All of it, or the one range that was asked for; several at once are answered with all, as is allowed."""
    wanted = _range(asked, file.size)
    if wanted is None:
        response: HttpResponseBase = FileResponse(disk.open_file(file.path), content_type=file.media_type)
        response["Content-Length"] = str(file.size)
        return response
    first, last = wanted
    if first > last:
        response = HttpResponse(status=416, content_type=file.media_type)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    pieces = _pieces(disk.open_file(file.path), first, last - first + 1)
    response = StreamingHttpResponse(pieces, status=206, content_type=file.media_type)
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte; the first behind the last where there are none; None where all is meant."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return max(0, size - int(match[2])), size - 1 if int(match[2]) else -1
    first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if match[2] and int(match[2]) < first:
        return None  # not a range at all
    return first, last


def _pieces(file: BinaryIO, first: int, count: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while count > 0 and (piece := file.read(min(PIECE, count))):
            count -= len(piece)
            yield piece
