"""Folders as the tests of the embedded servers need them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import places

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another login")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every login may walk into; pytest's own tmp_path is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="groundswell-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def outside(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands for /var/lib/groundswell."""
    folder = open_folder / "outside"
    monkeypatch.setattr(places, "OUTSIDE", folder)
    return folder
