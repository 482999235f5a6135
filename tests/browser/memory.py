"""Which pages were looked at and found in order, so that only those that changed since are looked at again.

Chromium and axe take a fifth of the time of all tests, and come to the same end about the same page. The memory is kept
in `looked/`, one line for each page in each state: a digest of the answer, of everything static that a page can load,
and of how it is looked at. What varies from run to run and changes nothing of that is left out: numbers, tokens, names
of days and months, but none that says how something looks. Whoever changes a page looks at it and keeps what came:

    LOOKED=keep bin/test tests/browser/test_pages.py

A line that is missing or wrong costs time only. One that stands there without having been earned is found out: every
day another tenth of what is known is looked at all the same, and all of it with `PAGES=all`.
"""

import calendar
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.http import HttpResponseBase

HERE = Path(__file__).parent
FOLDER = HERE / "looked"
ROOT = Path(settings.BASE_DIR)
HOW = (HERE / "access.py", HERE / "town.py", HERE / "vendor/axe.min.js", ROOT / "foundation/brand.py", ROOT / "uv.lock")
AGAIN = 10  # one in so many is looked at although it is known

_WORDS = {*calendar.month_name, *calendar.month_abbr, *calendar.day_name, *calendar.day_abbr} - {""}
DAYS = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b")
NONCES = re.compile(r"(?<=nonce[-=])(?:\"[^\"]*\"|[\w-]+)")
TOKENS = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)[\w-]{20,}|(?<=[=/\"])[\w-]{43,}"
    r'|(?<=>)[0-9A-F]{6,12}(?=<)|(?<=/s/)[\w-]+|(?<=name="stamp" value=")[^"]+'
)
LOOKS = (
    r"\b(?:class|style|width|height|viewBox|rows|cols|size|tabindex|colspan|rowspan|[drxy]|[xy][12]|c[xy]|points)"
    r'="[^"]*"|[#/][0-9a-f]{6}\b'
)
NUMBERS = re.compile(rf"({LOOKS})|\d+")


def without_chance(document: str) -> str:
    """The document without what another run, or another day, would write in its place."""
    same = DAYS.sub("Day", TOKENS.sub("token", NONCES.sub("nonce", document)))
    return NUMBERS.sub(lambda found: found[1] or "0", same)


def digest_of_static(folder: Path | None = None) -> str:
    """A digest of every style, script, font and picture that pages load."""
    root = folder or ROOT / "static"
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return _digest(*(f"{path.relative_to(root)} {sha256(path.read_bytes()).hexdigest()}" for path in files))


@dataclass
class Memory:
    """What is known of one group of pages, and what was seen of it in this run."""

    group: str
    folder: Path = FOLDER
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    seen: dict[str, str] = field(default_factory=dict)
    looks: int = 0

    def __post_init__(self) -> None:
        self.how = _digest(digest_of_static(), *(path.read_text() for path in HOW))
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        self.known = {title: key for key, _, title in (line.partition(" ") for line in lines)}

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.group}.txt"

    def key_of(self, answer: HttpResponseBase, *how: object) -> str:
        """The digest of a page, given how it is looked at."""
        body = without_chance(b"".join(answer).decode(errors="replace"))
        policy = without_chance(answer.headers.get("Content-Security-Policy", ""))
        return _digest(str(answer.status_code), body, policy, self.how, *map(str, how))

    def needs_no_look(self, title: str, key: str) -> bool:
        """Whether this page was found in order as it is. Says no to another tenth of them each day."""
        again = crc32(f"{title} {self.today}".encode()) % AGAIN == 0
        return self.known.get(title) == key and not again and os.environ.get("PAGES") != "all"

    def found_in_order(self, title: str, key: str) -> None:
        """Remember this page, once the group is kept."""
        self.seen[title] = key

    def keep(self) -> None:
        """Write down what was seen in this run in place of what was known, when `LOOKED=keep` asks for it."""
        if os.environ.get("LOOKED") == "keep":
            self.folder.mkdir(exist_ok=True)
            lines = [f"{key} {title}" for title, key in sorted(self.seen.items())]
            self._file.write_text("\n".join([*lines, ""]))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:24]
