"""What a page far down a long list costs, against the list's first page: `bin/bench depth`.

Each list is asked through its view, as staff ask it, in turns with its first page. The worst ratio counts.
"""

import time
from collections.abc import Mapping
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench.parts.database import settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import PEOPLE as SOME_PEOPLE
from bench.parts.furniture import RAW, launch_one, make_workspace
from events.operations import record
from foundation.tenancy import workspace_scope
from missions.matching import pool
from missions.models import Mission
from missions.operations.missions import create_mission
from notifications.operations.notices import write_notices
from notifications.queries import deliveries_about
from programs.models import Advocate

GOAL = 2.0
DEPTH, RUNS, BEYOND = size("DEPTH", 500_000), size("RUNS", 7), 200
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DONE = """
INSERT INTO missions_participation
    (mission_id, advocate_id, cycle, revision_id, draft, seen_at, started_at, completed_at, completed_local)
SELECT %s, id, 0, %s, '{}', %s, %s, %s, %s FROM programs_advocate
"""


POOL = """
INSERT INTO missions_reference
    (mission_id, advocate_id, topics, formats, languages, most, per, joined_at, last_asked_at)
SELECT %s, id, '["Audits"]', '["call"]', '["en"]', 1, 'month', %s,
    CASE WHEN id %% 2 = 0 THEN %s - id * interval '1 s' END
FROM programs_advocate
"""


def main() -> None:
    """Furnish, find the place that deep in each list, measure in turns, report."""
    now = timezone.now()
    workspace, owner = make_workspace("depth", now=now)
    with workspace_scope(workspace.pk):
        mission = furnish(owner)
        draft = create_mission(type_key="custom_task", raw=RAW, by=owner, now=now)
        by_name = Advocate.objects.order_by("sort_name", "pk")
        person = at_depth(by_name)
        console = "/depth/console"
        lists = {
            "people": (f"{console}/people/", person),
            "people_of_results": (f"{console}/missions/{mission.pk}/results/people/?step=completed", person),
            "recipients": (f"{console}/missions/{draft.pk}/recipients/", person),
            "reference_pool": (f"{console}/references/", at_depth(pool(now=now))),
            "mail": (f"{console}/missions/{mission.pk}/mail/", at_depth(deliveries_about(f"mission:{mission.pk}"))),
        }
    settle()
    client = Client(headers={"host": "localhost"})
    client.force_login(owner, backend=BACKEND)
    firsts, deeps = measure(client, lists)
    ratios = {name: ratio_of(deeps[name], firsts[name]) for name in lists}
    worst = max(ratios, key=lambda name: ratios[name])
    report(
        "depth",
        ratio=ratios[worst],
        goal=GOAL,
        at_most=True,
        worst=worst,
        milliseconds_of_the_deep_page=spread(deeps[worst]),
        milliseconds_of_the_first_page=spread(firsts[worst]),
        ratios=ratios,
        milliseconds={name: [round(median(side[name]), 1) for side in (deeps, firsts)] for name in lists},
        rows=DEPTH + BEYOND,
        depth=DEPTH,
    )


def furnish(owner: User) -> Mission:
    """People, one mission that each of them has completed, and a mail of it to each."""
    now = timezone.now()
    mission = launch_one(owner, now=now)
    with connection.cursor() as cursor:
        cursor.execute(SOME_PEOPLE, [now, DEPTH + BEYOND])
        cursor.execute(DONE, [mission.pk, mission.live_id, now, now, now, now.replace(tzinfo=None)])
        cursor.execute(POOL, [mission.pk, now, now])
    event = record("mission.launched", about=f"mission:{mission.pk}", by_staff_id=owner.pk, at=now)
    write_notices(
        kind="mission.launched", event=event, advocates=Advocate.objects.all(), about=f"mission:{mission.pk}",
        facts={"mission": mission.pk}, now=now,
    )  # fmt: skip
    return mission


def at_depth(rows: "QuerySet[Any]") -> int:
    """The id of the row after which the deep page begins."""
    found: int = rows.values_list("pk", flat=True)[DEPTH - 1]
    return found


def measure(
    client: Client, lists: Mapping[str, tuple[str, int]]
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of the first page and of the deep one of each list, in turns; the first turn warms both."""
    firsts: dict[str, list[float]] = {name: [] for name in lists}
    deeps: dict[str, list[float]] = {name: [] for name in lists}
    for run in range(RUNS + 1):
        for name, (path, place) in lists.items():
            joint = "&" if "?" in path else "?"
            first, deep = timed(client, path), timed(client, f"{path}{joint}after={place}")
            if run:
                firsts[name].append(first)
                deeps[name].append(deep)
    return firsts, deeps


def timed(client: Client, path: str) -> float:
    """How long a page took, which has to be there and to hold rows."""
    begun = time.perf_counter()
    answer = client.get(path)
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200 or b"person" not in answer.content.lower():
        raise SystemExit(f"{path} answered {answer.status_code}")
    return took


if __name__ == "__main__":
    main()
