"""The style sheet, built by the Tailwind program of the wheel, only when something that it reads has changed."""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE, OUTPUT = ROOT / "static" / "css" / "source.css", ROOT / "static" / "css" / "app.css"
TAILWIND = Path(sys.executable).parent / "tailwindcss"
NOT_APPS = {"tests", "local", "bench"}


class StylesNotBuilt(Exception):
    """Tailwind refused the source; the message is its own."""


def build() -> bool:
    """Bring app.css up to date, in one step that a reader never sees half done; whether there was anything to do.

    Several processes may call it at once: one builds, the others wait. Raises StylesNotBuilt.
    """
    if not SOURCE.exists() or not is_stale():
        return False
    lock_file = ROOT / "var" / "styles.lock"
    lock_file.parent.mkdir(exist_ok=True)
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_stale():
            return False
        _build()
    return True


def is_stale() -> bool:
    """Whether a file that Tailwind reads is newer than its output."""
    if not OUTPUT.exists():
        return True
    built_at = OUTPUT.stat().st_mtime_ns
    return any(mtime > built_at for mtime in _input_times())


def _input_times() -> Iterator[int]:
    """Styles, scripts and templates; and the forms of the apps, which name classes for their fields."""
    yield (ROOT / "uv.lock").stat().st_mtime_ns
    apps = [package.parent for package in ROOT.glob("*/__init__.py") if package.parent.name not in NOT_APPS]
    inputs = [(ROOT / "static", "*.css"), (ROOT / "static", "*.js"), (ROOT / "templates", "*")]
    for folder, pattern in inputs + [(app, "*.py") for app in apps]:
        for path in folder.rglob(pattern):
            if path != OUTPUT:
                yield path.stat().st_mtime_ns


def _build() -> None:
    handle, part = tempfile.mkstemp(prefix="app-", suffix=".css", dir=OUTPUT.parent)
    os.close(handle)
    began_at = os.stat(part).st_mtime_ns  # what is changed from here on is newer than the result
    try:
        run = subprocess.run(
            [TAILWIND, "-i", SOURCE, "-o", part, "--minify"], cwd=ROOT, check=False, capture_output=True, text=True
        )
        if run.returncode != 0:
            raise StylesNotBuilt(run.stderr.strip())
        os.chmod(part, 0o644)
        os.utime(part, ns=(began_at, began_at))
        os.replace(part, OUTPUT)
    finally:
        Path(part).unlink(missing_ok=True)


if __name__ == "__main__":
    print("Built static/css/app.css." if build() else "static/css/app.css is up to date.")
