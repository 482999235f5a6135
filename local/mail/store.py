"""Mails as files: <id>.eml each, and one line a mail in index.jsonl, so that a list of 10,000 opens at once."""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A line of the list. `to` are the envelope's recipients, whom the mail really went to."""

    id: str
    at: str
    sender: str
    to: list[str]
    subject: str


class Store:
    """The mails of one folder. Threads may share it; it survives a restart."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder, self.index = folder, folder / "index.jsonl"
        self._lock = threading.Lock()

    def add(self, raw: bytes, *, sender: str, to: Sequence[str]) -> Entry:
        """Keep a mail. It is on disk, and in the list, when this returns."""
        message = parse(raw)
        with self._lock:
            now = time.time_ns()
            entry = Entry(
                id=f"{now:x}",
                at=datetime.fromtimestamp(now / 1e9, UTC).isoformat(timespec="seconds"),
                sender=str(message.get("From", sender)),
                to=list(to),
                subject=str(message.get("Subject", "")),
            )
            (self.folder / f"{entry.id}.eml").write_bytes(raw)
            with self.index.open("a") as index:
                index.write(json.dumps(asdict(entry)) + "\n")
        return entry

    def entries(self, *, to: str = "") -> list[Entry]:
        """Newest first; only those of which a recipient's address contains `to`."""
        wanted = to.strip().casefold()
        with self._lock:
            lines = self.index.read_text().splitlines() if self.index.exists() else []
        whole = (line for line in reversed(lines) if line.endswith("}"))  # not one that a crash cut off
        found = (Entry(**json.loads(line)) for line in whole)
        return [entry for entry in found if any(wanted in address.casefold() for address in entry.to)]

    def entry(self, id_: str) -> Entry | None:
        """The entry of that id, if there is one."""
        return next((entry for entry in self.entries() if entry.id == id_), None)

    def raw(self, entry: Entry) -> bytes:
        """The mail as it came."""
        return (self.folder / f"{entry.id}.eml").read_bytes()

    def clear(self) -> None:
        """Forget all mails."""
        with self._lock:
            self.index.unlink(missing_ok=True)
            for path in self.folder.glob("*.eml"):
                path.unlink()


def parse(raw: bytes) -> EmailMessage:
    """The mail's headers and parts."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str | None:
    """The text of the mail's body of this kind ("plain" or "html"), or None."""
    body = message.get_body((kind,))
    return None if body is None else str(body.get_content())
