"""Missions that open when others are done (X-30): what is lacking, and whether missions would wait for each other."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from foundation.prepared import Slot
from missions.models import Mission, Participation, Prerequisite
from missions.texts import reading_of, said
from programs.models import Advocate


def unmet(advocate: int | Slot) -> QuerySet[Prerequisite]:
    """The prerequisites that a person has not completed; grows with prerequisites, not with missions."""
    done = Participation.objects.filter(advocate=advocate, completed_at__isnull=False).values("mission")
    return Prerequisite.objects.exclude(required__in=done)


def locked_for(advocate: int | Slot) -> QuerySet[Prerequisite, int]:
    """The missions for which a person lacks something."""
    return unmet(advocate).values_list("mission_id", flat=True)


def have_done(missions: Iterable[int]) -> Q:
    """A condition on advocates: that they have completed all of these."""
    done = Participation.objects.filter(advocate=OuterRef("pk"), completed_at__isnull=False)
    return Q(*(Q(Exists(done.filter(mission=pk))) for pk in missions))


def lacking(mission: Mission, advocate_id: int) -> list[Mission]:
    """What a person has to do before this mission opens."""
    wanted = unmet(advocate_id).filter(mission=mission).values("required")
    return list(Mission.objects.filter(pk__in=wanted).order_by("pk"))


def lacking_of(missions: Collection[int], advocate: Advocate) -> dict[int, list[str]]:
    """The titles, as she reads them, of what a person has to do before each of these missions opens; one query."""
    found: dict[int, list[str]] = {}
    rows = unmet(advocate.pk).filter(mission__in=missions).order_by("pk")
    shown = said("title", F("required__title"), language=reading_of(advocate), content="required__live__content")
    for mission_id, title in rows.values_list("mission_id", shown):
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
