"""Database, broker and mail: those named in the environment are used, the others are embedded, each by itself."""

import os
from dataclasses import dataclass

from local.cluster import APPLICATION, OWNER, create_database, start_cluster
from local.parts import LOG, VAR, mail
from local.ports import any_port, free_port
from local.supervisor import Supervisor
from local.valkey import start_valkey

DATABASE = "groundswell"


@dataclass
class Surroundings:
    """The environment of the product's processes, and what of it is our own."""

    environ: dict[str, str]
    owner_url: str = ""
    has_own_database: bool = False
    inbox_port: int | None = None


def surround(supervisor: Supervisor) -> Surroundings:
    """Start what the environment does not name; the supervisor looks after it."""
    found = Surroundings(dict(os.environ))
    _database(found, supervisor)
    _broker(found, supervisor)
    _mail(found, supervisor)
    return found


def _database(found: Surroundings, supervisor: Supervisor) -> None:
    if url := os.environ.get("DATABASE_URL"):
        found.owner_url = os.environ.get("DATABASE_OWNER_URL") or url
        return
    cluster = start_cluster(VAR / "postgres", log=LOG / "postgres.log")
    supervisor.add(cluster.server.process)
    if not cluster.has_database(DATABASE):
        create_database(cluster, DATABASE)
    found.environ["DATABASE_URL"] = cluster.url(APPLICATION, DATABASE)
    found.owner_url = cluster.url(OWNER, DATABASE)
    found.has_own_database = True


def _broker(found: Surroundings, supervisor: Supervisor) -> None:
    if os.environ.get("REDIS_URL"):
        return
    port = any_port()
    supervisor.add(start_valkey(port, log=LOG / "valkey.log"))
    found.environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"


def _mail(found: Surroundings, supervisor: Supervisor) -> None:
    if os.environ.get("EMAIL_URL"):
        return
    smtp_port, inbox_port = free_port(2525), free_port(8025)
    supervisor.add(mail(VAR / "mail", smtp_port, inbox_port))
    found.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{smtp_port}"
    found.environ["SEND_SAMPLE_MAIL"] = "true"  # to nobody but whoever looks at the inbox
    found.inbox_port = inbox_port
