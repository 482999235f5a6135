import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from local.processes import Process, eventually
from tests.local.parts import alive, python, said, saying_at_the_end

ROOT = Path(__file__).parent.parent.parent
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(60)"
)


def test_stopping_asks_first(tmp_path: Path) -> None:
    words = tmp_path / "words"
    process = python(saying_at_the_end("bye", words), tmp_path)
    process.start()
    assert said(process)
    process.stop()
    assert words.read_text() == "bye "
    assert not process.is_running()


def test_stopping_ends_one_that_does_not_listen(tmp_path: Path) -> None:
    process = python(STUBBORN, tmp_path)
    process.start()
    assert said(process)
    pid = process.pid
    process.stop(seconds=0.2)
    assert not psutil.pid_exists(pid)


def test_stopping_ends_the_children_of_one_that_died(tmp_path: Path) -> None:
    process = Process("part", ["sh", "-c", "sleep 60 & echo $!; exit 3"], log=tmp_path / "part.log")
    process.start()
    assert eventually(lambda: not process.is_running(), seconds=10)
    grandchild = int(process.last_lines())
    assert psutil.pid_exists(grandchild)
    process.stop()
    assert eventually(lambda: not alive(grandchild), seconds=5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    parent = f"""
import pathlib, time
from local.postgres import start_postgres
from local.processes import Process
server = start_postgres(pathlib.Path({str(tmp_path)!r}) / "pg", durable=False)
sleeper = Process("sleeper", ["sleep", "60"], log=pathlib.Path({str(tmp_path)!r}) / "sleeper.log")
sleeper.start()
print(server.process.pid, sleeper.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        server, sleeper = (int(pid) for pid in running.stdout.readline().split())
        assert alive(server)
        assert alive(sleeper)
        running.send_signal(signal.SIGKILL)
    assert eventually(lambda: not alive(server) and not alive(sleeper), seconds=10)
