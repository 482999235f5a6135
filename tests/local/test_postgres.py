import subprocess
import sys
from pathlib import Path

import pytest

from local.postgres import PostgresDidNotStart, start_postgres
from local.processes import ended

ROOT = Path(__file__).parent.parent.parent


def test_a_forked_child_does_not_stop_the_server_at_its_end(open_folder: Path) -> None:
    code = f"""
import os, pathlib, sys
from local.cluster import start_cluster
cluster = start_cluster(pathlib.Path({str(open_folder)!r}) / "pg", durable=False, keep=False)
if os.fork() == 0:
    sys.exit()
os.wait()
print(cluster.sql("SELECT 'still here'"))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "still here" in done.stdout
    assert not list(open_folder.iterdir())


def test_a_second_server_on_the_same_data_is_refused(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.postgres.PATIENCE", 0.2)
    server = start_postgres(open_folder / "pg", durable=False)
    with ended(server.process), pytest.raises(PostgresDidNotStart, match="Another PostgreSQL"):
        start_postgres(open_folder / "pg", durable=False)
