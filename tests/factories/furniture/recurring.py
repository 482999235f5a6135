"""Missions that can be done again: done for now, to be done again, and with another frequency in a draft."""

from missions.models import Mission
from missions.operations.missions import create_mission, save_draft
from missions.operations.submissions import submit
from tests.factories.furniture.base import ZONE, World
from tests.factories.furniture.missions import COMMON, TEXT, launched

FREQUENCIES = {
    "weekly": {
        "limit": "weekly",
        "per_person": "10",
        "quota": "25",
        "notify": "yes",
        "follow_ups": "on",
        "follow_up_days": "3 5",
    },
    "again": {"limit": "again"},
    "weekly_changed": {"limit": "weekly"},
}


def add_recurring(world: World) -> None:
    """Maya has done the first two once; of the third a draft says "every 3 months"."""
    by = world.staff["manager"]
    for key, raw in FREQUENCIES.items():
        words = {"title": f"Again ({key}) {world.word}"[:60]}
        mission = create_mission(type_key="custom_task", raw={**COMMON, **TEXT, **words, **raw}, by=by, now=world.now)
        launched(mission, by=by, now=world.now)
        world.missions[key] = mission
        submit(
            mission=Mission.objects.get(pk=mission.pk), advocate=world["maya"], slot=1, answers={"text": world.word},
            files=(), zone=ZONE, now=world.now,
        )  # fmt: skip
    save_draft(mission=world["weekly_changed"], fields={"limit": "quarterly"}, by=by, now=world.now)
