"""What falls due about missions. `advocacy.wiring` lists the steps."""

from django.utils import timezone

from foundation.tenancy import workspace_scope
from missions.operations.arrivals import expire_arrival
from missions.operations.calls import expire_invitation
from missions.operations.cycles import open_cycle
from missions.operations.follow_ups import follow_up
from missions.operations.on_time import do_planned
from missions.operations.proofs import expire_held
from missions.operations.reminding import remind_of_call


def begin_cycle(workspace_id: int, ref: int) -> bool:
    """Tell that a cycle of a mission has begun."""
    with workspace_scope(workspace_id):
        open_cycle(opening_id=ref, now=timezone.now())
    return False


def remind_of_mission(workspace_id: int, ref: int) -> bool:
    """Remind those who have not completed a mission."""
    with workspace_scope(workspace_id):
        follow_up(follow_up_id=ref, now=timezone.now())
    return False


def act_on_time(workspace_id: int, ref: int) -> bool:
    """Do what was planned for a mission."""
    with workspace_scope(workspace_id):
        do_planned(planned_id=ref, now=timezone.now())
    return False


def expire_held_file(workspace_id: int, ref: int) -> bool:
    """Let go of a file that was sent for a mission and never handed in."""
    with workspace_scope(workspace_id):
        expire_held(held_id=ref)
    return False


def expire_unanswered(workspace_id: int, ref: int) -> bool:
    """End a request to take a call that nobody answered in time."""
    with workspace_scope(workspace_id):
        expire_invitation(invitation_id=ref, now=timezone.now())
    return False


def remind_of_agreed(workspace_id: int, ref: int) -> bool:
    """Remind of a reference call that begins soon."""
    with workspace_scope(workspace_id):
        remind_of_call(invitation_id=ref, now=timezone.now())
    return False


def expire_arrived(workspace_id: int, ref: int) -> bool:
    """Forget somebody who took part from a public page, two days later: whether they confirmed their address or not."""
    with workspace_scope(workspace_id):
        expire_arrival(arrival_id=ref)
    return False
