"""How a workspace's engine is: what is due, what failed for good, mail nobody knows of, and the rounds of the night.

Shown by the console's page and printed by `manage.py doctor`. Reads the workspace in scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import DeadReaction, Due, Event, Round
from events.relay import TRIES
from files.operations import EXPIRING as UPLOAD
from files.operations import PLAYABLE
from files.work import SWEEPING
from foundation.addresses import address_of
from foundation.plugs import EVENT_WORDS, THINGS
from foundation.tenancy import current_workspace_id
from foundation.times import shown
from jobs.operations import WORK as JOB
from missions.operations.arrivals import EXPIRING as ARRIVAL
from missions.operations.calls import EXPIRING as CALL
from missions.operations.cycles import OPENING as CYCLE
from missions.operations.follow_ups import FOLLOWING_UP
from missions.operations.plans import ACTING
from missions.operations.proofs import EXPIRING as HELD
from missions.operations.reminding import REMINDING as CALL_SOON
from notifications.models import Delivery, DeliveryState, Hold
from notifications.operations.notices import SENDING
from notifications.queries import counts_of
from pages.operations.alarms import WATCHING
from programs.models import Advocate
from programs.operations.exports import EXPIRING
from programs.operations.imports import DISCARDING
from rewards.operations.budgets import RELEASING
from rewards.operations.leaderboard import COUNTING, NIGHTLY
from rewards.proof import PROVING
from segments.health import SegmentsHealth, segments_health
from segments.operations.asking import TICKING
from segments.operations.touching import DRAINING
from segments.operations.whole import AUDITING

LATE = timedelta(minutes=1)
RECENT = timedelta(days=30)
SHOWN = 20

WORK_WORDS: Mapping[str, str | Promise] = {
    "event": gettext_lazy("What follows from what happened"),
    JOB: gettext_lazy("Imports, exports and other long work"),
    SENDING: gettext_lazy("Mail to be sent"),
    DISCARDING: gettext_lazy("Uploads that were never imported"),
    EXPIRING: gettext_lazy("Exports to be removed after a week"),
    SWEEPING: gettext_lazy("Nightly sweep of files"),
    PROVING: gettext_lazy("Nightly proof of balances"),
    RELEASING: gettext_lazy("Points kept for people who did not go on in time"),
    COUNTING: gettext_lazy("The first count of the leaderboard"),
    NIGHTLY: gettext_lazy("The nightly count of the leaderboard"),
    AUDITING: gettext_lazy("Nightly comparison of segments"),
    DRAINING: gettext_lazy("People to be asked anew by segments"),
    TICKING: gettext_lazy("The clock of segments"),
    ACTING: gettext_lazy("Beginnings, ends and pauses that were planned"),
    CYCLE: gettext_lazy("New cycles of missions"),
    FOLLOWING_UP: gettext_lazy("Reminders of missions that are not done"),
    WATCHING: gettext_lazy("Looking after what is stuck"),
    UPLOAD: gettext_lazy("Uploads that were never finished"),
    PLAYABLE: gettext_lazy("Videos to be made playable"),
    HELD: gettext_lazy("Files that were never handed in"),
    ARRIVAL: gettext_lazy("Answers of strangers who never confirmed their address"),
    CALL: gettext_lazy("Requests for a call that nobody answered"),
    CALL_SOON: gettext_lazy("Reminders of calls that begin soon"),
}


@dataclass(frozen=True)
class Line:
    """The due rows of one kind of work. `again` are in hand or wait for another try; `late` waited a minute or more."""

    words: str
    planned: int
    again: int
    waiting: int
    late: int
    oldest: datetime | None


@dataclass(frozen=True)
class Dead:
    """A reaction that failed at every try: to which event, in words, and how often."""

    row: DeadReaction
    words: str
    icon: str
    tries: int = TRIES


@dataclass(frozen=True)
class Mail:
    """Mail about one thing of which nobody knows whether it arrived, or that is held; `url` lists it."""

    name: str
    url: str
    unknown: int
    held: int


@dataclass(frozen=True)
class Difference:
    """A wallet that does not hold what its transfers say."""

    advocate: Advocate | None
    balance: int
    proved: int


@dataclass(frozen=True)
class Nightly:
    """Work of the night: how its latest round went, and when the next is due; None when it is on no schedule."""

    work: str
    words: str
    last: Round | None
    next_at: datetime | None

    @property
    def is_well(self) -> bool:
        """On the clock, and its latest round, if there was one yet, found nothing wrong."""
        return self.next_at is not None and (self.last is None or not (self.last.error or self.last.wrong_count))


@dataclass(frozen=True)
class Health:
    """All of it, as it was at `at`; `problems` are sentences, none when all is well."""

    at: datetime
    lines: list[Line]
    dead: list[Dead]
    dead_count: int
    mail: list[Mail]
    proof: Nightly
    sweep: Nightly
    audit: Nightly
    differences: list[Difference]
    engine: SegmentsHealth
    problems: list[str]

    @property
    def nights(self) -> list[Nightly]:
        """The rounds of the night, in the order they are shown."""
        return [self.proof, self.sweep, self.audit]


def health(*, now: datetime, zone: str) -> Health:
    """Asked now; times in the sentences are of `zone`."""
    due = {row["work"]: row for row in _due(now)}
    dead = list(DeadReaction.objects.select_related("event").order_by("-failed_at", "-pk")[:SHOWN])
    dead_count = len(dead) if len(dead) < SHOWN else DeadReaction.objects.count()
    lines, mail = [_line(row) for row in due.values()], _mail(now)
    proof, sweep, audit = _nightly(due)
    engine = segments_health(now=now)
    return Health(
        at=now,
        lines=lines,
        dead=[_dead(row) for row in dead],
        dead_count=dead_count,
        mail=mail,
        proof=proof,
        sweep=sweep,
        audit=audit,
        engine=engine,
        differences=_differences(proof.last),
        problems=[
            *_late(lines, zone),
            *_failed(dead_count),
            *_unknown(sum(entry.unknown for entry in mail)),
            *_segments(engine, audit, zone),
            *_nights(proof, sweep, audit, zone=zone),
        ],
    )


def _due(now: datetime) -> list[Mapping[str, Any]]:
    """The due rows of this workspace, by kind; platform rows, so the workspace is named."""
    rows = Due.objects.filter(workspace_id=current_workspace_id()).values("work").order_by("work")
    later, by_now = Q(due_at__gt=now), Q(due_at__lte=now)
    counted = rows.annotate(
        planned=Count("pk", filter=later & Q(attempts=0)),
        again=Count("pk", filter=later & Q(attempts__gt=0)),
        waiting=Count("pk", filter=by_now),
        late=Count("pk", filter=Q(due_at__lt=now - LATE)),
        oldest=Min("due_at", filter=by_now),
        next_at=Max("due_at"),
    )
    return [dict(row) for row in counted]


def _line(row: Mapping[str, Any]) -> Line:
    words = str(WORK_WORDS.get(row["work"], row["work"]))
    return Line(words, row["planned"], row["again"], row["waiting"], row["late"], row["oldest"])


def _dead(row: DeadReaction) -> Dead:
    words = EVENT_WORDS.get(row.event.name)
    return Dead(row, words.words(row.event), words.icon) if words else Dead(row, _bare(row.event), "zap")


def _bare(event: Event) -> str:
    """An event that no timeline shows, such as "staff.invited": "Staff invited"."""
    return event.name.replace(".", " ").replace("_", " ").capitalize()


def _mail(now: datetime) -> list[Mail]:
    """Mail of the last thirty days that is unknown, and what is held by a pause."""
    rows = Delivery.objects.filter(state=DeliveryState.UNKNOWN, replaced=False, next_at__gte=now - RECENT)
    unknown = dict(rows.values_list("about").annotate(count=Count("pk")).order_by("about"))
    held = counts_of(Hold.objects.filter(released_at=None, final=False).values_list("about", flat=True))
    missions = [about for about in {**unknown, **held} if about.startswith("mission:")]
    found = [_about(about, unknown.get(about, 0), held[about].held if about in held else 0) for about in missions]
    others = sum(count for about, count in unknown.items() if about not in missions)
    rest = [Mail(_("Answers, invitations and sign-in"), "", others, 0)] if others else []
    return [entry for entry in (*found, *rest) if entry.unknown or entry.held]


def _about(about: str, unknown: int, held: int) -> Mail:
    pk = int(about.partition(":")[2])
    thing = THINGS["mission"](pk)
    url = f"{address_of('console:mission_mail', pk)}?state={'unknown' if unknown else 'held'}"
    return Mail(thing.name if thing else about, url, unknown, held)


def _nightly(due: Mapping[str, Mapping[str, Any]]) -> tuple[Nightly, ...]:
    works = (PROVING, SWEEPING, AUDITING)
    rows = Round.objects.filter(work__in=works).order_by("work", "-number").distinct("work")
    last = {row.work: row for row in rows}
    return tuple(
        Nightly(work, str(WORK_WORDS[work]), last.get(work), due[work]["next_at"] if work in due else None)
        for work in works
    )


def _differences(proof: Round | None) -> list[Difference]:
    found: list[dict[str, int]] = proof.facts.get("differences", []) if proof else []
    people = Advocate.objects.in_bulk([entry["advocate"] for entry in found]) if found else {}
    return [Difference(people.get(entry["advocate"]), entry["balance"], entry["proved"]) for entry in found]


def _late(lines: list[Line], zone: str) -> list[str]:
    late = sum(line.late for line in lines)
    oldest = min((line.oldest for line in lines if line.oldest), default=None)
    if not late or oldest is None:
        return []
    words = ngettext("%(n)s thing is late, since %(since)s.", "%(n)s things are late, since %(since)s.", late)
    return [words % {"n": late, "since": shown(oldest, zone)}]


def _failed(count: int) -> list[str]:
    words = ngettext(
        "%(n)s thing that should have followed failed for good.",
        "%(n)s things that should have followed failed for good.",
        count,
    )
    return [words % {"n": count}] if count else []


def _unknown(count: int) -> list[str]:
    words = ngettext(
        "Of %(n)s mail nobody knows whether it arrived.", "Of %(n)s mails nobody knows whether they arrived.", count
    )
    return [words % {"n": count}] if count else []


def _segments(engine: SegmentsHealth, audit: Nightly, zone: str) -> list[str]:
    found = [_("The segment “%(name)s” cannot be evaluated.") % {"name": segment.name} for segment in engine.failing]
    found += [_("Nobody fills the segment “%(name)s”.") % {"name": segment.name} for segment in engine.stuck]
    if engine.is_late and engine.since:
        words = _("Changes of people wait for the segments since %(since)s.")
        found.append(words % {"since": shown(engine.since, zone)})
    if engine.is_clock_late and engine.ticked_at:
        found.append(_("The clock of the segments stands since %(since)s.") % {"since": shown(engine.ticked_at, zone)})
    if audit.last and audit.last.wrong_count:
        words = ngettext(
            "%(n)s person was in the wrong segment; the night put it right.",
            "%(n)s people were in the wrong segment; the night put it right.",
            audit.last.wrong_count,
        )
        found.append(words % {"n": audit.last.wrong_count})
    return found


def _nights(proof: Nightly, *others: Nightly, zone: str) -> list[str]:
    found = []
    if proof.last and proof.last.wrong_count:
        words = ngettext(
            "The points of %(n)s person do not match the ledger, found %(at)s.",
            "The points of %(n)s people do not match the ledger, found %(at)s.",
            proof.last.wrong_count,
        )
        found.append(words % {"n": proof.last.wrong_count, "at": shown(proof.last.ended_at, zone)})
    for night in (proof, *others):
        if night.last and night.last.error:
            found.append(_("%(work)s: the last round failed.") % {"work": night.words})
        if night.next_at is None:
            found.append(_("%(work)s: on no schedule.") % {"work": night.words})
    return found
