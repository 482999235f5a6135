"""Missions with a budget: half used, used up, and one in money; and one that approves by a rule."""

from typing import Any

from accounts.models import Profile
from accounts.operations import change_settings
from missions.models import Mission, SpotCheck, Submission
from missions.operations.decisions import approve_submission
from missions.operations.missions import create_mission
from missions.operations.submissions import keep_answers, submit
from tests.factories.furniture.base import ZONE, World
from tests.factories.furniture.missions import COMMON, TEXT, launched


def add_budgets(world: World) -> None:
    """What a point is worth is said, too."""
    settings = {"point_value": 1000, "currency": "EUR"}
    by = world.staff["owner"]
    change_settings(workspace=world.workspace, profile=Profile.objects.get(), changes=settings, by=by)
    both = {"recognition": "both", "reward": str(world["reward"].pk)}
    capped = _mission(world, "capped", "Half spent:", both | {"budget": "points", "budget_points": "600"})
    full = _mission(world, "full", "Used up:", {"budget": "points", "budget_points": "250", "budget_overrun": "on"})
    _mission(world, "in_money", "Paid for:", {"budget": "money", "budget_money": "49.50"})
    ruled = _mission(
        world, "ruled", "By rule:", {"approval": "rule", "approval_missions": "1", "approval_share": "100"}
    )
    world.submissions["drawn"] = _hand_in(world, ruled, "maya")
    world.submissions["not_by_rule"] = _hand_in(world, ruled, "tom")
    world.rows["spot_check"] = SpotCheck.objects.first()
    for mission in (capped, full):
        sent = _hand_in(world, mission, "jonas")
        keep_answers(mission=mission, advocate=world["maya"], slot=1, fields={"text": "So"}, now=world.now)
        row = Submission.objects.select_related("mission", "activity", "revision", "advocate").get(pk=sent.pk)
        approve_submission(submission=row, attempt_id=row.attempt_id or 0, by=by, now=world.now)


def _mission(world: World, key: str, title: str, raw: dict[str, Any]) -> Mission:
    words = {"title": f"{title} {world.word}"[:60], "description": f"<p>About <strong>{world.word}</strong>.</p>"}
    by = world.staff["manager"]
    mission = create_mission(type_key="custom_task", raw={**COMMON, **words, **TEXT, **raw}, by=by, now=world.now)
    launched(mission, by=by, now=world.now)
    world.missions[key] = mission
    return mission


def _hand_in(world: World, mission: Mission, person: str) -> Submission:
    fresh = Mission.objects.select_related("activity", "live", "budget").get(pk=mission.pk)
    return submit(
        mission=fresh, advocate=world[person], slot=1, answers={"text": world.word}, files=[], zone=ZONE, now=world.now
    )
