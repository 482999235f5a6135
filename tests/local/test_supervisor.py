import os
import signal
import sys
from pathlib import Path

import pytest

from local.processes import Process, eventually
from local.supervisor import RESTARTS, GaveUp, Supervisor
from tests.local.parts import SLEEPER, python, said, saying_at_the_end


def test_one_that_dies_is_named_and_started_again(tmp_path: Path) -> None:
    words: list[str] = []
    supervisor = Supervisor(words.append)
    part = python(SLEEPER, tmp_path, name="worker")
    supervisor.add(part)
    assert said(part)
    first = part.pid
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: not part.is_running(), seconds=10)
    supervisor.look()
    assert part.is_running()
    assert part.pid != first
    assert "worker ended with -9" in words[0]
    assert "here" in words[1]
    supervisor.stop()
    assert not part.is_running()


def test_one_that_dies_again_and_again_ends_everything(tmp_path: Path) -> None:
    words: list[str] = []
    supervisor = Supervisor(words.append)
    part = python("raise SystemExit('no database')", tmp_path)
    supervisor.add(part)
    for _ in range(RESTARTS):
        assert eventually(lambda: not part.is_running(), seconds=10)
        supervisor.look()
    assert eventually(lambda: not part.is_running(), seconds=10)
    with pytest.raises(GaveUp, match=f"part ended {RESTARTS + 1} times"):
        supervisor.look()
    assert "no database" in "\n".join(words)
    supervisor.stop()


def test_the_last_started_stops_first(tmp_path: Path) -> None:
    order = tmp_path / "order"
    supervisor = Supervisor(print)
    for name in ("database", "web"):
        process = python(saying_at_the_end(name, order), tmp_path, name=name)
        supervisor.add(process)
        assert said(process)
    supervisor.stop()
    assert order.read_text() == "web database "


def test_one_whose_source_is_being_edited_rests_until_it_is_loaded_anew(tmp_path: Path) -> None:
    words: list[str] = []
    supervisor = Supervisor(words.append, rest=frozenset({"web"}))
    source = tmp_path / "source.py"
    source.write_text("not python")
    web = Process("web", [sys.executable, str(source)], log=tmp_path / "web.log")
    supervisor.add(web)
    assert eventually(lambda: not web.is_running(), seconds=10)
    supervisor.look()
    assert "when a source file changes" in words[-1]
    count = len(words)
    supervisor.look()
    assert len(words) == count
    source.write_text(SLEEPER)
    supervisor.reload("web")
    assert web.is_running()
    supervisor.stop()
