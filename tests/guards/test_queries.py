"""How many queries a page makes: few, and no more of them where there are many rows."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.guards.addresses import Address, State
from tests.guards.crowd import crowd
from tests.guards.test_access import pages, report
from tests.guards.visits import Visits

DOOR = 5  # session, user, workspace, profile, membership
FULLER = 3  # lists of five beside a page, which were not full before
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")


def queries_of(visits: Visits, address: Address, state: State) -> list[str]:
    """What a page asks of the database, without what opens and ends transactions."""
    connection.queries_log.clear()  # it keeps nine thousand
    with CaptureQueriesContext(connection) as captured:
        visits.get(address, state.actor or address.visitor, state)
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(CONTROL)]


def shown(visits: Visits) -> Iterator[tuple[Address, str, State]]:
    """Pages that show HTML, in each of their states."""
    return ((address, key, state) for address, key, state in pages() if address.get and address.get.html)


@pytest.mark.timeout(400)  # on a machine that may have other things to do
def test_pages_make_few_queries_and_no_more_for_many_rows(visits: Visits) -> None:
    before = {}
    for address, key, state in shown(visits):
        assert address.get
        before[address.title, key] = asked = queries_of(visits, address, state)
        if len(asked) > address.get.at_most + DOOR:
            visits.note(f"{address.title} {key}: {len(asked)} queries, {address.get.at_most + DOOR} at most")
    crowd(visits.here)
    for address, key, state in shown(visits):
        asked, known = queries_of(visits, address, state), before[address.title, key]
        more = len(asked) - len(known)
        if more > FULLER:
            grown = f"{len(known)} queries became {len(asked)} with ten times the rows"
            visits.note(f"{address.title} {key}: {grown}:\n{most_repeated(asked)}")
    report(visits)


def most_repeated(asked: list[str]) -> str:
    """The statement asked most often, values aside."""
    plain = [re.sub(r"\d+|'[^']*'", "?", sql) for sql in asked]
    return max(plain, key=plain.count)[:400]
