"""The tests' PostgreSQL: a copy of a migrated cluster, which is made once for each state of the migrations."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from local.cluster import APPLICATION, OWNER, Cluster, create_database, start_cluster
from local.places import data_folder, server_login

ROOT = Path(__file__).parent.parent
TEMPLATE = "groundswell_template"
KEPT, KEPT_COUNT = ROOT / "var" / "tests", 3
# All that decides what a migrated database looks like.
SOURCES = ("*/migrations/*.py", "foundation/*.py", "local/*.py", "advocacy/*/*.py", "tests/cluster.py", "uv.lock")


def start_migrated_cluster() -> None:
    """A cluster of this run's own with the database TEMPLATE; libpq's variables lead there. It goes at the end."""
    migrated = KEPT / _state_of_the_migrations()
    if not migrated.exists():
        _make(migrated)
    folder = Path(tempfile.mkdtemp(prefix="groundswell-pg-"))
    _copy(migrated, data_folder(folder, server_login()))
    _point_at(start_cluster(folder, durable=False, keep=False))


def _state_of_the_migrations() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _make(migrated: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="groundswell-pg-"))
    cluster = start_cluster(folder, durable=False, keep=False)
    create_database(cluster, TEMPLATE)
    _point_at(cluster)
    migrate = ["manage.py", "migrate", "--verbosity=0", "--skip-checks", "--settings=advocacy.settings.test"]
    subprocess.run([sys.executable, *migrate], cwd=ROOT, check=True, env={**os.environ, "PGUSER": OWNER})
    cluster.server.stop()
    KEPT.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix="part-", dir=KEPT))
    _copy(cluster.server.data, part)
    if migrated.exists():  # another run was quicker
        shutil.rmtree(part)
    else:
        part.rename(migrated)
    for former in sorted(KEPT.iterdir(), key=lambda kept: kept.stat().st_mtime)[:-KEPT_COUNT]:
        shutil.rmtree(former, ignore_errors=True)


def _copy(data: Path, to: Path) -> None:
    subprocess.run(["cp", "-a", f"{data}/.", to], check=True)


def _point_at(cluster: Cluster) -> None:
    os.environ |= {"PGHOST": cluster.socket_folder, "PGUSER": APPLICATION, "PGDATABASE": TEMPLATE}
