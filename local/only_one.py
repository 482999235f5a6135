"""One `bin/up` at a time for one project folder."""

import fcntl
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another one runs; the message is what it left for whoever comes second."""


def claim(path: Path) -> IO[str]:
    """Hold the place until the file is closed or this process ends, however it ends. Raises AlreadyRunning."""
    path.parent.mkdir(parents=True, exist_ok=True)
    place = path.open("a+")
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        place.seek(0)
        raise AlreadyRunning(place.read().strip()) from None
    return place


def leave_word(place: IO[str], word: str) -> None:
    """What the next one is told while this one runs."""
    place.truncate(0)
    place.write(word)
    place.flush()
