"""What staff see of a campaign: how ready its activities are, and how far people have come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count

from campaigns.models import Campaign, Completion, Joining, Part
from campaigns.operations.running import Ready
from campaigns.progress import parts_of, turns_done
from campaigns.rules import begins_anew, is_over
from campaigns.runs import run_now
from campaigns.states import EDIT
from foundation.times import shown
from missions.forms.whole import Whole
from missions.states import MissionState
from missions.types import TYPES


def ready_of(parts: Sequence[Part], *, zone: str) -> tuple[list[Ready], dict[int, int]]:
    """The drafts that can be launched, and by mission how much stands in the way of the others."""
    ready, lacking = [], {}
    for part in parts:
        if part.mission.state != MissionState.DRAFT:
            continue
        whole = Whole(part.mission, zone=zone)
        if found := whole.problems():
            lacking[part.mission_id] = len(found)
        else:
            ready.append(Ready(part.mission, whole.content(), whole.questions()))
    return ready, lacking


class Activity(NamedTuple):
    """An activity as staff see it: its type, what is lacking, and how many have done it in this run."""

    part: Part
    type: Any
    lacking: int
    done: int


def view_of(campaign: Campaign, *, zone: str, now: datetime) -> dict[str, Any]:
    """Everything the page of a campaign shows."""
    parts, run = parts_of(campaign), run_now(campaign, now)
    ready, lacking = ready_of(parts, zone=zone)
    done = turns_done(run).filter(mission__part__campaign=campaign, advocate__is_test=False)
    people = dict(done.values_list("mission").annotate(Count("advocate", distinct=True)).order_by())
    joined = Joining.objects.filter(campaign=campaign, left_at=None, advocate__is_test=False)
    completed = Completion.objects.filter(joining__campaign=campaign, run=run.number, taken_back_at=None)
    return {
        "campaign": campaign,
        "activities": [
            Activity(
                part, TYPES[part.mission.activity.type], lacking.get(part.mission_id, 0), people.get(part.mission_id, 0)
            )
            for part in parts
        ],
        "ready": len(ready),
        "lacking": len(lacking),
        "run_ends": _words(begins_anew(campaign, zone=zone, now=now), zone),
        "ends": _words(campaign.ends_at, zone),
        "joined": joined.count(),
        "completed": completed.filter(joining__advocate__is_test=False).count(),
        "is_over": is_over(campaign, now),
        "can_change": campaign.state in EDIT,
        "can_arrange": any(part.mission.launched_at is None for part in parts),
        "can_launch": bool(ready) and not lacking,
    }


def _words(instant: datetime | None, zone: str) -> str:
    return shown(instant, zone) if instant else ""


class Person(NamedTuple):
    """Somebody in a campaign: how many activities they have done in this run, and whether that completes it."""

    joining: Joining
    done: int
    completed_at: datetime | None


def people_in(campaign: Campaign, *, after: int | None, most: int, now: datetime) -> list[Person]:
    """Who has joined and not left, in the order they joined."""
    rows = Joining.objects.filter(campaign=campaign, left_at=None).select_related("advocate").order_by("pk")
    joinings = list((rows.filter(pk__gt=after) if after else rows)[:most])
    run = run_now(campaign, now)
    turns = turns_done(run).filter(mission__part__campaign=campaign, advocate__in=[one.advocate_id for one in joinings])
    done: dict[int, set[int]] = {}
    for person, mission in turns.values_list("advocate", "mission"):
        done.setdefault(person, set()).add(mission)
    completed = dict(
        Completion.objects.filter(joining__in=joinings, run=run.number, taken_back_at=None).values_list("joining", "at")
    )
    return [Person(one, len(done.get(one.advocate_id, ())), completed.get(one.pk)) for one in joinings]
