"""An embedded PostgreSQL 18 with two logins: the owner migrates, the application's is neither owner nor superuser."""

import atexit
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from local.places import forget_data
from local.postgres import Postgres, start_postgres

OWNER, APPLICATION = "groundswell_owner", "groundswell"

ROLES = "\n".join(
    f"SELECT 'CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS'"
    f" WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec"
    for role in (OWNER, APPLICATION)
)

# What the owner makes, the application may use; it may not change tables, and may not truncate them.
GRANTS = f"""
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION};
"""


@dataclass(frozen=True)
class Cluster:
    """A running server; `socket_folder` is its host for libpq."""

    server: Postgres
    socket_folder: str

    def sql(self, statements: str, *, database: str = "postgres") -> str:
        """Run statements as superuser, each by itself; an error is raised."""
        return self.server.psql(statements, database=database)

    def url(self, login: str, database: str) -> str:
        """The address of a database for DATABASE_URL, as libpq and django-environ both read it."""
        return f"postgresql://{login}@/{database}?host={quote(self.socket_folder, safe='/')}"

    def has_database(self, name: str) -> bool:
        """Whether there is a database of that name."""
        return "(1 row)" in self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")


def start_cluster(folder: Path, *, durable: bool = True, keep: bool = True, log: Path | None = None) -> Cluster:
    """Start, and at first make, the cluster whose data is in `folder`; it stops with this process.

    Without `durable` a crash of the machine may lose data: for tests only. Without `keep` the data goes at the end.
    """
    server = start_postgres(folder, durable=durable, log=log)
    us = os.getpid()

    def end() -> None:
        if os.getpid() != us:  # a forked child has our exit handlers, but the server is not its own
            return
        server.stop()
        if not keep:
            forget_data(folder)
            server.process.log.unlink(missing_ok=True)

    atexit.register(end)
    cluster = Cluster(server, str(server.sockets))
    cluster.sql(ROLES)
    return cluster


def create_database(cluster: Cluster, name: str, *, template: str = "template1") -> None:
    """Make a database that the owner owns and the application may use; a copy of `template`, grants included."""
    cluster.sql(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"')
    cluster.sql(GRANTS, database=name)
