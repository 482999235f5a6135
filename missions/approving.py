"""Approval before launch: who may launch what, who can approve it, and what waits."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import LaunchApproval, Membership, Profile
from accounts.permissions import PERMISSIONS, Permission, may
from missions.models import LaunchRequest, Mission
from missions.states import LaunchRequestState, MissionState


def open_requests() -> QuerySet[LaunchRequest]:
    """What waits for approval, of missions that could still be launched."""
    return LaunchRequest.objects.filter(state=LaunchRequestState.OPEN).exclude(mission__state=MissionState.ARCHIVED)


def latest_request(mission: Mission) -> LaunchRequest | None:
    """The last request for a mission, whatever became of it."""
    rows = LaunchRequest.objects.filter(mission=mission).select_related("asked_by", "closed_by")
    return rows.order_by("-pk").first()


def refusal_to_launch(*, profile: Profile, member: Membership, request: LaunchRequest | None) -> str:
    """Why this staff member cannot launch the mission by herself, or "". `request` is the mission's last one."""
    is_open = request is not None and request.state == LaunchRequestState.OPEN
    if profile.launch_approval == LaunchApproval.OFF:
        return ""
    if not may(member.role, Permission.APPROVE_LAUNCHES):
        return _("Your missions are launched by an owner or a manager: send it for approval.")
    if request is not None and is_open:
        own = request.asked_by_id == member.user_id
        return _("You asked for the approval, so somebody else gives it.") if own else ""
    if profile.launch_approval == LaunchApproval.EVERYONE:
        return _("Here every mission is launched by somebody else than its author: send it for approval.")
    return ""


def approvers(member: Membership) -> QuerySet[Membership]:
    """Who else could approve what this staff member asks for."""
    roles = [role for role, granted in PERMISSIONS.items() if Permission.APPROVE_LAUNCHES in granted]
    rows = Membership.objects.filter(workspace_id=member.workspace_id, role__in=roles)
    return rows.exclude(user_id=member.user_id)
