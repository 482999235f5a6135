"""What comes round or falls due about files. `advocacy.wiring` lists the steps."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile

from events.rounds import Found
from files import disk, ffmpeg
from files.models import Video
from files.operations import FileRefused, begin_copy, discard_upload, keep_copy, note_progress, remove_orphans
from files.types import Upload
from foundation.tenancy import workspace_scope

SWEEPING = "files.sweep"
TOLD_EVERY = 5  # percent


def sweep(now: datetime) -> Found:
    """Remove bytes that no row knows, and tell how many."""
    return Found({"removed": remove_orphans(now=now)})


def expire_upload(workspace_id: int, ref: int) -> bool:
    """Forget an upload whose time is over."""
    with workspace_scope(workspace_id):
        discard_upload(upload_id=ref)
    return False


def make_playable(workspace_id: int, ref: int) -> bool:
    """Make of a video a copy that every browser plays, and a picture; no transaction is open meanwhile.

    Safe to run twice: what was half made when a process died is made anew. Without ffmpeg the original is played.
    """
    with workspace_scope(workspace_id):
        video = begin_copy(video_id=ref, able=ffmpeg.program() is not None, now=datetime.now(UTC))
    if video is None:
        return False
    with tempfile.TemporaryDirectory(prefix="groundswell-video-") as folder:
        made = _made(video, Path(folder), told=_teller(workspace_id, ref))
        try:
            _keep(workspace_id, ref, made)
        except FileRefused:  # no room, or not what a copy looks like
            _keep(workspace_id, ref, {})
    return False


def _made(video: Video, folder: Path, *, told: Callable[[int], None]) -> dict[str, Path]:
    """The copy and the picture, as far as they could be made."""
    source, media_type = disk.place_of(video.file.path), video.file.media_type
    made: dict[str, Path] = {}
    with suppress(ffmpeg.NotMade):
        ffmpeg.make_copy(source, folder / "copy.mp4", media_type=media_type, length_ms=video.length_ms, told=told)
        made["copy"] = folder / "copy.mp4"
    with suppress(ffmpeg.NotMade):
        ffmpeg.make_poster(source, folder / "poster.jpg", media_type=media_type)
        made["poster"] = folder / "poster.jpg"
    return made


def _keep(workspace_id: int, ref: int, made: Mapping[str, Path]) -> None:
    with ExitStack() as open_, workspace_scope(workspace_id):
        sent = {what: _as_sent(open_.enter_context(place.open("rb")), place) for what, place in made.items()}
        keep_copy(video_id=ref, copy=sent.get("copy"), poster=sent.get("poster"), now=datetime.now(UTC))


def _as_sent(file: BinaryIO, place: Path) -> Upload:
    return UploadedFile(file, name=place.name, size=place.stat().st_size)


def _teller(workspace_id: int, ref: int) -> Callable[[int], None]:
    """What notes how much is made, in steps that are worth a transaction."""
    noted = 0

    def tell(percent: int) -> None:
        nonlocal noted
        if percent >= noted + TOLD_EVERY:
            noted = percent
            with workspace_scope(workspace_id):
                note_progress(video_id=ref, percent=percent)

    return tell
