"""What falls due for segments, as steps of `advocacy.wiring`."""

from datetime import UTC, datetime, timedelta

from events.operations import schedule
from events.rounds import Found
from foundation.tenancy import workspace_scope
from segments.operations.asking import TICKING, ask_touched, tick
from segments.operations.touching import DRAINING
from segments.operations.whole import audit

GAVE_UP = timedelta(minutes=10)


def ask_waiting(workspace_id: int, ref: int) -> bool:
    """Ask some of the people who were touched; whether more wait."""
    with workspace_scope(workspace_id):
        return ask_touched(now=datetime.now(UTC))


def tick_once(workspace_id: int, ref: int) -> bool:
    """Ask those whose answer the clock has changed."""
    with workspace_scope(workspace_id):
        tick(number=ref, now=datetime.now(UTC))
    return False


def keep_ticking(workspace_id: int, ref: int, error: str) -> None:
    """A tick failed at every try: the clock goes on all the same, and the next one asks about the whole span."""
    with workspace_scope(workspace_id):
        schedule(TICKING, ref=ref, due_at=datetime.now(UTC) + GAVE_UP)


def keep_asking(workspace_id: int, ref: int, error: str) -> None:
    """People could not be asked at any try: those who were touched wait on."""
    with workspace_scope(workspace_id):
        schedule(DRAINING, due_at=datetime.now(UTC) + GAVE_UP)


def audit_segments(now: datetime) -> Found:
    """The work of a night."""
    return audit(now=now)
