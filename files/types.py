"""What an upload really is: decided by its content, agreed to by its name and its sender, and made harmless.

Nothing here touches the database; forms may call it to say at the field what is wrong.
"""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from files.containers import Container, NotAVideo, read_container
from files.models import Kind
from files.office import NotOffice, read_office
from foundation.spreadsheets import NotATable, read_table

type Upload = UploadedFile[bytes]

MEGABYTE = 1 << 20
IMAGE_AT_MOST, DOCUMENT_AT_MOST, TABLE_AT_MOST = 10 * MEGABYTE, 20 * MEGABYTE, 100 * MEGABYTE
VIDEO_AT_MOST = 500 * MEGABYTE
MAX_EDGE = 2400
NAME_LENGTH = 120
SPARE_SECONDS = 5  # what a recorder may need to stop
REENCODE, SECONDS = Path(__file__).with_name("reencode.py"), 15

IMAGES = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
}
VIDEOS = {  # the suffix it gets, and those that agree
    "video/mp4": ("mp4", "m4v", "mov", "qt"),
    "video/quicktime": ("mov", "qt", "mp4", "m4v"),
    "video/webm": ("webm",),
}
# What senders state for these types, besides their own names. No statement is no contradiction.
STATED_FOR = {
    "image/jpeg": ("image/jpg", "image/pjpeg"),
    "image/png": ("image/x-png", "image/apng", "image/vnd.mozilla.apng"),
    "video/mp4": ("video/x-m4v", "video/m4v", "video/quicktime"),
    "video/quicktime": ("video/mp4",),
    "text/csv": (
        "text/plain",
        "text/tab-separated-values",
        "application/vnd.ms-excel",
        "application/csv",
        "text/x-csv",
    ),
}
UNSTATED = ("", "application/octet-stream", "binary/octet-stream")

_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*;%`]+')
_SVG = re.compile(rb"<(?:[a-z]+:)?svg[\s>/]", re.IGNORECASE)


class FileRefused(ValidationError):
    """The upload is not taken; says in plain words why and what to do. A form can show it at its field."""

    def __str__(self) -> str:
        return str(self.messages[0])


@dataclass(frozen=True)
class Content:
    """Bytes that may be stored, and what they are."""

    kind: Kind
    media_type: str
    name: str
    chunks: Iterable[bytes]
    width: int | None = None
    height: int | None = None
    length_ms: int | None = None


def image_from(upload: Upload, *, max_edge: int = MAX_EDGE, cover: tuple[int, int] | None = None) -> Content:
    """The upload drawn anew as JPEG or PNG, upright and at most so large. Raises FileRefused.

    `cover` cuts the middle out in the shape of a box, such as (1200, 630). Decoding happens in a process of its
    own with 512 MB and ten seconds; an animation becomes its first picture.
    """
    _refuse_size(upload, IMAGE_AT_MOST)
    content = _whole(upload)
    found = _image_type(content)
    if not found:
        raise FileRefused(_not_an_image(upload, content[:8192]))
    _refuse_disagreement(upload, found, IMAGES[found])
    made = _redrawn(content, upload, max_edge=max_edge, cover=cover)
    media_type, suffix = ("image/jpeg", "jpg") if made.format == "JPEG" else ("image/png", "png")
    return Content(
        Kind.IMAGE, media_type, clean_name(upload.name, suffix=suffix), [made.content], made.width, made.height
    )


def document_from(upload: Upload) -> Content:
    """A PDF as it came: it is never opened here, only ever downloaded. Raises FileRefused."""
    _refuse_size(upload, DOCUMENT_AT_MOST)
    head = _head(upload)
    if not head.startswith(b"%PDF-"):
        raise FileRefused(_("“%(name)s” is not a PDF file%(kind)s.") % _words(upload, head))
    _refuse_disagreement(upload, "application/pdf", ("pdf",))
    if b"%%EOF" not in _tail(upload):
        raise FileRefused(_("“%(name)s” is damaged or not complete.") % _words(upload))
    return Content(Kind.DOCUMENT, "application/pdf", clean_name(upload.name, suffix="pdf"), upload.chunks())


def office_from(upload: Upload) -> Content:
    """A Word, Excel, PowerPoint or OpenDocument file without programs, as it came, only ever downloaded.

    Raises FileRefused.
    """
    _refuse_size(upload, DOCUMENT_AT_MOST)
    texts = {
        "unknown": _("“%(name)s” is not a Word, Excel, PowerPoint or OpenDocument file%(kind)s."),
        "runs": _("“%(name)s” contains a macro or a program. Save it without, such as .docx, or as PDF."),
        "too_much": _("“%(name)s” contains too much to be a document."),
        "damaged": _("“%(name)s” is damaged or protected by a password."),
    }
    try:
        found, suffix = read_office(cast("BinaryIO", upload), upload.size or 0)
    except NotOffice as error:
        raise FileRefused(texts[str(error)] % _words(upload, _head(upload))) from error
    _refuse_disagreement(upload, found, (suffix,))
    return Content(Kind.DOCUMENT, found, clean_name(upload.name, suffix=suffix), upload.chunks())


def video_from(upload: Upload, *, longest_s: int | None = None) -> Content:
    """An MP4, QuickTime or WebM video as it came, to be played and never opened as a page. Raises FileRefused.

    Only its outermost structure is read (`files.containers`). `longest_s` are the seconds it may last, which a video
    that does not say its length is given the benefit of.
    """
    _refuse_size(upload, VIDEO_AT_MOST)
    texts = {
        "unknown": _("“%(name)s” is not an MP4, MOV or WebM video%(kind)s."),
        "no_picture": _("“%(name)s” has no moving picture."),
        "elsewhere": _("“%(name)s” takes its pictures from other files; send one that has everything inside."),
        "damaged": _("“%(name)s” is damaged or not complete."),
    }
    try:
        video: Container = read_container(cast("BinaryIO", upload), upload.size or 0)
    except NotAVideo as error:
        raise FileRefused(texts[str(error)] % _words(upload, _head(upload))) from error
    suffixes = VIDEOS[video.media_type]
    _refuse_disagreement(upload, video.media_type, suffixes)
    if longest_s is not None and (video.length_ms or 0) > (longest_s + SPARE_SECONDS) * 1000:
        text = _("“%(name)s” lasts %(length)s; at most %(most)s are asked for.")
        times = {"length": as_clock((video.length_ms or 0) // 1000), "most": as_clock(longest_s)}
        raise FileRefused(text % (_words(upload) | times))
    name = clean_name(upload.name, suffix=suffixes[0])
    return Content(Kind.VIDEO, video.media_type, name, upload.chunks(), length_ms=video.length_ms)


def as_clock(seconds: int) -> str:
    """Minutes and seconds as a player shows them: 1:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def table_from(upload: Upload) -> Content:
    """A CSV file as it came, one that can be read. Raises FileRefused."""
    _refuse_size(upload, TABLE_AT_MOST)
    try:
        read_table(cast("BinaryIO", upload))
    except NotATable as error:
        raise FileRefused(error.messages[0]) from error
    _refuse_disagreement(upload, "text/csv", ("csv", "txt", "tsv"))
    return Content(Kind.TABLE, "text/csv", clean_name(upload.name, suffix="csv"), upload.chunks())


def clean_name(name: str | None, *, suffix: str) -> str:
    """What a file is called when it is shown and downloaded: no path, nothing unseen, and the suffix of its content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _UNSEEN)
    stem = " ".join(_NOT_IN_NAMES.sub(" ", seen).split())
    if "." in stem.strip("."):
        stem = stem.rpartition(".")[0]
    stem = stem.strip(". ")[: NAME_LENGTH - len(suffix) - 1].rstrip(". ")
    return f"{stem or _('file')}.{suffix}"


@dataclass(frozen=True)
class _Redrawn:
    format: str
    width: int
    height: int
    content: bytes


def _redrawn(content: bytes, upload: Upload, *, max_edge: int, cover: tuple[int, int] | None) -> _Redrawn:
    """The image as `files/reencode.py` drew it. Its answer is believed no further than its first bytes say."""
    wanted = json.dumps({"max_edge": max_edge, "cover": cover})
    command = [sys.executable, "-I", str(REENCODE), wanted]
    damaged = FileRefused(_("“%(name)s” cannot be read as an image; it may be damaged.") % _words(upload))
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env={}, cwd="/", check=True)  # noqa: S603  our own file
        line, _newline, drawn = done.stdout.partition(b"\n")
        answer = json.loads(line)
    except (subprocess.SubprocessError, ValueError) as error:
        raise damaged from error
    if answer.get("refused") == "pixels":
        raise FileRefused(_("“%(name)s” has too many pixels; make it smaller than 6000 × 4000.") % _words(upload))
    if "refused" in answer or _image_type(drawn) != f"image/{str(answer.get('format')).lower()}":
        raise damaged
    return _Redrawn(answer["format"], int(answer["width"]), int(answer["height"]), drawn)


def _image_type(content: bytes) -> str:
    """The type of an image by its first bytes, or nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def _not_an_image(upload: Upload, head: bytes) -> str:
    found = _named_type(head)
    if found in ("image/heic", "image/heif", "image/avif"):
        text = _(
            "“%(name)s” is a HEIC or AVIF photo, which many browsers cannot show. Send it as JPEG; on an iPhone,"
            " choose Settings, Camera, Formats, Most Compatible."
        )
    elif found == "image/svg+xml" or _SVG.search(head):
        text = _("“%(name)s” is an SVG drawing, which can contain a program. Save it as PNG and send that.")
    else:
        text = _("“%(name)s” is not a JPEG, PNG, WebP or GIF image%(kind)s.")
    return text % _words(upload, head)


def _named_type(head: bytes) -> str:
    """What a file most probably is, to name it to its sender; nothing is allowed because of it."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return next((guess.mime_type for guess in guesses if guess.mime_type), "")


def _words(upload: Upload, head: bytes = b"") -> dict[str, str]:
    """The name of the upload, and what it looks like, for a message."""
    name = upload.name or _("file")
    shown = "".join(letter for letter in name if unicodedata.category(letter) not in _UNSEEN)
    kind = _named_type(head)
    return {"name": shown if len(shown) <= 60 else shown[:59] + "…", "kind": f" ({kind})" if kind else ""}


def _refuse_size(upload: Upload, most: int) -> None:
    if not upload.size:
        raise FileRefused(_("“%(name)s” is empty.") % _words(upload))
    if upload.size > most:
        sizes = {"size": filesizeformat(upload.size), "most": filesizeformat(most)}
        raise FileRefused(_("“%(name)s” has %(size)s; at most %(most)s are taken.") % (_words(upload) | sizes))


def _refuse_disagreement(upload: Upload, found: str, suffixes: tuple[str, ...]) -> None:
    """The name and what the sender's program stated must not contradict the content."""
    suffix = Path((upload.name or "").replace("\\", "/")).suffix.lower().removeprefix(".")
    stated = (upload.content_type or "").partition(";")[0].strip().lower()
    agreed = stated == found or stated in STATED_FOR.get(found, ())
    if suffix not in suffixes and (suffix or not agreed):
        text = _(
            "“%(name)s” is %(found)s by its content, but its name says something else. Rename it to end in .%(suffix)s."
        )
        raise FileRefused(text % (_words(upload) | {"found": found, "suffix": suffixes[0]}))
    if not agreed and stated not in UNSTATED:
        text = _("“%(name)s” is %(found)s by its content, but was sent as %(stated)s.")
        raise FileRefused(text % (_words(upload) | {"found": found, "stated": stated[:80]}))


def _whole(upload: Upload) -> bytes:
    upload.seek(0)
    return b"".join(upload.chunks())


def _head(upload: Upload) -> bytes:
    upload.seek(0)
    return bytes(upload.read(8192))


def _tail(upload: Upload) -> bytes:
    upload.seek(max(0, (upload.size or 0) - 4096))
    return bytes(upload.read())
