"""Rewards in each state, and milestones, one of them reached."""

from datetime import timedelta

from rewards.models import Reward, Shown
from rewards.operations.catalogue import archive_reward, create_milestone, create_reward
from rewards.operations.giving import cancel_grant, fulfil_grant, give_reward
from rewards.operations.leaderboard import count_months, set_leaderboard
from tests.factories.furniture.base import World


def _reward(world: World, name: str, kind: str = "swag", price: int = 5) -> Reward:
    values = {
        "name": name, "kind": kind, "about": "It comes by post.", "handing_out": f"In {world.word}'s drawer.",
        "price": price, "stock": 7, "per_person": 2,
    }  # fmt: skip
    return create_reward(values=values, by=world.staff["owner"], now=world.now)


def add_rewards(world: World) -> None:
    """A mug that was given in each state, an archived one, and milestones with and without."""
    owner, maya = world.staff["owner"], world["maya"]
    world.rows["reward"], world.rows["old_reward"] = _reward(world, "Coffee mug"), _reward(world, "Poster", "other")
    world.rows["dear_reward"] = _reward(world, "A journey", "other", price=5_000_000)
    archive_reward(reward=world["old_reward"], archived=True, by=owner, now=world.now)
    for number, name in enumerate(("grant", "grant_done", "grant_cancelled")):
        world.rows[name] = give_reward(
            reward_id=world["reward"].pk, advocate_id=maya.pk, source=f"sample:{name}", reason=f"For {world.word}",
            now=world.now - timedelta(days=number),
        )  # fmt: skip
    fulfil_grant(grant=world["grant_done"], note="The parcel is 4711.", by=owner, now=world.now)
    cancel_grant(grant=world["grant_cancelled"], note="They are gone.", by=owner, now=world.now)
    world.rows["milestone"] = create_milestone(
        name=f"First of {world.word}", points=1, reward=None, by=owner, now=world.now
    )
    set_leaderboard(is_on=True, shows=Shown.FIRST, by=owner, now=world.now)
    count_months(now=world.now)
    create_milestone(name="Gold", points=1_000_000, reward=world["reward"], by=owner, now=world.now)
