"""The product's processes on this machine: which commands, with which logs."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from local.ports import loopback_hosts
from local.processes import Process

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var"
LOG = VAR / "log"


def web(environ: Mapping[str, str], port: int) -> Process:
    """The web server, for whatever "localhost" means here and nobody else."""
    hosts = [f"[{host}]" if ":" in host else host for host in loopback_hosts()]
    options = ["--threads=8", "--access-logfile=-", "--no-control-socket", *(f"--bind={host}:{port}" for host in hosts)]
    process = _python("web", environ, "gunicorn", "advocacy.wsgi", *options)
    process.reload_signal = signal.SIGHUP
    return process


def worker(environ: Mapping[str, str]) -> Process:
    """The Celery worker."""
    options = ["--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
    return _python("worker", environ, "celery", "-A", "advocacy", "worker", *options)


def beat(environ: Mapping[str, str]) -> Process:
    """The clock that rings for what is due; its schedule is in memory."""
    return _python("beat", environ, "celery", "-A", "advocacy", "beat", "--loglevel=INFO", "--pidfile=")


def mail(folder: Path, smtp_port: int, inbox_port: int) -> Process:
    """The SMTP server that delivers nothing, and its inbox."""
    return _python("inbox", None, "local.mail", str(folder), str(smtp_port), str(inbox_port))


def migration(environ: Mapping[str, str], owner_url: str) -> Process:
    """Django's migrations, with the login that owns the tables."""
    as_owner = {**environ, "DATABASE_URL": owner_url, "DATABASE_POOL": "false"}
    return _python("migrate", as_owner, "django", "migrate", "--verbosity=1")


def preparation(environ: Mapping[str, str], owner_url: str, words: Path, *, sample: Path | None) -> Process:
    """Migrations, and what else the application does before its first page; see prepare.py."""
    both_logins = {**environ, "DATABASE_OWNER_URL": owner_url, "DATABASE_POOL": "false"}
    return _python("prepare", both_logins, "local.prepare", str(words), *([str(sample)] if sample else []))


def _python(name: str, environ: Mapping[str, str] | None, *module: str) -> Process:
    return Process(name, [sys.executable, "-m", *module], log=LOG / f"{name}.log", environ=environ, folder=ROOT)
