"""Whom a nudge reaches: those of a mission who have not completed it and may be written to, the others by reason.

Nobody is nudged about a mission again within three days, nor who put it away or wants no such mail (S3-117…120).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from missions.funnel import Narrowing, people_at
from missions.models import Dismissal, Mission
from missions.queries import people_let_in
from notifications.models import Notice, Preference, Topic
from programs.models import Advocate

NUDGED = "mission.nudged"  # the kind of mail
REST = timedelta(days=3)
WRITTEN_TO = "written_to"
LEFT_OUT: Mapping[str, str | Promise] = {
    "not_meant": _("no longer in the audience, or not active"),
    "no_address": _("without an e-mail address"),
    "unsubscribed": _("who want no mail about missions"),
    "put_away": _("who put the mission away"),
    "rested": _("who were nudged within the last three days"),
}


@dataclass(frozen=True)
class Reached:
    """How many are written to, and how many are left out, each once and for the first reason that holds."""

    count: int
    left_out: list[tuple[str | Promise, int]]


def people_to_nudge(mission: Mission, group: str, *, now: datetime) -> QuerySet[Advocate]:
    """Those of a group (`missions.funnel.LEFT`) who are written to."""
    return _with_outcomes(mission, group, now).filter(outcome=WRITTEN_TO)


def reached_by_nudge(mission: Mission, group: str, *, now: datetime) -> Reached:
    """Counted now; two queries."""
    rows = _with_outcomes(mission, group, now).order_by().values_list("outcome").annotate(n=Count("pk"))
    found = dict(rows)
    left_out = [(words, found[key]) for key, words in LEFT_OUT.items() if key in found]
    return Reached(found.get(WRITTEN_TO, 0), left_out)


def _with_outcomes(mission: Mission, group: str, now: datetime) -> QuerySet[Any]:
    own = {"advocate": OuterRef("pk")}
    nudged = Notice.objects.filter(kind=NUDGED, facts__mission=mission.pk, created_at__gt=now - REST, **own)
    reasons = {
        "not_meant": ~Q(pk__in=people_let_in(mission).values("pk")),
        "no_address": Q(email=None),
        "unsubscribed": Exists(Preference.objects.filter(topic=Topic.MISSIONS, wanted=False, **own)),
        "put_away": Exists(Dismissal.objects.filter(mission=mission, **own)),
        "rested": Exists(nudged),
    }
    whens = [When(met, then=Value(key)) for key, met in reasons.items()]
    outcome = Case(*whens, default=Value(WRITTEN_TO), output_field=CharField())
    return people_at(mission, group, Narrowing()).annotate(outcome=outcome)
