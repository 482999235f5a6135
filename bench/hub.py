"""How many pages a second the hub's home gives, against a view that asks the database nothing: `bin/bench hub`.

Both by the same gunicorn, in turns. And how many statements it asks, of ten missions and of two thousand.
"""

import io
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Workspace
from bench.parts.database import settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import ZONE, copy_for_tags, launch_one, make_people, make_tags, make_workspace
from bench.parts.serving import fetch, gunicorn, pages_per_second
from bench.parts.site import product
from foundation.tenancy import workspace_scope
from missions.models import Mission
from missions.operations.submissions import submit
from programs.models import Tagging
from programs.operations.sign_in import open_session
from rewards.operations import credit_points

GOAL, MOST_STATEMENTS = 0.12, 4
MISSIONS, VISIBLE, PEOPLE = size("MISSIONS", 2000), 20, size("PEOPLE", 2000)
RUNS, SECONDS, VISITORS = size("RUNS", 15), size("MILLISECONDS", 1000) / 1000, 8
TAGS, OWN_TAGS, TAGS_EACH = 200, 4, 3
# What the door itself asks, and the words that begin and end pieces of a transaction.
DOOR = re.compile(r'SAVEPOINT|RELEASE|SELECT set_config\(|SELECT .*FROM "(accounts_workspace|programs_hubsession)"')


def main() -> None:
    """Furnish, count, measure, report."""
    now = timezone.now()
    few, many = furnish("few", 10, now=now), furnish("many", MISSIONS, now=now)
    settle()
    counts = {"of_10_missions": statements_of(few), f"of_{MISSIONS}_missions": statements_of(many)}
    connection.close()
    hub, bare, length = pages_of(many)
    found = set(counts.values())
    report(
        "hub",
        ratio=ratio_of(hub, bare),
        goal=GOAL,
        holds=len(found) == 1 and max(found) <= MOST_STATEMENTS,
        hub_pages_per_second=spread(hub),
        bare_pages_per_second=spread(bare),
        bytes_of_each=length,
        statements_beyond_the_door=counts,
        statements_at_most=MOST_STATEMENTS,
        missions=MISSIONS,
        visible=min(VISIBLE, MISSIONS),
        visitors=VISITORS,
    )


def furnish(slug: str, missions: int, *, now: datetime) -> Workspace:
    """A workspace with so many live missions of which one person sees twenty (or all) by her tags."""
    workspace, owner = make_workspace(slug, now=now)
    with workspace_scope(workspace.pk):
        maya, *others = make_people(PEOPLE, now=now - timedelta(days=60))
        tags = make_tags(TAGS)
        own, foreign = tags[:OWN_TAGS], tags[OWN_TAGS:]
        taggings = [Tagging(advocate=maya, tag=tag) for tag in own]
        for place, person in enumerate(others):
            taggings += [
                Tagging(advocate=person, tag=foreign[(place + 61 * n) % len(foreign)]) for n in range(TAGS_EACH)
            ]
        Tagging.objects.bulk_create(taggings)
        first = launch_one(owner, now=now - timedelta(days=2))
        copy_for_tags(first, [own[n % len(own)] if n < VISIBLE else foreign[n % len(foreign)] for n in range(missions)])
        # She has done the first one, which waits for review, and has points.
        submit(mission=first, advocate=maya, slot=1, answers={"text": "Done."}, files={}, zone=ZONE, now=now)
        credit_points(advocate_id=maya.pk, amount=1200, source="bench", reason="So far", now=now)
        open_session(advocate=maya, way="link", token=slug, browser="bench", now=now)
        assert Mission.objects.filter(state="live").count() == missions + 1
    return workspace


def cookie_of(workspace: Workspace) -> str:
    """Maya's: the token is the slug."""
    return f"hub-{workspace.pk}={workspace.slug}"


def statements_of(workspace: Workspace) -> int:
    """How many statements the page asks beyond the door's own, once the process is warm."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    for _time in range(2):
        asked.clear()
        environ = (
            RequestFactory(SERVER_NAME="localhost")
            .get(f"/{workspace.slug}/", headers={"Cookie": cookie_of(workspace)})
            .environ
        )
        with connection.execute_wrapper(note):
            response = product(environ | {"wsgi.input": io.BytesIO()}, lambda *_head: None)  # type: ignore[arg-type]  # nobody writes
            page = b"".join(response)
            response.close()
    assert b"Good to see you, Person 1" in page, page[:500]
    return sum(not DOOR.match(sql) for sql in asked)


def pages_of(workspace: Workspace) -> tuple[list[float], list[float], int]:
    """Pages a second of the hub and of the bare view, in turns, and how many bytes each page has."""
    hub, bare = list[float](), list[float]()
    path, cookie = f"/{workspace.slug}/", cookie_of(workspace)
    with tempfile.TemporaryDirectory() as folder, gunicorn("bench.parts.site", Path(folder) / "gunicorn.log") as port:
        page = fetch(port, path, cookie)
        assert page.count(b"<article") == min(VISIBLE, MISSIONS), page[:500]
        length, other = len(page), f"/bare/{len(page)}/"
        assert len(fetch(port, other)) == length
        for run in range(RUNS + 1):
            one = pages_per_second(port, path, cookie, visitors=VISITORS, seconds=SECONDS)
            two = pages_per_second(port, other, visitors=VISITORS, seconds=SECONDS)
            if run:  # the first warms both
                hub.append(one)
                bare.append(two)
    return hub, bare, length


if __name__ == "__main__":
    main()
