"""Small programs for the tests of processes."""

import sys
from pathlib import Path

import psutil

from local.processes import Process, eventually

SLEEPER = "import time; print('here', flush=True); time.sleep(60)"


def python(code: str, folder: Path, *, name: str = "part") -> Process:
    """A process that runs the code, with its log in the folder."""
    return Process(name, [sys.executable, "-c", code], log=folder / f"{name}.log")


def saying_at_the_end(word: str, file: Path) -> str:
    """Code that adds the word to the file when it is asked to end."""
    return (
        "import signal, sys, time\n"
        f"signal.signal(signal.SIGTERM, lambda *_: sys.exit(open({str(file)!r}, 'a').write('{word} ')))\n"
        "print('here', flush=True)\n"
        "time.sleep(60)"
    )


def said(process: Process) -> bool:
    """Wait until the process has said something."""
    return eventually(process.last_lines, seconds=10)


def alive(pid: int) -> bool:
    """Whether it runs; a zombie that nobody has asked about does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
