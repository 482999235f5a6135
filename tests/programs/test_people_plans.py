"""The list of people is met by indexes, under the application's role and row security, whatever it is narrowed by."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Workspace
from foundation.tenancy import workspace_scope
from programs.models import Advocate, Import, SearchWord, Tag
from programs.queries import COUNTED_AT_MOST, PeopleFilter, count_people, page_of_people, timeline
from tests.database import superuser
from tests.factories.accounts import NOW, make_workspace

PEOPLE = 20_000

# As in an installation of many, two thirds of all people are others'. Status, address, tag and import of a few;
# three words a person.
FILL = """
INSERT INTO programs_advocate (email, name, sort_name, company, language, time_zone, status, consent_source,
                               link_version, joined_at, added_by_import_id)
SELECT CASE WHEN mod(n, 100) = 0 THEN NULL ELSE 'p' || n || '@example.com' END, 'P ' || n, md5(n::text), '', '', '',
       CASE WHEN mod(n, 200) = 1 THEN 'suspended' ELSE 'active' END, '', 1, now() - n * interval '1 minute',
       CASE WHEN mod(n, 100) = 3 THEN %(source)s::bigint END
FROM generate_series(1, %(people)s) n;
"""
FILL_THE_REST = """
INSERT INTO programs_searchword (advocate_id, word)
SELECT id, word FROM programs_advocate,
    unnest(ARRAY[substr(sort_name, 1, 12), 'x' || substr(sort_name, 13, 8), coalesce(email, id::text)]) word;
INSERT INTO programs_tagging (advocate_id, tag_id) SELECT id, %(tag)s FROM programs_advocate WHERE mod(id, 50) = 7;
INSERT INTO programs_tagging (advocate_id, tag_id) SELECT id, %(common)s FROM programs_advocate;
INSERT INTO events_event (name, payload, about, advocate_id)
SELECT 'advocate.changed', '{}', '', id FROM programs_advocate;
"""
LARGE = ("programs_advocate", "programs_searchword", "events_event")


def fill(workspace: Workspace, count: int, *, rest: bool = True) -> dict[str, int]:
    """A crowd in this workspace, with a rare and a common tag and an import; returns their ids."""
    with workspace_scope(workspace.pk):
        tag, common = Tag.objects.create(name="vip"), Tag.objects.create(name="newsletter")
        by = workspace.memberships.get().user
        source = Import.objects.create(by=by, file_name="a.csv", started_at=NOW)
        made = {"people": count, "tag": tag.pk, "common": common.pk, "source": source.pk}
        with connection.cursor() as cursor:
            cursor.execute(FILL + (FILL_THE_REST if rest else ""), made)
        return made


def wanted_in(made: dict[str, int]) -> dict[str, PeopleFilter]:
    return {
        "everybody": PeopleFilter(),
        "newest": PeopleFilter(sort="-joined"),
        "oldest": PeopleFilter(sort="joined"),
        "status": PeopleFilter(status="suspended"),
        "status, newest": PeopleFilter(status="suspended", sort="-joined"),
        "common status": PeopleFilter(status="active", sort="-name"),
        "no address": PeopleFilter(without_address=True),
        "tag": PeopleFilter(tag=made["tag"]),
        "common tag": PeopleFilter(tag=made["common"]),
        "import": PeopleFilter(source=made["source"]),
        "a word": PeopleFilter(search="abc"),
        "two words": PeopleFilter(search="a x1"),
        "an address": PeopleFilter(search="p1234@exam"),
        "a word and a status": PeopleFilter(search="abc", status="active"),
    }


def plan_of(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query}")
        return "\n".join(line for (line,) in cursor.fetchall())


def plans_of(ask: Callable[[], object]) -> list[str]:
    """How PostgreSQL answers what is asked."""
    with CaptureQueriesContext(connection) as queries:
        ask()
    return [plan_of(query["sql"]) for query in queries if query["sql"].startswith("SELECT")]


def read_as_a_whole(plan: str) -> list[str]:
    """The large tables that this plan reads from end to end."""
    return [table for table in LARGE if f"Seq Scan on {table}" in plan]


@pytest.mark.django_db(transaction=True)
def test_every_filter_and_search_is_met_by_an_index() -> None:
    fill(make_workspace("neighbours"), PEOPLE * 2, rest=False)
    crowd = make_workspace("crowd")
    made = fill(crowd, PEOPLE)
    superuser(f"ANALYZE {', '.join(LARGE)}, programs_tagging", database=str(connection.settings_dict["NAME"]))
    with workspace_scope(crowd.pk):
        for name, wanted in wanted_in(made).items():
            first = page_of_people(wanted)
            assert first.rows, name
            after = first.rows[-1].pk
            asked: list[Callable[[], object]] = [
                partial(page_of_people, wanted),
                partial(page_of_people, wanted, after=after),
                partial(page_of_people, wanted, before=after),
            ]
            if count_people(wanted) < COUNTED_AT_MOST:  # counting stops there, so it may as well read from the front
                asked.append(partial(count_people, wanted))
            for plan in (plan for ask in asked for plan in plans_of(ask)):
                assert not read_as_a_whole(plan), f"{name}\n{plan}"
        person = Advocate.objects.order_by("pk")[PEOPLE // 2]
        for plan in plans_of(lambda: list(timeline(person)[:51])):
            assert not read_as_a_whole(plan), plan
        # The control: LIKE is not leakproof, so under row security the word is no condition of the index.
        rows = SearchWord.objects.filter(word__startswith="abc")
        (like,) = plans_of(lambda: list(rows))
        assert "Index Cond: ((workspace_id" not in like or "word >=" not in like, like
