"""What segments cost at size, each figure against a reference of the same run: `bin/bench segments`.

Twenty segments by rules over people, wallets, tags and completions. Asking everybody (with comparison, stays and
telling) is measured against the one SELECT that only says who is meant; the rest against limits.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from bench.parts.database import settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import ZONE, launch_one, make_people, make_workspace
from events.models import Due, Event
from events.relay import relay_batch
from foundation.tenancy import workspace_scope
from rewards.models import Wallet
from rewards.operations import credit_points
from segments.compiling import Moment, those_meant
from segments.language import known_facts, parse
from segments.models import Clock, Segment, Stay, Touch
from segments.operations.asking import ask_touched, tick
from segments.operations.crossing import Look, ask
from segments.operations.segments import Named, create_segment
from segments.queries import rule_of, who_crossed

GOAL, MICROSECONDS, TICK_MS, LATENCY = 1.5, 50, 5, 5
PEOPLE, COMPLETIONS, RUNS = size("PEOPLE", 100_000), size("COMPLETIONS", 3), size("RUNS", 5)
SEGMENTS, TRACKED, SECONDS, A_SECOND = 20, size("TRACKED", 200), size("SECONDS", 5), 50
CHANGED, FIRST_TIER = min(1000, PEOPLE // 2), 10_000

JOINED = "UPDATE programs_advocate SET joined_at = %s - (id %% 400) * interval '1 day' - interval '1 hour'"
WALLETS = """
INSERT INTO rewards_wallet (advocate_id, balance, lifetime)
SELECT id, mod(id * 7919, 2000), mod(id * 7919, 2000) FROM programs_advocate
"""
DONE = """
INSERT INTO missions_participation
    (mission_id, advocate_id, cycle, revision_id, draft, seen_at, started_at, completed_at, completed_local)
SELECT mission, id, cycle, revision, '{}', at, at, at - days, (at - days) AT TIME ZONE 'UTC'
FROM programs_advocate,
    (SELECT %s::bigint AS mission, %s::integer AS cycle, %s::bigint AS revision, %s::timestamptz AS at) AS given,
    LATERAL (SELECT ((id * 31 + cycle * 97) %% 300) * interval '1 day' AS days) AS spread
"""
SHIFT = "UPDATE rewards_wallet SET balance = (balance + 1000) %% 2000 WHERE advocate_id %% 100 = %s"


def main() -> None:
    """Furnish, measure in turns, check that nobody is missing, report."""
    now = timezone.now()
    workspace, owner = make_workspace("segments", now=now)
    with workspace_scope(workspace.pk):
        furnish(owner, now)
    settle()
    with workspace_scope(workspace.pk):
        for segment in Segment.objects.order_by("pk"):
            ask(segment=segment, look=Look(Moment(now, ZONE), "rule", fires=False), facts=known_facts())
    settle()
    whole, selects = everybody(workspace.pk)
    each = incremental(workspace.pk)
    ticks = clock(workspace.pk, now)
    latency = entries(workspace.pk, owner)
    holds = max(each) <= MICROSECONDS and sorted(ticks)[len(ticks) // 2] <= TICK_MS and latency["p99"] <= LATENCY
    report(
        "segments",
        ratio=ratio_of(whole, selects),
        goal=GOAL,
        at_most=True,
        holds=holds,
        seconds_to_ask_everybody=spread(whole, 3),
        seconds_of_the_selects=spread(selects, 3),
        microseconds_a_change_and_segment=spread(each),
        milliseconds_a_tick_of_ten=spread(ticks),
        seconds_from_change_to_trigger=latency,
        people=PEOPLE,
        completions=PEOPLE * COMPLETIONS,
        segments=SEGMENTS,
    )


def furnish(owner: User, now: datetime) -> None:
    """People, what they hold and did, and the segments."""
    mission = launch_one(owner, now=now - timedelta(days=400))
    make_people(PEOPLE, now=now)
    with connection.cursor() as cursor:
        cursor.execute(JOINED, [now])
        cursor.execute(WALLETS)
        for cycle in range(COMPLETIONS):
            cursor.execute(DONE, [mission.pk, cycle, mission.live_id, now])
    facts = known_facts()
    for number in range(SEGMENTS):
        source = {"version": 1, "among": "registered", "match": "all", "parts": parts(number)}
        create_segment(named=Named(f"Segment {number}"), rule=parse(source, facts), by=owner, now=now)
    Due.objects.filter(work="job").delete()
    Segment.objects.update(whole_version=1)


def parts(number: int) -> list[dict[str, Any]]:
    """Profiles, points and behaviour, in turns."""
    joined = {"fact": "joined", "op": "within", "value": 20 + 10 * number}
    points = {"fact": "balance", "op": "min", "value": 100 * number}
    done = {"fact": "completed", "op": "min", "value": 1 + number % 3, "days": 30 + 5 * number}
    return [[joined], [joined, points], [points], [done, points]][number % 4]


def everybody(workspace: int) -> tuple[list[float], list[float]]:
    """One in a hundred changed: all segments asked whole, against the SELECTs that answer them."""
    whole, selects = list[float](), list[float]()
    for run in range(RUNS + 1):
        with workspace_scope(workspace), connection.cursor() as cursor:
            cursor.execute(SHIFT, [run])
        one, two = timed(workspace, _select), timed(workspace, _ask)
        if run:  # the first warms both
            selects.append(one)
            whole.append(two)
    with workspace_scope(workspace):
        Touch.objects.all().delete()
    return whole, selects


def timed(workspace: int, act: Callable[[Segment, Moment], object]) -> float:
    """Seconds for all segments, each in a transaction of its own."""
    taken = 0.0
    for pk in range(SEGMENTS):
        with workspace_scope(workspace):
            segment, moment = Segment.objects.order_by("pk")[pk], Moment(timezone.now(), ZONE)
            began = time.perf_counter()
            act(segment, moment)
            connection.check_constraints()
            taken += time.perf_counter() - began
    return taken


def _select(segment: Segment, moment: Moment) -> int:
    return those_meant(rule_of(segment), moment).count()


def _ask(segment: Segment, moment: Moment) -> None:
    ask(segment=segment, look=Look(moment, "change"), facts=known_facts())


def incremental(workspace: int) -> list[float]:
    """Microseconds for each changed person and segment that hears of it."""
    found = []
    for run in range(RUNS):
        with workspace_scope(workspace), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE rewards_wallet SET balance = (balance + 1000) % 2000 WHERE id IN ("
                f"SELECT id FROM rewards_wallet ORDER BY id LIMIT {CHANGED} OFFSET {run})"
            )
            cursor.execute(
                "INSERT INTO segments_touch (advocate_id, word) SELECT advocate_id, 'points.moved' FROM "
                f"rewards_wallet ORDER BY id LIMIT {CHANGED} OFFSET {run}"
            )
        began = time.perf_counter()
        with workspace_scope(workspace):
            ask_touched(now=timezone.now())
        concerned = sum(1 for number in range(SEGMENTS) if number % 4)
        found.append((time.perf_counter() - began) * 1e6 / (CHANGED * concerned))
    return found


def clock(workspace: int, now: datetime) -> list[float]:
    """Milliseconds of a tick of one timed segment in which ten people cross."""
    found = []
    with workspace_scope(workspace):
        Segment.objects.update(is_timed=False)
        first = Segment.objects.order_by("pk")[0]
        ids = list(first.stays.filter(left_at=None).order_by("-pk").values_list("advocate_id", flat=True)[: 10 * RUNS])
    for run in range(RUNS):
        moment = now + timedelta(minutes=run + 1)
        with workspace_scope(workspace), connection.cursor() as cursor:
            Segment.objects.filter(pk=first.pk).update(is_timed=True, ticked_at=moment - timedelta(seconds=30))
            sql = "UPDATE programs_advocate SET joined_at = %s WHERE id = ANY(%s)"
            at = moment - timedelta(days=20, seconds=10)
            cursor.execute(sql, [at, ids[run * 10 : run * 10 + 10]])
            number = Clock.objects.get().number
        began = time.perf_counter()
        with workspace_scope(workspace):
            tick(number=number, now=moment)
        found.append((time.perf_counter() - began) * 1000)
    with workspace_scope(workspace):
        assert Stay.objects.filter(segment=first, advocate__in=ids, left_at=None).count() == len(ids) - 10 * RUNS
    return found


def entries(workspace: int, owner: User) -> dict[str, float]:
    """Seconds from a change to the reaction that a trigger is: fifty changes a second, each heard by all segments."""
    with workspace_scope(workspace):
        facts = known_facts()
        Segment.objects.update(archived_at=timezone.now())
        for number in range(TRACKED):
            rule = {"fact": "lifetime", "op": "is", "value": FIRST_TIER + number}
            source = {"version": 1, "among": "registered", "match": "all", "parts": [rule]}
            create_segment(named=Named(f"Tier {number}"), rule=parse(source, facts), by=owner, now=timezone.now())
        Due.objects.all().delete()
        wallets = list(Wallet.objects.order_by("pk").values_list("advocate_id", "lifetime")[: SECONDS * A_SECOND])
    began: dict[int, float] = {}
    ended: dict[int, float] = {}

    def set_off(event: Event) -> None:
        for stay in who_crossed(event):
            ended[stay.advocate_id] = time.perf_counter()

    changing = threading.Thread(target=change, args=(workspace, wallets, began))
    changing.start()
    until = time.monotonic() + SECONDS + 60
    while (len(ended) < len(wallets) or changing.is_alive()) and time.monotonic() < until:
        with workspace_scope(workspace):
            ask_touched(now=timezone.now())
        while relay_batch({"segment.entered": [set_off]}):
            pass
    changing.join()
    assert len(ended) == len(wallets), "somebody did not enter"
    waits = sorted(ended[pk] - began[pk] for pk, _lifetime in wallets)
    return {"p50": round(waits[len(waits) // 2], 3), "p99": round(quantiles(waits, n=100)[98], 3)}


def change(workspace: int, wallets: list[tuple[int, int]], began: dict[int, float]) -> None:
    """Fifty people a second reach one of the tiers."""
    start = time.monotonic()
    for number, (pk, lifetime) in enumerate(wallets):
        time.sleep(max(0.0, start + number / A_SECOND - time.monotonic()))
        amount = FIRST_TIER + number % TRACKED - lifetime
        began[pk] = time.perf_counter()
        with workspace_scope(workspace):
            credit_points(advocate_id=pk, amount=amount, source=f"bench {pk}", reason="Go", now=timezone.now())
    connections.close_all()


if __name__ == "__main__":
    main()
