"""Files that advocates send: pictures, drawn anew, PDF, Office documents, videos; and how long they are held."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.operations import schedule
from files.models import File, Upload
from files.operations import FileRefused, erase, finish_upload, store_document, store_image, store_office, store_video
from files.types import Upload as Sent
from missions.models import AttemptFile, HeldFile, Mission
from missions.types.base_forms import OFFICE, PDF, PICTURES, VIDEO
from programs.models import Advocate

HELD_FOR, EXPIRING = timedelta(days=30), "held_file.expiry"
PROOFS = frozenset({PICTURES, PDF})


def store_proof(
    upload: Sent,
    *,
    by_advocate: Advocate,
    now: datetime,
    takes: frozenset[str] = PROOFS,
    longest_s: int | None = None,
) -> File:
    """Keep a file of one of the kinds taken, told apart by content, for its sender and staff. Raises FileRefused."""
    head = upload.read(12)
    upload.seek(0)
    if VIDEO in takes and not (PICTURES in takes and _is_picture(head)):
        return store_video(upload, by_advocate=by_advocate, now=now, longest_s=longest_s)
    if OFFICE in takes and head.startswith(b"PK\x03\x04"):
        return store_office(upload, by_advocate=by_advocate, now=now)
    if PDF in takes and (head.startswith(b"%PDF-") or PICTURES not in takes):
        return store_document(upload, by_advocate=by_advocate, now=now)
    if PICTURES not in takes:
        raise FileRefused(_("“%(name)s” is not a kind of file that is asked for.") % {"name": upload.name})
    return store_image(upload, by_advocate=by_advocate, now=now)


def _is_picture(head: bytes) -> bool:
    return head[:3] == b"\xff\xd8\xff" or head[:4] in (b"\x89PNG", b"GIF8", b"RIFF")


@transaction.atomic
def hold_file(
    *, file: File, mission: Mission, advocate: Advocate, slot: int, field: str, alone: bool, now: datetime
) -> HeldFile:
    """Hold a file until its slot is handed in, for thirty days. `alone`: in place of what is held for the field."""
    if alone:
        release_files(mission=mission, advocate=advocate, slot=slot, field=field)
    held, new = HeldFile.objects.get_or_create(
        file=file, defaults={"mission": mission, "advocate": advocate, "number": slot, "field": field, "at": now}
    )
    if new:
        schedule(EXPIRING, ref=held.pk, due_at=now + HELD_FOR)
    return held


@transaction.atomic
def hold_upload(
    *, upload: Upload, mission: Mission, slot: int, field: str, longest_s: int | None, now: datetime
) -> HeldFile:
    """Take a whole upload for the video of a slot; asked again, it is held once. Raises FileRefused."""
    file = finish_upload(upload=upload, longest_s=longest_s, now=now)
    held = HeldFile.objects.filter(file=file).first()
    about: dict[str, Any] = {"mission": mission, "advocate": upload.by_advocate, "slot": slot, "field": field}
    return held or hold_file(file=file, alone=True, now=now, **about)


@transaction.atomic
def release_files(
    *, mission: Mission, advocate: Advocate, slot: int, field: str = "", only: Iterable[int] | None = None
) -> None:
    """Let go of what is held for a slot, all or those with these ids, and remove it unless it was handed in."""
    rows = HeldFile.objects.filter(mission=mission, advocate=advocate, number=slot).select_related("file")
    rows = rows.filter(field=field) if field else rows
    for held in rows if only is None else rows.filter(file__in=list(only)):
        _release(held)


@transaction.atomic
def expire_held(*, held_id: int) -> None:
    """Let go of a file that was sent and not handed in for thirty days. Does nothing when it is gone."""
    held = HeldFile.objects.select_related("file").filter(pk=held_id).first()
    if held is not None:
        _release(held)


def _release(held: HeldFile) -> None:
    file = held.file
    held.delete()
    if not AttemptFile.objects.filter(file=file).exists():
        erase(file=file)
