"""Who may fetch a file, and how much a workspace may keep. No writes."""

from django.conf import settings

from files.models import Audience, File
from files.queries import bytes_stored

QUOTA = 10 << 30  # bytes of one workspace, unless the settings have FILES_QUOTA


def may_fetch(file: File, *, is_staff: bool, advocate_id: int | None) -> bool:
    """Whether somebody at the door may have the file: staff of this workspace, one of its advocates, or anyone."""
    if file.audience == Audience.PUBLIC or is_staff:
        return True
    if advocate_id is None:
        return False
    return file.audience == Audience.HUB or file.by_advocate_id == advocate_id


def may_attach(file: File, *, advocate_id: int) -> bool:
    """Whether an advocate may put the file into a submission: only what they sent themselves."""
    return file.by_advocate_id == advocate_id


def room_left() -> int:
    """How many bytes this workspace may still add; never less than none."""
    return max(0, getattr(settings, "FILES_QUOTA", QUOTA) - bytes_stored())
