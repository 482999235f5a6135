"""`bin/up`: starts everything that the product needs on this machine, keeps it running, and stops it together.

A process that dies is named and started again (see supervisor.py). Logs are in var/log, data is in var/.
"""

import argparse
import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from local import assets
from local.only_one import AlreadyRunning, claim, leave_word
from local.parts import LOG, ROOT, VAR, beat, preparation, web, worker
from local.ports import free_port
from local.postgres import PostgresDidNotStart
from local.processes import ended, eventually
from local.supervisor import GaveUp, Supervisor
from local.surroundings import Surroundings, surround
from local.valkey import ValkeyDidNotStart
from local.watch import PYTHON, Watch

RELOADED = frozenset({"web", "worker", "beat"})
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """Someone asked for the end."""


class StepFailed(Exception):
    """A step of the start failed; the message is what it said."""


def main() -> int:
    """Start, keep, stop; the exit code."""
    parser = argparse.ArgumentParser(prog="bin/up", description=__doc__)
    parser.add_argument("--no-reload", action="store_true", help="do not restart when a source file changes")
    options = parser.parse_args()
    try:
        place = claim(VAR / "up.lock")
    except AlreadyRunning as other:
        say(f"bin/up is already running for this folder. {other}")
        return 1
    with place:
        leave_word(place, f"It is just starting (process {os.getpid()}).")
        supervisor = Supervisor(say, rest=frozenset() if options.no_reload else RELOADED)
        try:
            _listen_for_endings()
            leave_word(place, start(supervisor))
            keep(supervisor, reload=not options.no_reload)
        except Stop:
            return 0
        except (GaveUp, StepFailed, PostgresDidNotStart, ValkeyDidNotStart, assets.StylesNotBuilt) as reason:
            say(f"\n{reason}")
            return 1
        finally:
            _ignore_endings()
            say("\nStopping ...")
            supervisor.stop()
            say("Stopped.")


def start(supervisor: Supervisor) -> str:
    """Start everything and print where it is. Returns the line for whoever starts a second one."""
    began_at = time.monotonic()
    shutil.rmtree(LOG, ignore_errors=True)
    LOG.mkdir(parents=True)
    surroundings = surround(supervisor)
    port = free_port(int(os.environ.get("PORT", "8000")))
    url = f"http://localhost:{port}"
    environ = surroundings.environ
    environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings.dev")
    environ.setdefault("PUBLIC_URL", url)
    words = VAR / "sign-ins.txt"
    # The sample is for our own database only: another's is not ours to fill.
    sample = VAR / "sample.txt" if surroundings.has_own_database else None
    preparing = preparation(environ, surroundings.owner_url, words, sample=sample)
    with ended(preparing):
        preparing.start()
        supervisor.add(web(environ, port))  # it loads its code meanwhile; nobody knows its address yet
        assets.build()
        if preparing.wait() != 0:
            raise StepFailed(f"{preparing.name} failed:\n{preparing.last_lines(40)}")
    _await_answer(url, supervisor)
    for process in (worker(environ), beat(environ)):
        supervisor.add(process)
    said = words.read_text()
    words.unlink()  # the token is for the terminal only
    say(_welcome(url, surroundings, said, seconds=time.monotonic() - began_at))
    return f"It is at {url} (process {os.getpid()}); end it with Ctrl-C there, or with kill {os.getpid()}."


def keep(supervisor: Supervisor, *, reload: bool) -> NoReturn:
    """Look after the processes, and after changed sources, until a signal ends it."""
    watch = Watch(ROOT)
    while True:
        time.sleep(1)
        supervisor.look()
        if reload:
            _take_up_changes(supervisor, watch.changed())


def _take_up_changes(supervisor: Supervisor, changed: set[str]) -> None:
    """Templates are kept in memory by web and worker, so a changed one is loaded as changed code is."""
    if changed:
        say("Reloading: sources changed.")
        for name in RELOADED if PYTHON in changed else RELOADED - {"beat"}:
            supervisor.reload(name)
    try:
        assets.build()
    except assets.StylesNotBuilt as reason:
        say(f"The styles could not be built: {reason}")


def say(words: str) -> None:
    """Tell the person in the terminal, if it is still open."""
    with suppress(OSError):
        print(words, flush=True)


def _await_answer(url: str, supervisor: Supervisor) -> None:
    if not eventually(lambda: supervisor.dead() or _answers(url), seconds=30, every=0.05):
        raise StepFailed("The web server did not answer in 30 seconds; see var/log/web.log.")
    for process in supervisor.dead():
        raise StepFailed(f"{process.name} ended:\n{process.last_lines(40)}")


def _answers(url: str) -> bool:
    """Whether the web server answers anything at all."""
    try:
        with urlopen(f"{url}/healthz", timeout=5):  # noqa: S310  http on this machine
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def _welcome(url: str, surroundings: Surroundings, words: str, *, seconds: float) -> str:
    lines = [f"\nGroundswell runs (started in {seconds:.1f} s). Ctrl-C stops it.\n", f"  Application  {url}"]
    if surroundings.inbox_port:
        lines.append(f"  Inbox        http://localhost:{surroundings.inbox_port}")
    lines.append("  Logs         var/log")
    if words:
        lines += ["", *(f"  {line}".rstrip() for line in words.splitlines())]
    return "\n".join(lines) + "\n"


def _listen_for_endings() -> None:
    def end(number: int, frame: FrameType | None) -> None:
        _ignore_endings()  # one is enough: the end is under way
        raise Stop

    for number in ENDINGS:
        signal.signal(number, end)


def _ignore_endings() -> None:
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
