"""Two furnished workspaces and an empty one, in a database of their own that each module gets a copy of.

Furnishing takes many seconds, a copy a part of one: all workers of a run share what one of them furnished.
"""

import fcntl
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from django.db import connection, transaction

from accounts.operations import new_founding_token
from tests.cluster import TEMPLATE
from tests.database import create_copy, drop_database, superuser
from tests.factories.world import World, bare, furnished

FRESH = 4 * 60  # seconds: codes and links among what is furnished run out

type Worlds = tuple[World, World, World]


@contextmanager
def copied_worlds(folder: Path) -> Iterator[Worlds]:
    """Acme, globex with words of its own, and one in which nothing happened yet; `folder` is the run's own.

    The connection leads to the copy until the end, when it goes.
    """
    with (folder / "worlds.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _newest(folder) or _furnish(folder)
        name = f"{kept.stem}_copy_{time.monotonic_ns()}"
        create_copy(name, template=kept.stem)
    try:
        with _connected_to(name):
            yield pickle.loads(kept.read_bytes())
    finally:
        drop_database(name)


def _newest(folder: Path) -> Path | None:
    found = sorted(folder.glob("worlds_*"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found and time.time() - found[-1].stat().st_mtime < FRESH else None


def _furnish(folder: Path) -> Path:
    name = f"worlds_{time.monotonic_ns()}"
    create_copy(name, template=TEMPLATE)
    with _connected_to(name), mock.patch("events.bell.current_app.send_task"), transaction.atomic():
        worlds = furnished("acme", word="Acme-Word"), furnished("globex", word="Zebra-Sentinel"), bare("initech")
        token = new_founding_token()
        for world in worlds:
            world.tokens["founding"] = token
        connection.check_constraints()
    superuser("ANALYZE", database=name)
    part = folder / f"part.{name}"
    part.write_bytes(pickle.dumps(worlds))
    return part.rename(folder / name)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
