"""Real processes beside the tests: they see the test's database, and die with the test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parent.parent


@contextmanager
def running(*command: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module run on the test's database; killed at the end if it still lives."""
    env = {**os.environ, "PGDATABASE": str(connection.settings_dict["NAME"]), **environ}
    env.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings.test")
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def eventually(true: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait until it is so; fail when it is not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
