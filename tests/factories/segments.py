"""Segments for tests, made by the operations that make them in the product. In a workspace's scope."""

from datetime import datetime
from typing import Any

import time_machine

from accounts.models import User
from events.models import Due
from foundation.tenancy import current_workspace_id
from jobs.models import Job
from jobs.operations import step_job
from segments.language import known_facts, parse
from segments.models import Segment
from segments.operations.asking import ask_touched
from segments.operations.segments import Named, create_segment
from segments.operations.whole import KIND, ask_some_of_all
from tests.factories.accounts import NOW


def rule(*parts: Any, match: str = "all", among: str = "registered") -> dict[str, Any]:
    """A rule as it is kept; `clause` and `group` make its parts."""
    return {"version": 1, "among": among, "match": match, "parts": list(parts)}


def group(match: str, *parts: Any) -> dict[str, Any]:
    return {"match": match, "parts": list(parts)}


def clause(fact: str, op: str, value: Any = None, days: int | None = None) -> dict[str, Any]:
    found = {"fact": fact, "op": op, "value": value, "days": days}
    return {key: part for key, part in found.items() if part is not None}


def make_segment(by: User, *parts: Any, name: str = "Champions", now: datetime = NOW, **more: Any) -> Segment:
    """By a rule of these clauses, and everybody asked; without any it is filled by hand."""
    tree = parse(rule(*parts, **more), known_facts()) if parts else None
    segment = create_segment(named=Named(name), rule=tree, by=by, now=now)
    settle()
    segment.refresh_from_db()
    return segment


def settle(now: datetime = NOW) -> None:
    """What workers would do now: finish what asks everybody, and ask those who were touched."""
    with time_machine.travel(now, tick=False):
        for pk in Job.objects.filter(kind=KIND, ended_at=None).values_list("pk", flat=True):
            while step_job(job_id=pk, kinds={KIND: ask_some_of_all}, now=now):
                pass
    while ask_touched(now=now):
        pass
    Due.objects.filter(workspace_id=current_workspace_id(), work__in=["job", "segments.drain"]).delete()
