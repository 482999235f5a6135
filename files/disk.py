"""The bytes of files, under random names that only rows know. Written before the row, removed after it is gone.

Nothing can be run from here: names have no suffix, files no permission to execute, and no web server reads
the folder. What a crash leaves without a row is swept away later (`operations.remove_orphans`).
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


@dataclass(frozen=True)
class Written:
    """Where bytes were put, and what they are."""

    path: str
    size: int
    sha256: str


class TooManyBytes(Exception):
    """More came than may be written; nothing was kept."""


def write(workspace_id: int, chunks: Iterable[bytes], *, at_most: int) -> Written:
    """Put bytes under a new random name, safe against a power cut when this returns. Raises TooManyBytes."""
    name = secrets.token_hex(16)
    path = f"{workspace_id}/{name[:2]}/{name}"
    place = _place(path)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > at_most:
                    raise TooManyBytes
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    _settle(place.parent)
    return Written(path, size, digest.hexdigest())


def begin(workspace_id: int) -> str:
    """A new random name with nothing under it yet, for what comes in pieces."""
    return write(workspace_id, [], at_most=0).path


def write_at(path: str, offset: int, content: bytes) -> None:
    """Put a piece where it belongs and cut off what a dead writer left behind it; lasting when this returns."""
    with _place(path).open("r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def measured(path: str) -> Written:
    """What lies under a name."""
    with _place(path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Written(path, file.tell(), digest)


def place_of(path: str) -> Path:
    """Where the bytes are, for a program of another process that reads them."""
    return _place(path)


def open_file(path: str) -> BinaryIO:
    """The bytes, to read. Raises FileNotFoundError."""
    return _place(path).open("rb")


def remove(path: str) -> None:
    """Take bytes away, if they are there."""
    _place(path).unlink(missing_ok=True)


def paths_before(workspace_id: int, instant: datetime) -> Iterator[str]:
    """The names of all bytes of a workspace that were written before an instant."""
    root = Path(settings.MEDIA_ROOT)
    for place in (root / str(workspace_id)).glob("*/*"):
        with suppress(FileNotFoundError):  # erased meanwhile
            if datetime.fromtimestamp(place.stat().st_mtime, UTC) < instant:
                yield str(place.relative_to(root))


def _place(path: str) -> Path:
    """Where a name is on the disk: inside MEDIA_ROOT, whatever the name."""
    root = Path(settings.MEDIA_ROOT).resolve()
    place = (root / path).resolve()
    if not place.is_relative_to(root) or place == root:
        raise ValueError("outside of MEDIA_ROOT")
    return place


def _settle(folder: Path) -> None:
    """Make the new name in its folder as lasting as the bytes."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
