"""The life of a mission, lived at random: hub, list, link, submit and explainer agree at every moment.

`LIVES=200 pytest tests/missions/test_life.py` lives as many as a full run does.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User, Workspace
from events.models import Event
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.models import AudienceRule, Decision, Mission, Submission
from missions.open_missions import listed_for, open_to
from missions.operations.decisions import approve_submission, decline_submission, return_submission, undo_decision
from missions.operations.firing import fire_entered
from missions.operations.missions import end_mission, pause_mission, resume_mission
from missions.operations.submissions import AlreadySent, MissionClosed, keep_answers, withdraw_submission
from missions.rules import refusal
from programs.models import Advocate, Tag, Tagging
from rewards.operations import BalanceSpent
from segments.operations.segments import put_in, take_out
from segments.queries import who_crossed
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import make_segment

LIVES = int(os.environ.get("LIVES", "12"))
HANDED_IN = "/submission/"


class Undone(Exception):
    """Takes back what was tried."""


@dataclass
class Life:
    """A mission that recurs and is set off by a segment, one person, and what happens to both."""

    workspace: Workspace
    by: User
    maya: Advocate
    mission: Mission
    now: datetime = NOW
    log: list[str] = field(default_factory=list)

    @contextmanager
    def scope(self) -> Iterator[None]:
        with time_machine.travel(self.now, tick=False), workspace_scope(self.workspace.pk):
            self.mission = Mission.objects.select_related("activity", "live").get(pk=self.mission.pk)
            self.maya = Advocate.objects.get(pk=self.maya.pk)
            yield

    def live(self, name: str) -> None:
        """One thing happens, if it can."""
        self.now += timedelta(minutes=1)
        with self.scope():
            try:
                with transaction.atomic():
                    ACTS[name](self)
            except (MoveNotAllowed, MissionClosed, AlreadySent, BalanceSpent, ObjectDoesNotExist):
                name += " (refused)"
        self.log.append(name)

    def latest(self) -> Submission:
        return Submission.objects.select_related("mission", "activity").latest("pk")

    def submits(self) -> bool:
        """Whether handing in would be taken now; it is taken back."""
        try:
            with transaction.atomic():
                hand_in(self.mission, self.maya, now=self.now)
                raise Undone
        except Undone:
            return True
        except (MissionClosed, AlreadySent):
            return False

    def agree(self) -> bool:
        """All ways of asking say the same; what they say."""
        with self.scope():
            by_rule = refusal(self.mission, self.maya, now=self.now, zone=ZONE) is None
            by_query = open_to(self.maya, now=self.now).filter(pk=self.mission.pk).exists()
            listed = self.mission.pk in {row.pk for row in listed_for(self.maya, now=self.now)}
            taken = self.submits()
        with time_machine.travel(self.now, tick=False):
            hub = open_hub(self.workspace, self.maya)  # sessions end within such a life
            page = hub.get(f"/{self.workspace.slug}/missions/{self.mission.pk}/").content.decode()
        offered = HANDED_IN in page
        assert (by_rule, by_query, listed) == (by_rule,) * 3, self.log
        assert taken == offered, (self.log, page[-3000:])
        assert taken or not by_rule, self.log  # what is open can be handed in
        return by_rule


def crossing(life: Life, change: Callable[..., object]) -> None:
    change(segment=life.mission.trigger_segment, advocates=[life.maya.pk], by=life.by, now=life.now)
    for event in Event.objects.filter(name="segment.entered").order_by("-pk")[:1]:
        if who_crossed(event).exists():
            fire_entered(event=event)


def decide(life: Life, operation: Callable[..., object], **more: object) -> None:
    row = life.latest()
    operation(submission=row, attempt_id=row.attempt_id, by=life.by, now=life.now, **more)


def toggle(life: Life, name: str) -> None:
    tag = Tag.objects.get(name=name)
    if not Tagging.objects.filter(advocate=life.maya, tag=tag).delete()[0]:
        Tagging.objects.create(advocate=life.maya, tag=tag)


ACTS: dict[str, Callable[[Life], object]] = {
    "pause": lambda life: pause_mission(mission=life.mission, by=life.by, now=life.now),
    "resume": lambda life: resume_mission(mission=life.mission, by=life.by, now=life.now),
    "end": lambda life: end_mission(mission=life.mission, by=life.by, now=life.now),
    "deadline": lambda life: Mission.objects.update(ends_at=life.now + timedelta(days=2)),
    "no deadline": lambda life: Mission.objects.update(ends_at=None),
    "tag": lambda life: toggle(life, "wanted"),
    "bar": lambda life: toggle(life, "barred"),
    "all": lambda life: Mission.objects.update(audience="registered"),
    "chosen": lambda life: Mission.objects.update(audience="chosen"),
    "enter": lambda life: crossing(life, put_in),
    "leave": lambda life: crossing(life, take_out),
    "suspend": lambda life: Advocate.objects.update(status="suspended"),
    "activate": lambda life: Advocate.objects.update(status="active"),
    "type": lambda life: keep_answers(
        mission=life.mission, advocate=life.maya, slot=1, fields={"text": "So far"}, now=life.now
    ),
    "hand in": lambda life: hand_in(life.mission, life.maya, now=life.now),
    "withdraw": lambda life: withdraw_submission(submission=life.latest(), now=life.now),
    "approve": lambda life: decide(life, approve_submission),
    "return": lambda life: decide(life, return_submission, note="More."),
    "decline": lambda life: decide(life, decline_submission, note="No."),
    "undo": lambda life: undo_decision(
        decision=Decision.objects.filter(reversed_at=None).latest("pk"), by=life.by, now=life.now
    ),
    "a day": lambda life: setattr(life, "now", life.now + timedelta(days=1)),
    "a month": lambda life: setattr(life, "now", life.now + timedelta(days=31)),
}
STARTS = ["enter", "hand in", "a month"]  # long ways are found more easily from here


@pytest.mark.timeout(60 + 20 * LIVES)
@pytest.mark.covers("B-01", "G-18", "G-21", "G-17")
def test_hub_list_link_submit_and_explainer_agree_whatever_happens(acme: Workspace, owner: User) -> None:
    maya, seen = make_advocate(acme), set()
    with workspace_scope(acme.pk):
        segment = make_segment(owner)
        wanted, barred = (Tag.objects.create(name=name) for name in ("wanted", "barred"))

    @settings(max_examples=LIVES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["instant", "segment"]), st.lists(st.sampled_from(sorted(ACTS)), min_size=4, max_size=9))
    def live(trigger: str, acts: list[str]) -> None:
        set_off: dict[str, Any] = {"trigger": "segment", "trigger_segment": str(segment.pk), "arming": "both"}
        with transaction.atomic(), workspace_scope(acme.pk):
            mission = make_live(owner, limit="monthly", **(set_off if trigger == "segment" else {}))
            AudienceRule.objects.create(mission=mission, tag=wanted)
            AudienceRule.objects.create(mission=mission, tag=barred, includes=False)
        life = Life(acme, owner, maya, mission)
        try:
            with transaction.atomic():
                for name in (*STARTS, *acts):
                    if name == "enter" and trigger == "instant":
                        continue
                    life.live(name)
                    seen.add(life.agree())
                raise Undone
        except Undone:
            pass
        finally:
            with workspace_scope(acme.pk):
                Mission.objects.filter(pk=mission.pk).update(state="archived")

    live()
    assert seen == {True, False}
