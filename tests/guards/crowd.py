"""A world with many more rows of what lists show, so that a query for each row stands out."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Model

from missions.models import Activity, Mission, Submission
from notifications.models import BellItem, Delivery, Notice
from programs.models import Advocate, Import, ImportFault, Tagging
from rewards.models import Budget, Transfer
from tests.factories.furniture.base import World, within

MANY = 12


def crowd(world: World) -> None:
    """Copies of people, missions, submissions, mail, notices, imports and transfers, as rows like those there are."""
    with within(world):
        people = add_people()
        missions = add_missions()
        add_submissions(people, missions, world)
        add_mail(people)
        add_the_rest()


def add_people() -> list[Advocate]:
    """People tagged as the tagged are."""
    like = Tagging.objects.select_related("advocate").first()
    assert like
    people = copies(
        like.advocate, ({"email": f"crowd{n}@example.com", "phone": None, "name": f"Crowd {n}"} for n in range(MANY))
    )
    copies(like, ({"advocate": person} for person in people))
    return people


def add_missions() -> list[Mission]:
    """Missions as each of those in every state that has one."""
    made = []
    for mission in list(Mission.objects.select_related("activity", "live", "draft", "budget")):
        activities = copies(mission.activity, ({} for _n in range(MANY // 4)))
        first = {"state": "draft", "live": None, "draft": None}
        rows = copies(
            mission,
            ({**first, "activity": activity, "budget": budget_like(mission, activity)} for activity in activities),
        )
        for row in rows:
            for name in ("live", "draft"):
                if revision := getattr(mission, name):
                    (own,) = copies(revision, [{"mission": row}])
                    setattr(row, name, own)
            row.state = mission.state
        Mission.objects.bulk_update(rows, ["live", "draft", "state"])
        made += rows
    return made


def budget_like(mission: Mission, activity: Activity) -> Budget | None:
    """One of its own for a copy of a mission that has one."""
    return copies(mission.budget, [{"about": f"crowd:{activity.pk}"}])[0] if mission.budget else None


def add_submissions(people: list[Advocate], missions: list[Mission], world: World) -> None:
    """Everybody's of one mission, and one person's of many."""
    found = Submission.objects.select_related("attempt", "mission__activity").exclude(attempt=None)
    for like in {row.activity_id: row for row in found}.values():
        assert like.attempt
        mine = [m for m in missions if m.live_id and m.title == like.mission.title]
        rows = copies(like, ({"advocate": person, "attempt": None} for person in people))
        rows += copies(
            like, ({"mission": m, "activity": m.activity, "revision": m.live, "attempt": None} for m in mine)
        )
        attempts = copies(like.attempt, ({"submission": row} for row in rows))
        for row, attempt in zip(rows, attempts, strict=True):
            row.attempt = attempt
        Submission.objects.bulk_update(rows, ["attempt"])


def add_mail(people: list[Advocate]) -> None:
    """Notices and deliveries of each kind to everybody, and many to one."""
    found = Notice.objects.filter(advocate__isnull=False).select_related("event")
    for notice in {(row.event_id, row.kind): row for row in found}.values():
        events = copies(notice.event, ({} for _n in range(MANY)))
        notices = copies(notice, ({"event": event} for event in events))
        notices += copies(notice, ({"advocate": person} for person in people))
        for delivery in list(Delivery.objects.filter(notice=notice)):
            copies(delivery, ({"notice": each} for each in notices))


def add_the_rest() -> None:
    """What each list of its own shows."""
    for item in list(BellItem.objects.select_related("event")):
        copies(item, ({"event": event} for event in copies(item.event, ({} for _n in range(MANY)))))
    for fault in list(ImportFault.objects.all()[:1]):
        copies(fault, ({"line": 1000 + n} for n in range(MANY)))
    for row in list(Import.objects.all()):
        copies(row, ({} for _n in range(MANY)))
    for transfer in list(Transfer.objects.all()[:2]):
        copies(transfer, ({"source": f"crowd:{transfer.pk}:{n}"} for n in range(MANY)))


def copies[M: Model](row: M, each: Iterable[dict[str, Any]]) -> list[M]:
    """Rows like this one with these changes, stored."""
    made = []
    for changes in each:
        other = copy(row)
        other._state = copy(row._state)
        other._state.fields_cache = dict(row._state.fields_cache)
        other._state.adding, other.pk = True, None
        for name, value in changes.items():
            setattr(other, name, value)
        made.append(other)
    return type(row)._base_manager.bulk_create(made)
