"""That people went to where a mission sends them: apart from what they hand in as proof."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from missions.models import Mission, Opening, Participation
from missions.operations.promising import promise_start
from missions.operations.submissions import AlreadySent, MissionClosed, closed_when_spent, note_seen, submit
from missions.rules import refusal_to_submit
from missions.turns import turn_of
from programs.models import Advocate


@transaction.atomic
def open_place(
    *,
    mission: Mission,
    advocate: Advocate,
    place: str,
    text: str = "",
    prepares: Mapping[str, str] | None = None,
    completes: bool = False,
    zone: str,
    now: datetime,
    turn: int | None = None,
) -> None:
    """Note that the person opened a place, and with which text; with `completes` the mission is handed in by it.

    `prepares` are answers for the first slot's form, put where nothing is typed yet. Opened again, the count and the
    text change, and nothing is handed in twice at the same `turn`. Raises MissionClosed with the reason the hub
    shows, and then nothing is noted.
    """
    at = turn_of(mission, advocate, now=now, number=turn)
    if reason := refusal_to_submit(mission, advocate, now=now, zone=zone, turn=at):
        raise MissionClosed(reason)
    row = note_seen(mission=mission, advocate=advocate, now=now, turn=at)
    with closed_when_spent(mission, advocate, now=now):
        promise_start(participation=row, now=now)
    row.started_at = row.started_at or now
    row.draft = _prepared(row.draft, prepares or {})
    row.save(update_fields=["started_at", "draft"])
    opening, is_new = Opening.objects.get_or_create(
        mission=mission, advocate=advocate, place=place, defaults={"text": text, "first_at": now, "last_at": now}
    )
    if not is_new:
        Opening.objects.filter(pk=opening.pk).update(text=text, last_at=now, count=F("count") + 1)
    if completes:
        _hand_in(row, place, zone, now)


def _prepared(draft: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    typed = {name: value for name, value in draft.get("1", {}).items() if value}
    return {**draft, "1": {**answers, **typed}} if answers else dict(draft)


def _hand_in(row: Participation, place: str, zone: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            submit(
                mission=row.mission, advocate=row.advocate, slot=1, answers={"opened": place}, files={}, zone=zone,
                now=now, turn=row.cycle,
            )  # fmt: skip
    except AlreadySent:
        return


@transaction.atomic
def forget_openings(*, advocate_id: int) -> None:
    """Empty what an erased person shared; that they did stays."""
    Opening.objects.filter(advocate=advocate_id).update(text="")
