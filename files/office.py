"""Office documents (Word, Excel, PowerPoint, OpenDocument) as opaque downloads: what they are, and that nothing runs.

They are archives; only their list of contents is read, and only when that list is small. Nothing is extracted.
"""

import re
import struct
import zipfile
from typing import BinaryIO

MOST_ENTRIES, LONGEST_LIST, LARGEST_UNPACKED = 5000, 1 << 20, 500 << 20
FORMAT = "application/vnd.openxmlformats-officedocument."
KINDS = {  # a part that only this kind has
    "word/document.xml": (FORMAT + "wordprocessingml.document", "docx"),
    "xl/workbook.xml": (FORMAT + "spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": (FORMAT + "presentationml.presentation", "pptx"),
}
OPEN_KINDS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_RUNS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|activex\d*\.(bin|xml))$|^basic/|^scripts/"
    r"|\.(exe|dll|com|scr|msi|js|jse|vbs|vbe|wsf|bat|cmd|ps1|hta|jar|lnk|zip|7z|rar)$",
    re.IGNORECASE,
)


class NotOffice(Exception):
    """The file is not taken; the reason is a word for the caller: unknown, damaged, too_much, or runs."""


def read_office(file: BinaryIO, size: int) -> tuple[str, str]:
    """The media type and the suffix of an Office document. Raises NotOffice."""
    _measure(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            found = _kind(archive, {entry.filename for entry in entries})
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise NotOffice("damaged") from error
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise NotOffice("too_much")
    for entry in entries:
        if entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename) or entry.flag_bits & 1:
            raise NotOffice("damaged")
        if _RUNS.search(entry.filename):
            raise NotOffice("runs")
    return found


def _measure(file: BinaryIO, size: int) -> None:
    """Refuse before it is read a list of contents that is long or lies outside (APPNOTE.TXT 4.3.16)."""
    file.seek(max(0, size - 65557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise NotOffice("unknown")
    entries, length, start = struct.unpack("<HII", tail[at + 10 : at + 20])
    if entries > MOST_ENTRIES or length > LONGEST_LIST or start + length > size:
        raise NotOffice("too_much")
    file.seek(0)


def _kind(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str]:
    if "[Content_Types].xml" in names:
        for part, found in KINDS.items():
            if part in names:
                return found
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        media_type = archive.read("mimetype").strip()
        if media_type in OPEN_KINDS:
            return media_type.decode(), OPEN_KINDS[media_type]
    raise NotOffice("unknown")
