"""Asking people again because something about them changed, or because time passed."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from events.operations import record, schedule
from programs.facts import zone_of_workspace
from segments.compiling import Moment, those_crossed
from segments.differing import who_differs
from segments.language import Facts, Wrong, known_facts
from segments.models import Clock, Segment, Touch
from segments.operations.crossing import Look, ask
from segments.queries import rule_of

TICKING = "segments.tick"  # the step's name in advocacy.wiring.WORK
EVERY = timedelta(seconds=30)
TOUCHES, SLICE = 5000, 20_000
ERROR_LENGTH = 2000

logger = logging.getLogger(__name__)


@transaction.atomic
def ask_touched(*, now: datetime) -> bool:
    """Ask the people who were touched, each by the segments that hear of it; whether more may wait.

    What was taken is done or stays: all in this transaction. A segment that fails keeps its error and does not hold
    the others up.
    """
    taken = list(
        Touch.objects.select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
        .values_list("pk", "advocate_id", "word")[:TOUCHES]
    )
    if not taken:
        return False
    Touch.objects.filter(pk__in=[pk for pk, _advocate, _word in taken]).delete()
    people: dict[str, set[int]] = defaultdict(set)
    for _pk, advocate, word in taken:
        people[word].add(advocate)
    concerned = [row for row in _locked() if people.keys() & set(row.hears)]
    wanted = {
        segment.pk: set().union(*(people[word] for word in people.keys() & set(segment.hears))) for segment in concerned
    }
    _ask_those_who_differ(concerned, wanted, Look(Moment(now, zone_of_workspace()), "change"), known_facts())
    return len(taken) == TOUCHES


@transaction.atomic
def tick(*, number: int, now: datetime) -> None:
    """Ask those whose answer the clock has changed since the last tick; the next tick is scheduled with it.

    Each tick once, by its number. A segment that fails keeps its error, and has its span asked again by the next tick.
    """
    clock = Clock.objects.select_for_update(of=("self",)).get()
    if clock.number != number:
        return
    facts, moment = known_facts(), Moment(now, zone_of_workspace())
    timed = _locked(is_timed=True)
    moved = _moved_by_time(timed, facts, moment)
    passed = [segment for segment in timed if segment.pk in moved]
    _ask_those_who_differ(passed, moved, Look(moment, "clock"), facts)
    Clock.objects.filter(pk=clock.pk).update(number=number + 1, ticked_at=now)
    schedule(TICKING, ref=number + 1, due_at=now + EVERY)


@transaction.atomic
def wind_clock(*, now: datetime) -> None:
    """Have the clock of this workspace tick from now on; once, however often it is wound."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO segments_clock (number, ticked_at) VALUES (0, %s) ON CONFLICT DO NOTHING RETURNING id", [now]
        )
        is_new = cursor.fetchone() is not None
    if is_new:
        schedule(TICKING, ref=0, due_at=now + EVERY)


def _moved_by_time(segments: Sequence[Segment], facts: Facts, moment: Moment) -> dict[int, set[int]]:
    """For each segment those whose answer the clock may have changed; left out is one of which that cannot be told."""
    try:
        with transaction.atomic():
            return {segment.pk: _crossed(segment, facts, moment) for segment in segments}
    except Exception as error:
        if len(segments) == 1:
            _note_error(segments[0], error, moment.now)
            return {}
    found: dict[int, set[int]] = {}
    for segment in segments:  # one of them fails: each by itself
        found |= _moved_by_time([segment], facts, moment)
    return found


def _crossed(segment: Segment, facts: Facts, moment: Moment) -> set[int]:
    return those_crossed(rule_of(segment, facts), moment, since=segment.ticked_at or moment.now)


def _ask_those_who_differ(
    segments: Sequence[Segment], wanted: Mapping[int, set[int]], look: Look, facts: Facts
) -> None:
    """Have each segment ask its people; those that fail keep their error.

    All are asked about all of these people at once, which is cheap; only those in which somebody differs let people in
    and out, one by one, so that one that fails does not hold the others up.
    """
    people = sorted(set().union(*wanted.values()))
    now, zone, failed, differing = look.moment.now, look.moment.zone, set[int](), set[int]()
    for start in range(0, len(people), SLICE):
        moment = Moment(now, zone, people[start : start + SLICE])
        differing |= _differing([segment for segment in segments if wanted[segment.pk]], moment, facts)
    for segment in segments:
        if segment.pk in differing and not _ask_some(segment, people, look, facts):
            failed.add(segment.pk)
    asked = [segment.pk for segment in segments if segment.pk not in failed]
    ticked = {"ticked_at": now} if look.cause == "clock" else {}
    Segment.objects.filter(pk__in=asked).update(evaluated_at=now, **ticked)


def _differing(segments: Sequence[Segment], moment: Moment, facts: Facts) -> set[int]:
    """Those in which somebody of these people differs; when that cannot be found out for all at once, all of them."""
    if len(segments) == 1:
        return {segments[0].pk}  # to ask it costs no more than to ask whether to
    rules, wrong = {}, set()
    for segment in segments:
        try:
            rules[segment.pk] = rule_of(segment, facts)
        except Wrong:
            wrong.add(segment.pk)  # to be asked by itself, and to keep its error
    try:
        with transaction.atomic():
            return wrong | who_differs(rules, moment)
    except Exception:
        logger.exception("segments could not be asked together")
        return {segment.pk for segment in segments}


def _ask_some(segment: Segment, ids: Sequence[int], look: Look, facts: Facts) -> bool:
    """In slices; False when it failed, of which nothing is left then but the error."""
    now, zone = look.moment.now, look.moment.zone
    try:
        with transaction.atomic():
            for start in range(0, len(ids), SLICE):
                moment = Moment(now, zone, ids[start : start + SLICE])
                ask(segment=segment, look=Look(moment, look.cause, look.fires), facts=facts)
    except Exception as error:
        _note_error(segment, error, now)
        return False
    return True


def _locked(**wanted: object) -> list[Segment]:
    """Segments by a rule, in use, locked in one order."""
    rows = Segment.objects.filter(archived_at=None, kind="dynamic", **wanted)
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _note_error(segment: Segment, error: Exception, now: datetime) -> None:
    logger.exception("segment %s could not be evaluated", segment.pk)
    text = f"{type(error).__name__}: {error}".replace("\x00", "")[:ERROR_LENGTH]
    is_new = Segment.objects.filter(pk=segment.pk, error_at=None).update(error=text, error_at=now)
    if is_new:  # since when it fails is kept
        record("segment.failed", about=f"segment:{segment.pk}", at=now, segment=segment.pk)
    else:
        Segment.objects.filter(pk=segment.pk).update(error=text)
