"""Which source files changed, by their times; cheap enough to ask every second."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PYTHON, TEMPLATES = "python", "templates"
NOT_WATCHED = {"tests", "local", "bench"}


class Watch:
    """The files of a project as they were when last asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen = {kind: self._times(kind) for kind in (PYTHON, TEMPLATES)}

    def changed(self) -> set[str]:
        """PYTHON, TEMPLATES, both or neither: what changed, came or went since the last call."""
        now = {kind: self._times(kind) for kind in (PYTHON, TEMPLATES)}
        kinds = {kind for kind, times in now.items() if times != self._seen[kind]}
        self._seen = now
        return kinds

    def _times(self, kind: str) -> dict[Path, int]:
        found = {}
        for path in self._files(kind):
            with suppress(FileNotFoundError):  # gone since it was listed, as when branches change
                found[path] = path.stat().st_mtime_ns
        return found

    def _files(self, kind: str) -> Iterator[Path]:
        if kind == TEMPLATES:
            yield from (path for path in (self.root / "templates").rglob("*") if path.is_file())
            return
        for package in self.root.glob("*/__init__.py"):
            if package.parent.name not in NOT_WATCHED:
                yield from package.parent.rglob("*.py")
