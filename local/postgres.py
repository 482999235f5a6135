"""A PostgreSQL 18 server from the wheel's programs, as a child of this process, reachable by a socket only.

The wheel's own starter, run by root, opens the mode of every folder above its data and above the installed packages;
this one changes no mode that it did not make (see places.py).
"""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from local.places import data_folder, programs, server_login
from local.processes import Process, eventually

SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 90  # the address of a socket has 107 bytes, and PostgreSQL adds a file name
PATIENCE = 15.0  # seconds for an earlier server to write its last pages
FORGETFUL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class PostgresDidNotStart(Exception):
    """The server ended, or was not ready in time; the message has the end of its log."""


@dataclass
class Postgres:
    """A server of this process. `sockets` is its host for libpq."""

    process: Process
    data: Path
    sockets: Path
    bin: Path

    def stop(self) -> None:
        """Disconnect everyone, write everything to disk, end."""
        self.process.stop(seconds=30)
        if self.sockets != self.data:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def psql(self, statements: str, *, database: str = SUPERUSER) -> str:
        """Run statements as superuser, each by itself; the first error ends it with CalledProcessError."""
        command = [str(self.bin / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", SUPERUSER, "-d", database]
        environ = {**os.environ, "PGHOST": str(self.sockets)}
        return subprocess.run(command, env=environ, input=statements, capture_output=True, check=True, text=True).stdout


def start_postgres(wanted: Path, *, durable: bool, log: Path | None = None) -> Postgres:
    """Start, and at first make, the server whose data is at `wanted`. Raises PostgresDidNotStart."""
    login = server_login()
    binaries, data = programs(login), data_folder(wanted, login)
    _wait_for_an_earlier_one(data)
    if not (data / "PG_VERSION").exists():
        _make(binaries, data, login)
    sockets = _socket_folder(data, login)
    server = Process(
        name="postgres",
        command=[str(binaries / "postgres"), "-D", str(data), *_options(sockets, durable=durable)],
        log=log or wanted.parent / f"{wanted.name}.log",
        folder=data,
        environ={"PATH": os.defpath, "TZ": "UTC"},
        stop_signal=signal.SIGINT,
        login=login,
    )
    server.start()
    if not eventually(lambda: _is_ready(data, server.pid) or not server.is_running(), seconds=30) or (
        not server.is_running()
    ):
        server.stop()
        raise PostgresDidNotStart(server.last_lines())
    return Postgres(server, data, sockets, binaries)


def _make(binaries: Path, data: Path, login: tuple[int, int] | None) -> None:
    """Make the cluster in one step. Sorting and folding go by Unicode's own tables, the same on every machine."""
    user, group = login or (None, None)
    part = data.with_name(f"{data.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    if login is not None:
        os.chown(part, *login)
    subprocess.run(
        [
            binaries / "initdb", "-D", part, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        ],
        check=True,
        capture_output=True,
        cwd=part,
        env={"PATH": os.defpath, "TZ": "UTC"},
        user=user,
        group=group,
        extra_groups=None if login is None else [],
    )  # fmt: skip
    part.replace(data)


def _options(sockets: Path, *, durable: bool) -> list[str]:
    settings = ["listen_addresses=", f"unix_socket_directories={sockets}", "max_connections=200", "log_timezone=UTC"]
    settings += () if durable else FORGETFUL
    return [part for setting in settings for part in ("-c", setting)]


def _socket_folder(data: Path, login: tuple[int, int] | None) -> Path:
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER:
        return data
    folder = Path(tempfile.mkdtemp(prefix="groundswell-sockets-"))
    if login is not None:
        os.chown(folder, *login)
    return folder


def _is_ready(data: Path, pid: int) -> bool:
    with suppress(FileNotFoundError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
    return False


def _wait_for_an_earlier_one(data: Path) -> None:
    """One of an earlier run that has been told to end gets the time to do so."""

    def is_gone() -> bool:
        with suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
            pid = int((data / "postmaster.pid").read_text().splitlines()[0])
            return bool(psutil.Process(pid).name() != "postgres")
        return True

    if not eventually(is_gone, seconds=PATIENCE):
        raise PostgresDidNotStart(f"Another PostgreSQL is running on {data}.")
