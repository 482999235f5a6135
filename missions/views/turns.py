"""What a mission's page says of a person's other times at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from missions.how_often import polite_words
from missions.models import Mission, Submission
from missions.turns import Turn, url_of_turn
from programs.models import Advocate

EARLIER = 12  # so many are listed; all are under "My activity"


@dataclass(frozen=True)
class Earlier:
    """Something handed in at an earlier time."""

    sent_at: datetime
    state: str
    points: int
    url: str


def turn_context(mission: Mission, advocate: Advocate, turn: Turn, *, zone: str) -> dict[str, Any]:
    """When it can be done again, or that this is an earlier time; and what was handed in at the times before."""
    recurs = mission.recurrence.recurs
    return {
        "turn_query": f"?turn={turn.number}" if recurs else "",
        "done_words": polite_words(mission, turn, zone) if turn.is_completed and recurs else "",
        "may_again": turn.is_completed and turn.may and recurs,
        "earlier": earlier_turns(mission, advocate, turn) if turn.number or turn.times > 1 else [],
    }


def earlier_turns(mission: Mission, advocate: Advocate, turn: Turn) -> list[Earlier]:
    """What one person handed in at other times, the latest first; one query."""
    rows = Submission.objects.filter(activity=mission.activity_id, advocate=advocate).exclude(cycle=turn.number)
    return [
        Earlier(row.submitted_at, row.state, row.points, url_of_turn(mission.pk, row.cycle, recurs=True))
        for row in rows.order_by("-cycle", "number")[:EARLIER]
    ]
