"""Workspaces to measure in: one of each thing by the product's operations, the many by copying its row."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from accounts.models import User, Workspace
from accounts.operations import create_workspace
from missions.forms.steps import DEFAULTS
from missions.forms.whole import Whole
from missions.models import Activity, AudienceRule, Mission, Revision
from missions.operations.missions import create_mission, launch_mission
from programs.models import Advocate, Tag

ZONE = "Europe/Berlin"
RAW: dict[str, Any] = DEFAULTS | {
    "title": "Tell us about your launch", "description": "<p>Your story helps <strong>other teams</strong> decide.</p>",
    "minutes": "10", "points": "150", "notify": "no", "type-proof": "text",
}  # fmt: skip
PEOPLE = """
INSERT INTO programs_advocate
    (email, name, sort_name, company, language, time_zone, status, consent_source, link_version, joined_at)
SELECT 'person' || n || '@example.com', 'Person ' || n, 'person ' || n, '', '', '', 'active', 'bench', 1, %s
FROM generate_series(1, %s) n RETURNING id
"""


def make_workspace(slug: str, *, now: datetime) -> tuple[Workspace, User]:
    """An empty workspace and its owner."""
    owner = User.objects.create_user(f"owner@{slug}.example", name="Olga Owner")
    return create_workspace(name=slug.title(), slug=slug, time_zone=ZONE, owner=owner, now=now), owner


def make_people(count: int, *, now: datetime) -> list[Advocate]:
    """So many active people with an address, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [now, count])
    return list(Advocate.objects.order_by("pk"))


def make_tags(count: int) -> list[Tag]:
    """So many tags."""
    return Tag.objects.bulk_create(Tag(name=f"tag {number}") for number in range(count))


def launch_one(owner: User, *, now: datetime, **raw: Any) -> Mission:
    """A custom task, made and launched as staff do it."""
    mission = create_mission(type_key="custom_task", raw=RAW | raw, by=owner, now=now)
    whole = Whole(mission, zone=ZONE)
    launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=owner, now=now)
    return mission


def copy_for_tags(like: Mission, tags: Sequence[Tag]) -> list[Mission]:
    """A live mission like this one for each of the tags, for the people who have it; every other has a deadline."""
    assert like.live is not None
    live, ends_at = like.live, [None, like.created_at + timedelta(days=30)]
    activities = Activity.objects.bulk_create(_copy(like.activity) for _tag in tags)
    missions = Mission.objects.bulk_create(
        _copy(like, activity=activity, audience="chosen", state="draft", live=None, ends_at=ends_at[number % 2])
        for number, activity in enumerate(activities)
    )
    revisions = Revision.objects.bulk_create(_copy(live, mission=mission) for mission in missions)
    for mission, revision in zip(missions, revisions, strict=True):
        mission.live, mission.state = revision, like.state
    Mission.objects.bulk_update(missions, ["live", "state"], batch_size=500)
    rules = (AudienceRule(mission=mission, tag=tag) for mission, tag in zip(missions, tags, strict=True))
    AudienceRule.objects.bulk_create(rules)
    return missions


def copies[M: Model](row: M, each: Iterable[dict[str, Any]]) -> list[M]:
    """Rows like this one with these changes, stored by one statement for some hundreds."""
    manager = type(row)._base_manager
    return manager.bulk_create([_copy(row, **changes) for changes in each], batch_size=1000)


def _copy[M: Model](row: M, **changes: Any) -> M:
    """A row like this one that is not stored yet."""
    other = copy(row)
    other._state = copy(row._state)
    other._state.adding, other.pk = True, None
    for name, value in changes.items():
        setattr(other, name, value)
    return other
