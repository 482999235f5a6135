"""`bin/check`: every check that is no test. All are run, two at a time; the end says which failed.

bin/check            all checks
bin/check NAME ...   only these
bin/check --fix      first let the formatters and the linter change what they can
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

from local.cluster import OWNER, create_database, start_cluster
from local.production import AS_IN_PRODUCTION

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")


@dataclass(frozen=True)
class Check:
    """A command that succeeds when all is well. `environ` is added to our own."""

    name: str
    command: tuple[str | Path, ...]
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a check said, and how long it took."""

    check: Check
    passed: bool
    words: str
    seconds: float


FIXES = (
    Check("format", (BIN / "ruff", "format", "--quiet", ".")),
    Check("lint", (BIN / "ruff", "check", "--fix", "--quiet", ".")),
    Check("templates-format", (BIN / "djangofmt", "--quiet", "templates")),
)


def checks(database_url: str) -> tuple[Check, ...]:
    """The longest first, so that two cores end at about the same time."""
    with_database = {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "advocacy.settings.dev"}
    as_production = {**AS_IN_PRODUCTION, "DATABASE_URL": database_url}
    return (
        Check("types", (BIN / "mypy", ".")),
        Check("contracts", (BIN / "lint-imports", "--no-logo")),
        Check("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run"), with_database),
        Check("migrations-safe", (sys.executable, "-m", "local.migration_lint"), with_database),
        Check("settings", (*MANAGE, "check"), with_database),
        Check("settings-deploy", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), as_production),
        Check("templates", (BIN / "djlint", "--quiet", "--lint", "templates")),
        Check("templates-format", (BIN / "djangofmt", "--check", "templates")),
        Check("format", (BIN / "ruff", "format", "--check", ".")),
        Check("lint", (BIN / "ruff", "check", ".")),
    )


def main() -> int:
    """Run them; 1 when any failed."""
    parser = argparse.ArgumentParser(
        prog="bin/check", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--fix", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(check.name for check in checks("")))
    options = parser.parse_args()
    unknown = set(options.names) - {check.name for check in checks("")}
    if unknown:
        parser.error(f"there is no check {', '.join(sorted(unknown))}")
    if options.fix:
        for fix in FIXES:
            run(fix)
    with database() as url:
        wanted = [check for check in checks(url) if not options.names or check.name in options.names]
        outcomes = list(run_all(wanted))
    failed = sorted(outcome.check.name for outcome in outcomes if not outcome.passed)
    print(f"\nFAILED: {', '.join(failed)}" if failed else f"\nAll {len(outcomes)} checks passed.")
    return 1 if failed else 0


def run_all(wanted: list[Check]) -> Iterator[Outcome]:
    """Two at a time; each is reported when it ends, with its words when it failed."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(run, check) for check in wanted]):
            outcome = future.result()
            print(
                f"{'ok    ' if outcome.passed else 'FAILED'}  {outcome.check.name}  ({outcome.seconds:.1f} s)",
                flush=True,
            )
            if not outcome.passed:
                print(outcome.words, flush=True)
            yield outcome


def run(check: Check) -> Outcome:
    """Run one to its end."""
    began_at = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**environ, **check.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(check, done.returncode == 0, done.stdout.rstrip(), time.monotonic() - began_at)


@contextmanager
def database() -> Iterator[str]:
    """An empty database, for the checks that ask PostgreSQL how it would do it."""
    with TemporaryDirectory(prefix="groundswell-check-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # our own, and the server's login has to reach what is in it
        cluster = start_cluster(Path(folder) / "postgres", durable=False)
        create_database(cluster, "checked")
        try:
            yield cluster.url(OWNER, "checked")
        finally:
            cluster.server.stop()


if __name__ == "__main__":
    sys.exit(main())
