"""Campaigns: a draft, one somebody is in, one they may join, one that is over."""

from typing import Any

from campaigns.looking import ready_of
from campaigns.models import Campaign, Role
from campaigns.operations.joining import join_campaign
from campaigns.operations.making import Arrangement, add_part, arrange_parts, create_campaign
from campaigns.operations.running import end_campaign, launch_campaign
from campaigns.progress import parts_of
from missions.models import Mission
from missions.operations.missions import save_draft
from tests.factories.furniture.base import ZONE, World

VALUES: dict[str, Any] = {
    "title": "Spring launch",
    "summary": "Three things for the new release.",
    "instructions": "Say what you think.\n\nBe honest.",
    "terms": "No discounts are promised.",
    "open_to": None,
    "approval": "manual",
    "is_monthly": False,
    "ends_at": None,
    "joining_points": 5,
    "joining_reward": None,
    "completing_points": 50,
    "completing_reward": None,
}


def _make(world: World, **values: Any) -> Campaign:
    return create_campaign(values=VALUES | values, by=world.staff["owner"], now=world.now)


def _part(world: World, campaign: Campaign, title: str) -> Mission:
    owner = world.staff["owner"]
    mission = add_part(campaign=campaign, type_key="custom_task", by=owner, now=world.now)
    typed = {"title": title, "points": "10", "notify": "no", "type-proof": "text"}
    save_draft(mission=mission, fields=typed, by=owner, now=world.now)
    return mission


def _launch(world: World, campaign: Campaign) -> None:
    ready, _lacking = ready_of(parts_of(campaign), zone=ZONE)
    launch_campaign(campaign=campaign, ready=ready, by=world.staff["owner"], now=world.now)
    campaign.refresh_from_db()


def add_campaigns(world: World) -> None:
    """One in each state; of the one that maya is in some activities are a choice."""
    owner, maya, word = world.staff["owner"], world["maya"], world.word
    draft = world.rows["campaign"] = _make(world, title=f"Draft of {word}")
    add_part(campaign=draft, type_key="survey", by=owner, now=world.now)
    world.rows["campaign_part"] = parts_of(draft)[0]
    live = world.rows["campaign_live"] = _make(world, title=f"Spring of {word}", is_monthly=True)
    for title in ("Share the news", "Write a post", "Write a story"):
        _part(world, live, f"{title} of {word}")
    choice = {part.pk: (Role.CHOICE, 1) for part in parts_of(live)[1:]}
    arrange_parts(campaign=live, arrangement=Arrangement(choice, {1: 1}), by=owner, now=world.now)
    _launch(world, live)
    join_campaign(campaign=live, advocate=maya, accepts=True, now=world.now)
    world.rows["campaign_offered"] = _make(world, title=f"Summer of {word}")
    _part(world, world["campaign_offered"], f"Take a picture of {word}")
    _launch(world, world["campaign_offered"])
    over = world.rows["campaign_over"] = _make(world, title=f"Winter of {word}", terms="")
    _part(world, over, f"Build a snowman of {word}")
    _launch(world, over)
    join_campaign(campaign=over, advocate=maya, accepts=True, now=world.now)
    end_campaign(campaign=over, by=owner, now=world.now)
