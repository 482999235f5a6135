"""A world: one workspace, with everything in it by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any

from accounts.models import User, Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.models import Decision, Mission, Submission
from programs.models import Advocate

ZONE = "Europe/Berlin"

type Row = Any


@dataclass
class World:
    """One workspace with something of everything. `word` stands in every text that somebody typed in it.

    A browser is what it keeps: its cookies.
    """

    workspace: Workspace
    word: str
    now: datetime
    staff: dict[str, User] = field(default_factory=dict)
    people: dict[str, Advocate] = field(default_factory=dict)
    browsers: dict[str, SimpleCookie] = field(default_factory=dict)
    missions: dict[str, Mission] = field(default_factory=dict)
    submissions: dict[str, Submission] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.workspace.slug

    def __getitem__(self, name: str) -> Row:
        """The row called so, of whatever kind."""
        for shelf in (self.missions, self.submissions, self.people, self.decisions, self.rows):
            if name in shelf:
                return shelf[name]
        raise KeyError(name)


@contextmanager
def within(world: World) -> Iterator[World]:
    """The world's workspace in scope, with its addresses."""
    with workspace_scope(world.workspace.pk), addressed_to(world.slug):
        yield world
