"""Missions that open when others are done (X-30): what is lacking, and whether missions would wait for each other."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from foundation.prepared import Slot
from missions.models import Mission, Participation, Prerequisite


def locked_for(advocate: int | Slot) -> QuerySet[Prerequisite, int]:
    """The missions for which a person lacks something; it grows with the prerequisites there are, not with missions."""
    done = Participation.objects.filter(advocate=advocate, completed_at__isnull=False).values("mission")
    return Prerequisite.objects.exclude(required__in=done).values_list("mission_id", flat=True)


def lacking(mission: Mission, advocate_id: int) -> list[Mission]:
    """What a person has to do before this mission opens."""
    done = Participation.objects.filter(advocate=advocate_id, completed_at__isnull=False).values("mission")
    wanted = Prerequisite.objects.filter(mission=mission).exclude(required__in=done).values("required")
    return list(Mission.objects.filter(pk__in=wanted).order_by("pk"))


def lacking_of(missions: Collection[int], advocate_id: int) -> dict[int, list[str]]:
    """The titles of what a person has to do before each of these missions opens; one query."""
    done = Participation.objects.filter(advocate=advocate_id, completed_at__isnull=False).values("mission")
    rows = Prerequisite.objects.filter(mission__in=missions).exclude(required__in=done).order_by("pk")
    found: dict[int, list[str]] = {}
    for mission_id, title in rows.values_list("mission_id", "required__title"):
        found.setdefault(mission_id, []).append(f"“{title}”")
    return found


def waits_for(mission_id: int, chosen: Iterable[int]) -> bool:
    """Whether any of these missions waits, directly or through others, for this one."""
    edges: dict[int, set[int]] = {}
    for later, earlier in Prerequisite.objects.values_list("mission_id", "required_id"):
        edges.setdefault(later, set()).add(earlier)
    found, asked = set(chosen), list(chosen)
    while asked:
        for earlier in edges.get(asked.pop(), set()) - found:
            found.add(earlier)
            asked.append(earlier)
    return mission_id in found
