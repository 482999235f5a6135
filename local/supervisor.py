"""Keeps processes running together: one that dies is named and started again; at the end all stop, last started first.

A process that dies more than RESTARTS times within a minute will not get better by itself: then everything stops. One
that may rest, because its source is being edited, is left alone when it fails while young, until it is loaded anew.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from local.processes import Process

RESTARTS, WITHIN = 3, 60.0
YOUNG = 10.0


class GaveUp(Exception):
    """A process died again and again; the message names it."""


@dataclass
class Supervisor:
    """The processes, in the order in which they were started. `rest` names those that may rest."""

    say: Callable[[str], None]
    rest: frozenset[str] = frozenset()
    processes: list[Process] = field(default_factory=list)
    _deaths: dict[str, list[float]] = field(default_factory=dict)
    _resting: set[str] = field(default_factory=set)

    def add(self, process: Process) -> None:
        """Look after this one, and start it unless it runs."""
        self.processes.append(process)
        if not process.is_running():
            process.start()

    def dead(self) -> list[Process]:
        """Those that have ended by themselves and are not resting."""
        return [process for process in self.processes if not process.is_running() and process.name not in self._resting]

    def look(self) -> None:
        """Start again what has died. Raises GaveUp."""
        for process in self.dead():
            self._revive(process)

    def reload(self, name: str) -> None:
        """Let the process of that name load its code anew; one that rested is started."""
        (process,) = (process for process in self.processes if process.name == name)
        self._resting.discard(name)
        process.reload()

    def stop(self) -> None:
        """Stop all, last started first; returns when every one has ended."""
        while self.processes:
            self.processes.pop().stop(seconds=15)

    def _revive(self, process: Process) -> None:
        code = process.exit_code() or 0
        self.say(f"\n{process.name} ended with {code}. The end of {process.log}:")
        self.say(process.last_lines())
        process.stop()  # what is left of its group
        if process.name in self.rest and code > 0 and process.age() < YOUNG:
            self._resting.add(process.name)
            self.say(f"{process.name} is started again when a source file changes.")
            return
        deaths = [at for at in self._deaths.get(process.name, []) if at > time.monotonic() - WITHIN]
        self._deaths[process.name] = [*deaths, time.monotonic()]
        if len(deaths) >= RESTARTS:
            raise GaveUp(f"{process.name} ended {len(deaths) + 1} times within a minute.")
        self.say(f"Starting {process.name} again.")
        process.start()
