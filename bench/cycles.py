"""What is open to a person of 100,000 missions that recur, against the same query without cycles: `bin/bench cycles`.

And that nothing is written when a cycle begins: the same is asked a microsecond before a boundary, and at it.
"""

from datetime import datetime, timedelta
from time import perf_counter

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from bench.parts.database import settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import ZONE, launch_one, make_people, make_workspace
from foundation.tenancy import workspace_scope
from foundation.times import instant_of, reached
from missions.cycles import Frequency, Unit
from missions.models import Mission, Participation
from missions.open_missions import meant_for, open_to
from missions.own_clocks import own_clock
from missions.recurring import cycle_at
from programs.models import Advocate

GOAL, SECONDS = 4.0, 1.0
MISSIONS, RUNS = size("MISSIONS", 100_000), size("RUNS", 5)
# A third each by weeks, by months and by a pause of each person; all began a hundred days ago, at the same time.
COPY = """
WITH made AS (
    INSERT INTO missions_activity (type) SELECT 'custom_task' FROM generate_series(1, %s) RETURNING id
)
INSERT INTO missions_mission (
    program_id, activity_id, state, live_id, title, cover, points, minutes, audience, listed, notify, approval,
    frequency, every, unit, anchor_local, created_by_id, launched_at
)
SELECT m.program_id, made.id, m.state, m.live_id, m.title, m.cover, m.points, m.minutes, m.audience, m.listed, false,
    m.approval, (ARRAY['every', 'every', 'cooldown'])[1 + made.id %% 3], 1,
    (ARRAY['week', 'month', 'day'])[1 + made.id %% 3], m.anchor_local, m.created_by_id, m.launched_at
FROM made, missions_mission m WHERE m.id = %s
"""
# The person has done every tenth, the first of them just now, the others within the last days.
DONE = """
INSERT INTO missions_participation (mission_id, advocate_id, cycle, revision_id, draft, completed_at, completed_local)
SELECT m.id, %(person)s, 0, m.live_id, '{}', done.at, done.at AT TIME ZONE %(zone)s
FROM (SELECT id, live_id, row_number() OVER (ORDER BY id) - 1 AS place FROM missions_mission) m,
    LATERAL (SELECT %(now)s - (m.place / 10 %% 30) * interval '1 day' AS at) AS done
WHERE m.place %% 10 = 0
"""
WRITTEN = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"


def main() -> None:
    """Furnish, measure in turns, cross a boundary, report."""
    now = timezone.now()
    workspace, owner = make_workspace("cycles", now=now)
    with workspace_scope(workspace.pk):
        mission = launch_one(owner, now=now - timedelta(days=100), limit="weekly")
        (person,) = make_people(1, now=now - timedelta(days=200))
        with connection.cursor() as cursor:
            cursor.execute(COPY, [MISSIONS - 1, mission.pk])
            cursor.execute(DONE, {"person": person.pk, "zone": ZONE, "now": now})
    settle()
    ours, theirs = list[float](), list[float]()
    with workspace_scope(workspace.pk):
        for _turn in range(RUNS + 1):
            ours.append(state_of(person, now))
            theirs.append(without_cycles(person, now))
        opened, written = across_a_boundary(mission, person, now)
    report(
        "cycles",
        ratio=ratio_of(ours[1:], theirs[1:]),
        goal=GOAL,
        at_most=True,
        holds=max(ours[1:]) <= SECONDS and written == 0 and opened > 0,
        seconds_for_the_state_of_all=spread(ours[1:], 3),
        seconds_without_cycles=spread(theirs[1:], 3),
        rows_written_at_a_boundary=written,
        opened_at_a_boundary=opened,
        missions=MISSIONS,
        completed=MISSIONS // 10,
    )


def state_of(person: Advocate, now: datetime) -> float:
    """The seconds it takes to say of every mission whether it is open to the person, and which cycle runs."""
    clock, begun = reached(now, ZONE), perf_counter()
    rows = open_to(person, now=now, clock=clock).annotate(number=cycle_at(clock))
    found = rows.order_by().aggregate(count=Count("pk"), numbers=Sum("number"))
    assert 0 < found["count"] < MISSIONS, found
    return perf_counter() - begun


def without_cycles(person: Advocate, now: datetime) -> float:
    """The same where everything is done once: what was done is not open."""
    begun = perf_counter()
    done = Participation.objects.filter(advocate=person, completed_at__isnull=False).values("mission")
    found = (
        meant_for(person.pk, now, own_clock(person, now)).exclude(pk__in=done).order_by().aggregate(count=Count("pk"))
    )
    assert 0 < found["count"] <= MISSIONS
    return perf_counter() - begun


def across_a_boundary(mission: Mission, person: Advocate, now: datetime) -> tuple[int, int]:
    """How many missions open at the next weekly boundary, and how many rows were written for it."""
    assert (mission.frequency, mission.unit) == (Frequency.EVERY, Unit.WEEK)
    assert mission.anchor_local is not None
    recurrence, anchor = mission.recurrence, mission.anchor_local
    at = instant_of(recurrence.boundary(anchor, recurrence.cycle(anchor, reached(now, ZONE)) + 1), ZONE)
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        (before,) = cursor.fetchone()
        counts = [open_to(person, now=when).count() for when in (at - timedelta(microseconds=1), at)]
        cursor.execute(WRITTEN)
        (after,) = cursor.fetchone()
    return counts[1] - counts[0], int(after - before)


if __name__ == "__main__":
    main()
