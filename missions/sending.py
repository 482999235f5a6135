"""Sending one live mission to people chosen in a list: who is written to, and the others by reason (S3-91, 92, 101)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from missions.models import Mission, Participation
from missions.nudging import NUDGED
from missions.queries import people_let_in
from missions.recurring import clock_at, still_counts
from missions.states import MissionState
from notifications.models import Notice, Preference, Topic
from programs.models import Advocate
from programs.queries import PeopleFilter, people
from segments.queries import members_of

WRITTEN_TO = "written_to"
OFFERED = 100  # live missions to choose from, the newest first
LEFT_OUT: Mapping[str, str | Promise] = {
    "not_meant": _("not in the mission’s audience, or not active: they cannot do it"),
    "done": _("who have done it"),
    "told": _("who were written to about it before; use “Nudge” for them"),
    "no_address": _("without an e-mail address"),
    "unsubscribed": _("who want no mail about missions"),
}


@dataclass(frozen=True)
class Chosen:
    """Which people: those ticked, those in a segment, or all that the filters of the list find."""

    ids: Sequence[int] = ()
    segment: int | None = None
    wanted: PeopleFilter | None = None

    def kept(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"ids": list(self.ids), "segment": self.segment, "wanted": asdict(self.wanted) if self.wanted else None}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Chosen":
        """As a job has kept it."""
        wanted = kept["wanted"]
        return cls(kept["ids"], kept["segment"], PeopleFilter(**wanted) if wanted else None)


@dataclass(frozen=True)
class Reached:
    """How many are written to, and how many of the chosen are not, each once and for the first reason that holds."""

    count: int
    left_out: list[tuple[str | Promise, int]]


def people_chosen(chosen: Chosen) -> QuerySet[Advocate]:
    """The people now; never the erased, and never test people."""
    if chosen.segment is not None:
        rows = members_of(chosen.segment)
    elif chosen.wanted is not None:
        rows = people(chosen.wanted)
    else:
        rows = Advocate.objects.filter(pk__in=chosen.ids)
    return rows.filter(erased_at=None, is_test=False).order_by()


def missions_to_send() -> QuerySet[Mission]:
    """What can be sent: what is live, the newest first."""
    rows = Mission.objects.filter(state=MissionState.LIVE).select_related("activity")
    return rows.order_by("-launched_at", "-pk")[:OFFERED]


def people_to_write_to(mission: Mission, chosen: Chosen, *, now: datetime) -> QuerySet[Advocate]:
    """Those of them who get the mail."""
    return _with_outcomes(mission, chosen, now).filter(outcome=WRITTEN_TO)


def reached_by_sending(mission: Mission, chosen: Chosen, *, now: datetime) -> Reached:
    """Counted now."""
    rows = _with_outcomes(mission, chosen, now).order_by().values_list("outcome").annotate(n=Count("pk"))
    found = dict(rows)
    return Reached(found.get(WRITTEN_TO, 0), [(words, found[key]) for key, words in LEFT_OUT.items() if key in found])


def _with_outcomes(mission: Mission, chosen: Chosen, now: datetime) -> QuerySet[Any]:
    own = {"advocate": OuterRef("pk")}
    told = Notice.objects.filter(facts__mission=mission.pk, topic=Topic.MISSIONS, **own).exclude(kind=NUDGED)
    done = Participation.objects.filter(still_counts(clock_at(now)), mission=mission, completed_at__isnull=False, **own)
    reasons = {
        "not_meant": ~Q(pk__in=people_let_in(mission).values("pk")),
        "done": Exists(done),
        "told": Exists(told),
        "no_address": Q(email=None),
        "unsubscribed": Exists(Preference.objects.filter(topic=Topic.MISSIONS, wanted=False, **own)),
    }
    whens = [When(met, then=Value(key)) for key, met in reasons.items()]
    outcome = Case(*whens, default=Value(WRITTEN_TO), output_field=CharField())
    return people_chosen(chosen).annotate(outcome=outcome)
