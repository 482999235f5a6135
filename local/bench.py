"""`bin/bench NAME`: one benchmark of bench/ with a database and a broker of its own; it prints one line of JSON.

A benchmark is a module bench/NAME.py that is run as a program. It finds in its environment DATABASE_URL (the
application's login), DATABASE_OWNER_URL, DATABASE_SUPERUSER_URL, REDIS_URL, and on its path psql and pgbench. The
database is migrated and empty, and writes to disk as production does.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from local.cluster import APPLICATION, OWNER, Cluster, create_database, start_cluster
from local.parts import ROOT, migration
from local.ports import any_port
from local.postgres import SUPERUSER
from local.processes import ended
from local.valkey import start_valkey

DATABASE = "bench"


def main() -> int:
    """Run it; its exit code."""
    names = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(prog="bin/bench", epilog=f"Benchmarks: {', '.join(names) or 'none yet'}")
    parser.add_argument("name", metavar="NAME", choices=names)
    options, arguments = parser.parse_known_args()
    with TemporaryDirectory(prefix="groundswell-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # our own, and the server's login has to reach what is in it
        cluster = start_cluster(Path(folder) / "postgres")
        try:
            environ = _environ(cluster)
            port = any_port()
            environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
            with ended(start_valkey(port, log=Path(folder) / "valkey.log")):
                return _run(options.name, arguments, environ)
        finally:
            cluster.server.stop()


def _environ(cluster: Cluster) -> dict[str, str]:
    create_database(cluster, DATABASE)
    return {
        "DJANGO_SETTINGS_MODULE": "advocacy.settings.dev",
        **os.environ,
        "DATABASE_URL": cluster.url(APPLICATION, DATABASE),
        "DATABASE_OWNER_URL": cluster.url(OWNER, DATABASE),
        "DATABASE_SUPERUSER_URL": cluster.url(SUPERUSER, DATABASE),
        "PATH": f"{cluster.server.bin}:{os.environ['PATH']}",
    }


def _run(name: str, arguments: list[str], environ: dict[str, str]) -> int:
    with ended(migration(environ, environ["DATABASE_OWNER_URL"])) as migrating:
        migrating.start()
        if migrating.wait() != 0:
            print(migrating.last_lines(), file=sys.stderr)
            return 1
    command = [sys.executable, "-m", f"bench.{name}", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
