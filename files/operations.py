"""Everything that stores and removes files. Bytes are written first: a row never names bytes that are not there.

`Upload` is a file that comes in pieces; `Sent` is one that came whole with a form.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from events.operations import schedule
from files import disk
from files.models import Audience, File, Kind, Upload, Video, VideoState
from files.rules import room_left
from files.types import (
    MAX_EDGE,
    VIDEO_AT_MOST,
    Content,
    clean_name,
    document_from,
    image_from,
    office_from,
    table_from,
    video_from,
)
from files.types import FileRefused as FileRefused  # noqa: PLC0414  callers find the reason beside the operation
from files.types import Upload as Sent
from foundation.states import move
from foundation.tenancy import current_workspace_id

if TYPE_CHECKING:
    from accounts.models import User
    from programs.models import Advocate

PRODUCED_AT_MOST = 1 << 30
UPLOAD_LASTS, UPLOADS_AT_ONCE = timedelta(days=2), 5
EXPIRING, PLAYABLE = "upload.expiry", "video.playable"  # the names of these steps in the wiring's WORK
ORPHANS_AFTER = timedelta(days=1)  # longer than any transaction
ASKED_AT_ONCE = 1000
GOING = (VideoState.WAITING, VideoState.WORKING)


class QuotaReached(FileRefused):
    """The workspace keeps as many bytes as it may."""


class WrongOffset(Exception):
    """This piece does not begin where the pieces that are there end; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(str(received))
        self.received = received


def store_image(
    upload: Sent,
    *,
    now: datetime,
    by_staff: "User | None" = None,
    by_advocate: "Advocate | None" = None,
    audience: str = Audience.STAFF,
    max_edge: int = MAX_EDGE,
    cover: tuple[int, int] | None = None,
) -> File:
    """Keep an uploaded image, drawn anew; see `types.image_from`. Raises FileRefused."""
    content = image_from(upload, max_edge=max_edge, cover=cover)
    return store(content, by_staff=by_staff, by_advocate=by_advocate, audience=audience, now=now)


def store_document(
    upload: Sent,
    *,
    now: datetime,
    by_staff: "User | None" = None,
    by_advocate: "Advocate | None" = None,
    audience: str = Audience.STAFF,
) -> File:
    """Keep an uploaded PDF as it is, to be downloaded only. Raises FileRefused."""
    return store(document_from(upload), by_staff=by_staff, by_advocate=by_advocate, audience=audience, now=now)


def store_office(upload: Sent, *, now: datetime, by_advocate: "Advocate") -> File:
    """Keep an uploaded Office document without programs as it is, to be downloaded only. Raises FileRefused."""
    return store(office_from(upload), by_staff=None, by_advocate=by_advocate, audience=Audience.STAFF, now=now)


@transaction.atomic
def store_video(upload: Sent, *, now: datetime, by_advocate: "Advocate", longest_s: int | None = None) -> File:
    """Keep an uploaded video as it is, and have a copy made that every browser plays. Raises FileRefused."""
    content = video_from(upload, longest_s=longest_s)
    file = store(content, by_staff=None, by_advocate=by_advocate, audience=Audience.STAFF, now=now)
    _note_video(file, content)
    return file


def store_table(upload: Sent, *, now: datetime, by_staff: "User | None" = None) -> File:
    """Keep an uploaded CSV file as it is, for staff. Raises FileRefused."""
    return store(table_from(upload), by_staff=by_staff, by_advocate=None, audience=Audience.STAFF, now=now)


def store_produced(
    *, name: str, media_type: str, chunks: Iterable[bytes], now: datetime, by_staff: "User | None" = None
) -> File:
    """Keep a file that we made, such as an export, for staff. Raises QuotaReached."""
    stem, _dot, suffix = name.rpartition(".")
    content = Content(
        Kind.TABLE if media_type.startswith("text/csv") else Kind.DOCUMENT,
        media_type,
        clean_name(f"{stem}.{suffix}", suffix=suffix),
        chunks,
    )
    return store(content, by_staff=by_staff, by_advocate=None, audience=Audience.STAFF, now=now)


@transaction.atomic
def store(
    content: Content, *, by_staff: "User | None", by_advocate: "Advocate | None", audience: str, now: datetime
) -> File:
    """Keep bytes and the row about them, or neither. Raises QuotaReached."""
    if by_staff is not None and by_advocate is not None:
        raise ValueError("a file has one sender")
    try:
        written = disk.write(current_workspace_id(), content.chunks, at_most=min(room_left(), PRODUCED_AT_MOST))
    except disk.TooManyBytes as error:
        raise QuotaReached(_("There is no room for this file; ask your administrator for more.")) from error
    return _row(content, written, by_staff=by_staff, by_advocate=by_advocate, audience=audience, created_at=now)


def _row(content: Content, written: disk.Written, **more: object) -> File:
    return File.objects.create(
        kind=content.kind,
        media_type=content.media_type,
        name=content.name,
        path=written.path,
        size=written.size,
        sha256=written.sha256,
        width=content.width,
        height=content.height,
        **more,
    )


def _note_video(file: File, content: Content) -> None:
    video = Video.objects.create(file=file, length_ms=content.length_ms)
    schedule(PLAYABLE, ref=video.pk)


@transaction.atomic
def begin_upload(*, name: str, stated: str, size: int, about: str, by_advocate: "Advocate", now: datetime) -> Upload:
    """Make room for a video that comes in pieces within two days. Raises FileRefused when it is too large.

    Nobody has more than five under way: the oldest is given up for a new one.
    """
    if not 0 < size <= VIDEO_AT_MOST:
        sizes = {"size": filesizeformat(size), "most": filesizeformat(VIDEO_AT_MOST)}
        raise FileRefused(_("The video has %(size)s; at most %(most)s are taken.") % sizes)
    if size > room_left():
        raise QuotaReached(_("There is no room for this file; ask your administrator for more."))
    going = Upload.objects.filter(by_advocate=by_advocate, file=None).order_by("-pk")
    for old in going[UPLOADS_AT_ONCE - 1 :]:
        discard_upload(upload_id=old.pk)
    upload = Upload.objects.create(
        by_advocate=by_advocate, about=about, name=name[:200], stated=stated[:80], size=size,
        path=disk.begin(current_workspace_id()), created_at=now, expires_at=now + UPLOAD_LASTS,
    )  # fmt: skip
    schedule(EXPIRING, ref=upload.pk, due_at=upload.expires_at)
    return upload


@transaction.atomic
def receive(*, upload: Upload, offset: int, content: bytes) -> Upload:
    """Add a piece. The same piece sent twice is there once, and of two writers one is told where to go on.

    Raises WrongOffset, and FileRefused when more comes than was said.
    """
    row = Upload.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.pk)
    if offset != row.received:
        raise WrongOffset(row.received)
    if row.received + len(content) > row.size:
        raise FileRefused(_("More was sent than was said at the beginning."))
    disk.write_at(row.path, offset, content)
    row.received += len(content)
    row.save(update_fields=["received"])
    return row


@transaction.atomic
def finish_upload(*, upload: Upload, longest_s: int | None, now: datetime) -> File:
    """Take a whole upload for the video it is; asked again, it answers with the same file. Raises FileRefused."""
    row = Upload.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.pk)
    if row.file is not None:
        return row.file
    with disk.open_file(row.path) as bytes_:
        sent: Sent = UploadedFile(bytes_, name=row.name, content_type=row.stated, size=row.received)
        content = video_from(sent, longest_s=longest_s)
    written = disk.measured(row.path)
    row.file = _row(content, written, by_advocate=row.by_advocate, audience=Audience.STAFF, created_at=now)
    row.save(update_fields=["file"])
    _note_video(row.file, content)
    return row.file


@transaction.atomic
def discard_upload(*, upload_id: int) -> None:
    """Forget an upload; bytes that became a file stay with the file. Does nothing when it is gone."""
    row = Upload.objects.filter(pk=upload_id).first()
    if row is not None:
        if row.file_id is None:
            transaction.on_commit(partial(disk.remove, row.path), robust=True)
        row.delete()


@transaction.atomic
def give_poster(*, video: File, poster: File) -> None:
    """Let a picture stand for a video that has none."""
    Video.objects.filter(file=video, poster=None).update(poster=poster)


@transaction.atomic
def begin_copy(*, video_id: int, able: bool, now: datetime) -> Video | None:
    """Take the making of a copy in hand, again after a crash. None when there is nothing to make, or nobody able."""
    video = Video.objects.select_related("file").filter(pk=video_id).first()
    if video is None or video.state not in GOING:
        return None
    if not able:
        move(video, from_=GOING, to=VideoState.SKIPPED, ended_at=now)
        return None
    move(video, from_=GOING, to=VideoState.WORKING)
    return video


@transaction.atomic
def note_progress(*, video_id: int, percent: int) -> None:
    """How much of the copy is made."""
    Video.objects.filter(pk=video_id).update(percent=percent)


@transaction.atomic
def keep_copy(*, video_id: int, copy: Sent | None, poster: Sent | None, now: datetime) -> None:
    """End the work on a video with what came of it; without a copy the original is played."""
    video = Video.objects.select_related("file__by_advocate").filter(pk=video_id).first()
    if video is None:
        return
    about: dict[str, Any] = {
        "by_staff": None,
        "by_advocate": video.file.by_advocate,
        "audience": video.file.audience,
        "now": now,
    }
    made = video_from(copy) if copy else None
    picture = image_from(poster) if poster else None
    changes: dict[str, Any] = {
        "playable": store(made, **about) if made else None,
        "poster": store(picture, **about) if picture else video.poster,
        "length_ms": (made.length_ms if made else None) or video.length_ms,
        "percent": 100 if made else 0,
        "ended_at": now,
    }
    move(video, from_=GOING, to=VideoState.DONE if made else VideoState.FAILED, **changes)


@transaction.atomic
def erase(*, file: File) -> None:
    """Remove a file for good, with what was made of it: the rows now, the bytes once that is certain."""
    for made in File.objects.filter(pk__in=_made_of(file)):
        erase(file=made)
    path = file.path
    file.delete()
    transaction.on_commit(partial(disk.remove, path), robust=True)


@transaction.atomic
def drop_bytes() -> None:
    """Remove the bytes of all files of this workspace once that is certain; the rows go in the same transaction."""
    for path in {*File.objects.values_list("path", flat=True), *Upload.objects.values_list("path", flat=True)}:
        transaction.on_commit(partial(disk.remove, path), robust=True)


def _made_of(file: File) -> list[int]:
    video = Video.objects.filter(file=file).first()
    return [pk for pk in (video.poster_id, video.playable_id) if pk] if video else []


def remove_orphans(*, now: datetime) -> int:
    """Remove bytes of this workspace that no row knows, a day after they were written; returns how many.

    They stay behind when a transaction failed after its bytes were written, or a process died before removing.
    """
    removed = 0
    for old in batched(disk.paths_before(current_workspace_id(), now - ORPHANS_AFTER), ASKED_AT_ONCE, strict=False):
        known = set(File.objects.filter(path__in=old).values_list("path", flat=True))
        known |= set(Upload.objects.filter(path__in=old).values_list("path", flat=True))
        orphans = [path for path in old if path not in known]
        for path in orphans:
            disk.remove(path)
        removed += len(orphans)
    return removed
