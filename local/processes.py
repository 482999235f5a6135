"""Child processes that end when we say so, and also when this process dies without saying anything."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).parent / "child.py"


@dataclass
class Process:
    """A command with its log; it leads a process group of its own, so a Ctrl-C in the terminal does not reach it.

    `stop_signal` asks it to end by itself, `reload_signal` to load its code anew without a pause. `login` (user and
    group id) is who it runs as, when we are root.
    """

    name: str
    command: Sequence[str]
    log: Path
    environ: Mapping[str, str] | None = None
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    login: tuple[int, int] | None = None
    reload_signal: signal.Signals | None = None
    popen: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it; its output is added to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.started_at = time.monotonic()
        user, group = self.login or ("-", "-")
        wishes = [str(os.getpid()), str(int(self.stop_signal)), str(user), str(group)]
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                [sys.executable, "-I", "-S", CHILD, *wishes, *self.command],
                cwd=self.folder,
                env=None if self.environ is None else dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id, which is also its group's."""
        assert self.popen is not None, f"{self.name} was not started"
        return self.popen.pid

    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.popen is not None and self.popen.poll() is None

    def wait(self) -> int:
        """Wait for its own end; its exit code."""
        assert self.popen is not None, f"{self.name} was not started"
        return self.popen.wait()

    def exit_code(self) -> int | None:
        """How it ended by itself; a signal's number is negative. None while it runs."""
        return None if self.popen is None else self.popen.poll()

    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started_at

    def reload(self) -> None:
        """Let it load its code anew: by its signal for that, or by starting it again."""
        if self.reload_signal is not None and self.is_running():
            os.kill(self.pid, self.reload_signal)
        else:
            self.stop()
            self.start()

    def stop(self, *, seconds: float = 10) -> None:
        """End it and whatever is left of its group; after `seconds` by force. Does nothing when it has ended."""
        if self.popen is None:
            return
        if self.is_running():
            self.popen.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.popen.wait(seconds)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()
        self.popen = None

    def last_lines(self, count: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


@contextmanager
def ended(process: Process) -> Iterator[Process]:
    """Whatever happens inside, the process has ended afterwards."""
    try:
        yield process
    finally:
        process.stop()


def eventually(true: Callable[[], object], *, seconds: float, every: float = 0.02) -> bool:
    """Wait until `true()` holds; False when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
