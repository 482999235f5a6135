"""A prepared query gives the rows of the same query asked directly, in whichever workspace is in scope."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, Workspace
from foundation.prepared import Prepared, Slot
from foundation.tenancy import NoWorkspaceInScope, workspace_scope
from programs.models import Advocate, Tagging
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate

STATUS, SINCE = Slot("status", models.CharField()), Slot("since", models.DateTimeField())


def joined(status: object, since: object) -> models.QuerySet[Advocate]:
    tagged = Tagging.objects.filter(advocate=models.OuterRef("pk"), tag__name="speaker")
    rows = Advocate.objects.filter(models.Q(status=status) | models.Q(models.Exists(tagged)), joined_at__gte=since)
    return rows.annotate(speaks=models.Exists(tagged)).select_related("added_by_import").order_by("-pk")


@pytest.fixture(params=[False, True], ids=["planned each time", "planned once"], autouse=True)
def planned_once(request: pytest.FixtureRequest, db: None) -> Iterator[bool]:
    """As settings do it where connections are kept; the one that the test has is told as well."""
    connection.ensure_connection()
    if request.param:
        connection.settings_dict["OPTIONS"]["prepare_threshold"] = connection.connection.prepare_threshold = 0
    yield request.param
    connection.settings_dict["OPTIONS"].pop("prepare_threshold", None)
    if connection.connection is not None:
        connection.connection.prepare_threshold = None


def plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


@pytest.fixture
def people(acme: Workspace, globex: Workspace) -> None:
    for workspace, number in product((acme, globex), range(4)):
        make_advocate(
            workspace, name=f"{workspace} {number}", email=f"p{number}@example.com", now=NOW + timedelta(days=number),
            status="active" if number % 2 else "applied", tags=["speaker"] if number == 2 else [],
        )  # fmt: skip


def told(rows: Iterable[Any]) -> list[tuple[int, ...]]:
    return [(row.pk, row.name, row.speaks, row.added_by_import, row.joined_at) for row in rows]


@pytest.mark.usefixtures("people")
def test_the_rows_are_those_of_the_query_itself(acme: Workspace, globex: Workspace) -> None:
    prepared = Prepared(lambda: joined(STATUS, SINCE))
    seen: set[int] = set()
    for workspace, status, day in product((acme, globex, acme), ("active", "applied"), range(4)):
        since = NOW + timedelta(days=day)
        with workspace_scope(workspace.pk):
            rows = told(prepared(status=status, since=since))
            assert rows == told(joined(status, since))
        seen.update(pk for pk, *_rest in rows)
    assert len(seen) == 8


def test_the_server_keeps_the_plan_where_connections_are_kept(acme: Workspace, planned_once: bool) -> None:
    before, prepared = plans(), Prepared(lambda: joined(STATUS, SINCE))
    with workspace_scope(acme.pk):
        for status in ("active", "applied", "left"):
            prepared(status=status, since=NOW)
        Advocate.objects.filter(status="active").first()  # an ordinary query is not kept
    assert plans() - before == (1 if planned_once else 0)


def test_constants_are_part_of_the_query(acme: Workspace) -> None:
    make_advocate(acme, name="100 % O'Neill", email="o@example.com")
    prepared = Prepared(lambda: Advocate.objects.filter(name="100 % O'Neill", status=STATUS))
    with workspace_scope(acme.pk):
        assert [row.email for row in prepared(status="active")] == ["o@example.com"]
        assert prepared(status="%s' OR 1=1") == []


@pytest.mark.usefixtures("people")
def test_rows_may_be_tuples(acme: Workspace, globex: Workspace) -> None:
    columns = ("pk", "added_by_import__columns", "joined_at")
    prepared = Prepared(lambda: joined(STATUS, SINCE).select_related(None).values_list(*columns)[:2])
    for workspace in (acme, globex):
        with workspace_scope(workspace.pk):
            rows = prepared(status="active", since=NOW)
            assert rows == list(joined("active", NOW).values_list(*columns)[:2])
            assert len(rows) == 2


@pytest.mark.usefixtures("people")
def test_what_is_asked_for_along_is_there(acme: Workspace) -> None:
    prepared = Prepared(lambda: Tagging.objects.select_related("tag", "advocate"))
    with workspace_scope(acme.pk):
        (row,) = prepared()
        with CaptureQueriesContext(connection) as asked:
            assert (row.tag.name, row.advocate.name, row.workspace_id) == ("speaker", "Acme 2", acme.pk)
    assert not asked.captured_queries


def test_without_a_workspace_it_raises_and_a_platform_table_needs_none(acme: Workspace) -> None:
    profiles = Prepared(Profile.objects.all)
    with pytest.raises(NoWorkspaceInScope):
        profiles()
    with workspace_scope(acme.pk):
        assert len(profiles()) == 1
    with pytest.raises(NoWorkspaceInScope):
        profiles()
    workspaces = Prepared(lambda: Workspace.objects.filter(slug=Slot("slug", models.SlugField())))
    assert workspaces(slug="acme") == [acme]
    assert workspaces(slug="'; --") == []


def test_a_slot_takes_a_value(acme: Workspace) -> None:
    prepared = Prepared(lambda: joined(STATUS, SINCE))
    with workspace_scope(acme.pk):
        with pytest.raises(ValueError, match="since takes a value"):
            prepared(status="active", since=None)
        with pytest.raises(KeyError):
            prepared(status="active")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("people")
def test_threads_share_one(acme: Workspace, globex: Workspace) -> None:
    prepared = Prepared(lambda: joined(STATUS, SINCE))

    def ask(number: int) -> set[int]:
        workspace = (acme, globex)[number % 2]
        try:
            with workspace_scope(workspace.pk):
                return {row.workspace_id - workspace.pk for row in prepared(status="active", since=NOW)}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(24))) == [{0}] * 24
