"""Each benchmark, so small that its figures mean nothing: it runs, checks what was done, and prints one line."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from local.cluster import APPLICATION, OWNER
from local.places import programs, server_login
from local.ports import any_port
from local.postgres import SUPERUSER
from local.processes import ended
from local.valkey import start_valkey
from tests.cluster import TEMPLATE
from tests.database import superuser

ROOT = Path(__file__).parent.parent.parent
TINY = {
    "TRACKED": "3",
    "SECONDS": "1",
    "RUNS": "1",
    "MISSIONS": "12",
    "MILLISECONDS": "50",
    "APPROVALS": "2",
    "EVENTS": "50",
    "PEOPLE": "200",
    "AWARDS": "40",
    "DEPTH": "120",
}
BOTH_SIDES = {
    "hub": ("hub_pages_per_second", "bare_pages_per_second"),
    "award": ("approvals_per_second", "pgbench_transactions_per_second"),
    "depth": ("milliseconds_of_the_deep_page", "milliseconds_of_the_first_page"),
    "launch": ("seconds", "psql_seconds"),
    "cycles": ("seconds_for_the_state_of_all", "seconds_without_cycles"),
    "segments": ("seconds_to_ask_everybody", "seconds_of_the_selects"),
    "budget": ("awards_per_second", "uncapped_per_second"),
    "relay": ("events_per_second_in_batches", "events_per_second_one_by_one"),
}


@pytest.fixture
def surroundings(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What `bin/bench` gives a benchmark: an empty database and a broker of its own, PostgreSQL's programs."""
    name = f"bench_{os.getpid()}"
    superuser(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE {TEMPLATE}', database="postgres")
    logins = {"DATABASE_URL": APPLICATION, "DATABASE_OWNER_URL": OWNER, "DATABASE_SUPERUSER_URL": SUPERUSER}
    host, port = quote(os.environ["PGHOST"], safe="/"), any_port()
    with ended(start_valkey(port, log=tmp_path / "valkey.log")):
        yield {
            **{variable: f"postgresql://{login}@/{name}?host={host}" for variable, login in logins.items()},
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "DJANGO_SETTINGS_MODULE": "advocacy.settings.dev",
            "PATH": f"{programs(server_login())}:{os.environ['PATH']}",
        }
    superuser(f'DROP DATABASE "{name}" WITH (FORCE)', database="postgres")


@pytest.mark.parametrize("name", sorted(BOTH_SIDES))
def test_a_benchmark_prints_one_line(name: str, surroundings: dict[str, str]) -> None:
    environ = {**os.environ, **surroundings, **{f"BENCH_{key}": value for key, value in TINY.items()}}
    command = [sys.executable, "-m", f"bench.{name}"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    result = json.loads(line)
    assert list(result)[:4] == ["bench", "ratio", "goal", "ok"]
    assert result["bench"] == name
    ours, theirs = (result[side]["median"] for side in BOTH_SIDES[name])
    assert min(ours, theirs) > 0
    assert result["ratio"] == pytest.approx(ours / theirs, rel=0.3)  # the raw figures are rounded


def test_every_benchmark_is_run_here_and_described() -> None:
    names = {path.stem for path in (ROOT / "bench").glob("[a-z]*.py")}
    assert names == set(BOTH_SIDES)
    assert names == set(re.findall(r"^## `(\w+)`", (ROOT / "docs" / "benchmarks.md").read_text(), re.MULTILINE))
