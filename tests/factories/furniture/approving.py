"""Missions sent for approval before their launch."""

from accounts.models import LaunchApproval, Profile
from accounts.operations import change_settings
from missions.operations.approving import ask_for_launch, return_request
from tests.factories.furniture.base import World


def add_launch_requests(world: World) -> None:
    """Editors need approval here: one mission waits that the manager sent, one that the owner sent, one came back."""
    owner, manager, now = world.staff["owner"], world.staff["manager"], world.now
    settings = {"launch_approval": LaunchApproval.EDITORS}
    change_settings(workspace=world.workspace, profile=Profile.objects.get(), changes=settings, by=owner)
    note = f"For the fair of {world.word}"
    ask_for_launch(mission=world["review_draft"], note=note, by=manager, now=now)
    ask_for_launch(mission=world["social_draft"], note=note, by=owner, now=now)
    back = ask_for_launch(mission=world["page_draft"], by=owner, now=now)
    return_request(request=back, answer=f"Say more of {world.word}", by=manager, now=now)
