"""How far staff are with missions that they try out (B-14)."""

from accounts.models import User
from missions.models import Mission, Participation


def trial_of(mission: Mission, user: User) -> Participation | None:
    """How far a staff member's own test person is with a mission."""
    rows = Participation.objects.filter(mission=mission, advocate__test_of=user).select_related("advocate")
    return rows.first()
