"""`bin/up` itself, in a copy of the project whose parent folder is closed to others."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from local.ports import any_port
from local.processes import eventually
from tests.local.parts import alive
from tests.local.test_places import modes

ROOT = Path(__file__).parent.parent.parent
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "var", ".*_cache", ".hypothesis", "staticfiles")
EMBEDDED = {
    "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "SEND_SAMPLE_MAIL", "PUBLIC_URL",
    "DJANGO_SETTINGS_MODULE",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project in a home of mode 0700, with our packages."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shutil.copytree(ROOT, home / "project", ignore=LEFT_BEHIND)
    (home / "project" / ".venv").symlink_to(ROOT / ".venv")
    return home / "project"


@pytest.fixture
def environ(open_folder: Path) -> dict[str, str]:
    libpq = {name for name in os.environ if name.startswith("PG")}
    own = {name: value for name, value in os.environ.items() if name not in EMBEDDED | libpq}
    return {**own, "GROUNDSWELL_DATA": str(open_folder / "data"), "PORT": str(any_port())}


@pytest.fixture
def up(project: Path, environ: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [project / "bin" / "up"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def read_until(process: "subprocess.Popen[str]", pattern: str) -> str:
    """What it says up to the line in which the pattern is found."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if re.search(pattern, line):
            return said
    raise AssertionError(said)


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=60) as answer:  # beside other tests a server may take long to be there again
            return int(answer.status)
    except HTTPError as error:
        return error.code


def worked_s(process: psutil.Process) -> float:
    """Seconds of processor time of a process and all it started; a clock would count other tests' work as well."""
    own = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(times.user + times.system + times.children_user + times.children_system for times in own))


@pytest.mark.timeout(180)
def test_everything_starts_is_kept_running_and_stops(
    project: Path, environ: dict[str, str], up: "subprocess.Popen[str]"
) -> None:
    before = modes(project, ROOT / ".venv")
    said = read_until(up, "Logs ") + read_until(up, "token")
    assert worked_s(psutil.Process(up.pid)) < 60
    assert not re.search(r"https?://(?!localhost:)", said)
    (application,) = re.findall(r"Application +(\S+)", said)
    (inbox,) = re.findall(r"Inbox +(\S+)", said)
    assert status(f"{application}/new/") == 200
    assert status(inbox) == 200

    second = subprocess.run([project / "bin" / "up"], env=environ, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "already running" in second.stdout
    assert application in second.stdout

    with (project / "templates" / "base.html").open("a") as template:
        template.write("\n")
    read_until(up, "Reloading")
    assert status(f"{application}/new/") == 200

    processes = psutil.Process(up.pid).children(recursive=True)
    assert {"postgres", "valkey-server"} <= {process.name() for process in processes}
    (beat,) = [process for process in processes if "beat" in process.cmdline()]
    beat.kill()
    read_until(up, "beat ended with -9")
    read_until(up, "Starting beat again")

    processes = psutil.Process(up.pid).children(recursive=True)
    up.send_signal(signal.SIGINT)
    assert "Stopped." in read_until(up, "Stopped")
    assert up.wait(30) == 0
    assert eventually(lambda: not [process for process in processes if alive(process.pid)], seconds=5)
    assert modes(*before) == before
