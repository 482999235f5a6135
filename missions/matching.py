"""Who could take a reference call: fits it, is not asked more than she said, has rested; the least used come first.

The same rule answers whether one person may be asked, when she is (X-27).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Count, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from foundation.folding import fold
from foundation.times import in_zone
from missions.languages import language_name
from missions.models import CallInvitation, Per, Reference, ReferenceCall, ReferenceFormat, Submission
from missions.states import InvitationState
from programs.models import AdvocateStatus

PERIODS = {Per.MONTH: timedelta(days=30), Per.QUARTER: timedelta(days=91)}
USUAL_REST = 14
MEANINGS = {
    InvitationState.ASKED: _lazy("People who have not answered yet."),
    InvitationState.ACCEPTED: _lazy("Calls that are agreed on."),
    InvitationState.TOOK_PLACE: _lazy("Calls that the advocate says took place."),
    InvitationState.CONFIRMED: _lazy("Calls that both sides say took place."),
    InvitationState.DECLINED: _lazy("Requests to which people said no."),
    InvitationState.EXPIRED: _lazy("Requests that nobody answered in time."),
}


@dataclass(frozen=True)
class Match:
    """Somebody of the pool, seen for a call. `asked` counts within her own period; `refusal` says why she is not
    asked, or is ""."""

    reference: Reference
    asked: int
    refusal: str | Promise


def pool(*, now: datetime) -> QuerySet[Reference]:
    """Everybody in the reference pool, with how often each was asked; those never asked first, then the longest ago."""
    return (
        Reference.objects.filter(left_at=None, advocate__status=AdvocateStatus.ACTIVE, advocate__is_test=False)
        .select_related("advocate")
        .annotate(
            asked_in_month=_asked_since(now - PERIODS[Per.MONTH]),
            asked_in_quarter=_asked_since(now - PERIODS[Per.QUARTER]),
        )
        .order_by(F("last_asked_at").asc(nulls_first=True), "pk")
    )


def _asked_since(time: datetime) -> Coalesce:
    """How often, by a query for each row that is read, not for all that are sorted."""
    rows = CallInvitation.objects.filter(advocate=OuterRef("advocate"), asked_at__gt=time)
    counts = rows.exclude(state=InvitationState.WITHDRAWN).order_by().values("advocate").values(number=Count("pk"))
    return Coalesce(Subquery(counts), 0)


def following(rows: QuerySet[Reference], anchor: Reference | None, size: int) -> list[Reference]:
    """The next so many of the pool after somebody in its order, each found by the index; the first where nobody is."""
    if anchor is None:
        return list(rows[:size])
    if anchor.last_asked_at is None:
        never = list(rows.filter(last_asked_at=None, pk__gt=anchor.pk)[:size])
        return [*never, *rows.filter(last_asked_at__isnull=False)[: size - len(never)]]
    later = rows.filter(last_asked_at__gte=anchor.last_asked_at)
    return list(later.exclude(last_asked_at=anchor.last_asked_at, pk__lte=anchor.pk)[:size])


def in_pool(*, now: datetime, topic: str = "", format: str = "", language: str = "") -> QuerySet[Reference]:
    """Those of the pool who speak about a topic, in a format, in a language; "" leaves it open."""
    rows = pool(now=now)
    for name, value in (("topics", topic), ("formats", format), ("languages", language)):
        if value:
            rows = rows.filter(**{f"{name}__contains": [value]})
    return rows


@dataclass(frozen=True)
class Place:
    """Somebody of the pool as staff see it; `asked` counts within the person's own period."""

    reference: Reference
    asked: int
    formats: str
    languages: str


def pool_rows(rows: Iterable[Reference]) -> list[Place]:
    """As the list shows them."""
    names = dict(ReferenceFormat.choices)
    return [
        Place(
            row,
            asked_of(row),
            ", ".join(str(names.get(key, key)) for key in row.formats),
            ", ".join(language_name(code) for code in row.languages),
        )
        for row in rows
    ]


def asked_of(reference: Reference) -> int:
    """How often somebody of `pool` was asked within her own period."""
    row: dict[str, int] = reference.__dict__
    return row["asked_in_month"] if reference.per == Per.MONTH else row["asked_in_quarter"]


def matches_for(call: ReferenceCall, *, now: datetime) -> list[Match]:
    """Everybody in the pool who speaks the call's language in its format; those who may be asked come first."""
    rows = pool(now=now).filter(formats__contains=[call.format], languages__contains=[call.language])
    known = set(call.invitations.values_list("advocate_id", flat=True))
    return sorted((_seen(row, call, known, now) for row in rows), key=lambda match: bool(match.refusal))


def refusal_to_ask(reference: Reference, call: ReferenceCall, *, now: datetime) -> str:
    """Why this person may not be asked to take this call now; "" when she may."""
    row = pool(now=now).filter(
        pk=reference.pk, formats__contains=[call.format], languages__contains=[call.language]
    ).first()  # fmt: skip
    if row is None:
        return _("Is not in the pool for this any more")
    known = set(call.invitations.values_list("advocate_id", flat=True))
    return str(_seen(row, call, known, now).refusal)


def rest_of(call: ReferenceCall) -> timedelta:
    """How long nobody is asked again, as the mission says."""
    content = call.mission.live.content if call.mission.live else {}
    return timedelta(days=int(content.get("type", {}).get("rest_days", USUAL_REST)))


def _seen(row: Reference, call: ReferenceCall, known: set[int], now: datetime) -> Match:
    return Match(row, asked_of(row), _refusal(row, call, known, now))


def _refusal(row: Reference, call: ReferenceCall, known: set[int], now: datetime) -> str:
    if row.advocate_id in known:
        return _("Was asked for this call already")
    if call.topic and fold(call.topic) not in {fold(topic) for topic in row.topics}:
        return _("Speaks about other topics")
    if row.ends_on is not None and row.ends_on < in_zone(now, call.zone).date():
        return _("Was ready until %(day)s only") % {"day": row.ends_on.isoformat()}
    if asked_of(row) >= row.most:
        return _("Was asked as often as she or he wished (%(most)d a %(per)s)") % {
            "most": row.most, "per": row.get_per_display(),
        }  # fmt: skip
    if row.last_asked_at is not None and now < row.last_asked_at + rest_of(call):
        return _("Rests: was asked less than %(days)d days ago") % {"days": rest_of(call).days}
    return ""


def topics_of_pool() -> list[str]:
    """What people of the pool speak about, each topic once, by the alphabet."""
    spoken = Func("topics", function="jsonb_array_elements_text", output_field=CharField())
    found: dict[str, str] = {}
    for topic in Reference.objects.filter(left_at=None).order_by().values_list(spoken, flat=True).distinct():
        found.setdefault(fold(topic), topic)
    return [found[key] for key in sorted(found)]


def times_of(call: ReferenceCall, *, after: datetime) -> list[datetime]:
    """The times offered that have not come yet, the earliest first."""
    found = [time for text in call.times if (time := parse_datetime(text))]
    return [time for time in found if time > after]


def is_held(submission: Submission) -> bool:
    """Whether staff have said that the call of this slot took place."""
    rows = CallInvitation.objects.filter(mission=submission.mission_id, advocate=submission.advocate_id)
    return rows.filter(number=submission.number, held_at__isnull=False).exists()
