"""Missions and submissions for tests, made by the operations that make them in the product. In a workspace's scope."""

from datetime import datetime
from typing import Any

from accounts.models import User
from foundation.times import reached
from missions.forms.steps import DEFAULTS
from missions.forms.whole import Whole
from missions.models import Mission, Submission
from missions.operations.missions import create_mission, launch_mission
from missions.operations.submissions import submit
from programs.models import Advocate
from tests.factories.accounts import NOW

ZONE = "Europe/Berlin"
CUSTOM = {"title": "Write about us", "minutes": "10", "points": "100", "notify": "no", "type-proof": "text"}


def by_clock(instant: datetime) -> datetime:
    """What a workspace's clocks show, for participations that are made by hand."""
    return reached(instant, ZONE)


def make_draft(by: User, *, type_key: str = "custom_task", now: datetime = NOW, **raw: Any) -> Mission:
    return create_mission(type_key=type_key, raw={**DEFAULTS, **CUSTOM, **raw}, by=by, now=now)


def make_live(by: User, *, type_key: str = "custom_task", now: datetime = NOW, **raw: Any) -> Mission:
    mission = make_draft(by, type_key=type_key, now=now, **raw)
    whole = Whole(mission, zone=ZONE)
    launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=by, now=now)
    return mission


def hand_in(
    mission: Mission, advocate: Advocate, *, text: str = "Done.", slot: int = 1, now: datetime = NOW
) -> Submission:
    return submit(mission=mission, advocate=advocate, slot=slot, answers={"text": text}, files={}, zone=ZONE, now=now)
