"""Yes and no about campaigns."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import LaunchApproval, Membership, Profile
from accounts.permissions import Permission, may
from campaigns.models import Campaign, Joining
from campaigns.runs import end_of, run_now
from campaigns.states import CampaignState
from programs.models import Advocate, AdvocateStatus
from segments.models import Stay


def is_over(campaign: Campaign, now: datetime) -> bool:
    """Whether it was ended, or its end has come: at that second it is over."""
    ended = campaign.state in (CampaignState.ENDED, CampaignState.ARCHIVED)
    return ended or (campaign.ends_at is not None and campaign.ends_at <= now)


def refusal_to_launch(campaign: Campaign, *, profile: Profile, member: Membership, now: datetime) -> str:
    """Why this staff member cannot launch the campaign, or ""; where launches are approved, as of missions (X-53)."""
    if is_over(campaign, now):
        return _("Its last moment has passed. Choose a later one in the settings.")
    if profile.launch_approval == LaunchApproval.OFF:
        return ""
    if not may(member.role, Permission.APPROVE_LAUNCHES):
        return _("Campaigns are launched by an owner or a manager here.")
    if profile.launch_approval == LaunchApproval.EVERYONE and campaign.created_by_id == member.user_id:
        return _("Here a campaign is launched by somebody else than who made it.")
    return ""


def begins_anew(campaign: Campaign, *, zone: str, now: datetime) -> datetime | None:
    """The instant of the next run; None where there will be none."""
    anew = end_of(run_now(campaign, now), zone=zone)
    over = is_over(campaign, now) or (anew is not None and campaign.ends_at is not None and campaign.ends_at <= anew)
    return None if over else anew


def joining_of(campaign: Campaign, advocate: Advocate) -> Joining | None:
    """That they are in it; None for who is not, or has left."""
    return Joining.objects.filter(campaign=campaign, advocate=advocate, left_at=None).first()


def may_see(campaign: Campaign, advocate: Advocate) -> bool:
    """Whether the hub shows it to this person: those who may join, and those who did."""
    if campaign.launched_at is None:
        return False
    return is_invited(campaign, advocate) or Joining.objects.filter(campaign=campaign, advocate=advocate).exists()


def is_invited(campaign: Campaign, advocate: Advocate) -> bool:
    """Whether the person is one of those it is open to (S0-64, S0-65)."""
    if advocate.status != AdvocateStatus.ACTIVE:
        return False
    if campaign.open_to_id is None:
        return True
    return Stay.objects.filter(segment=campaign.open_to_id, advocate=advocate, left_at=None).exists()


def refusal_to_join(campaign: Campaign, advocate: Advocate, *, accepts: bool, now: datetime) -> str:
    """Why the person cannot join now, or ""."""
    if campaign.state != CampaignState.LIVE or is_over(campaign, now):
        return _("This campaign is over.")
    if not is_invited(campaign, advocate):
        return _("This campaign is for other people.")
    return _("Accept the terms to take part.") if campaign.terms and not accepts else ""
