"""What falls due for segments, as steps of `advocacy.wiring`."""

from datetime import UTC, datetime

from events.rounds import Found
from foundation.tenancy import workspace_scope
from segments.operations.asking import ask_touched, tick
from segments.operations.whole import audit


def ask_waiting(workspace_id: int, ref: int) -> bool:
    """Ask some of the people who were touched; whether more wait."""
    with workspace_scope(workspace_id):
        return ask_touched(now=datetime.now(UTC))


def tick_once(workspace_id: int, ref: int) -> bool:
    """Ask those whose answer the clock has changed."""
    with workspace_scope(workspace_id):
        tick(number=ref, now=datetime.now(UTC))
    return False


def audit_segments(now: datetime) -> Found:
    """The work of a night."""
    return audit(now=now)
