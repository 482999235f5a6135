"""Each wall holds with the other one down, and the catalogue shows no gap."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Count, QuerySet

from accounts.models import Workspace
from events.models import Event
from events.operations import record
from foundation.tenancy import AnotherWorkspaceInScope, NoWorkspaceInScope, TenantModel, workspace_scope
from programs.models import Advocate, SearchWord, Tag

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]

# Tables without row security, each with the reason why it may be read before a workspace is known.
PLATFORM_TABLES = {
    "accounts_workspace": "found by its slug, before any scope",
    "accounts_formerslug": "found by its slug, before any scope",
    "accounts_user": "staff belong to the installation",
    "accounts_membership": "says which doors open to whom",
    "accounts_foundingtoken": "makes the first workspace",
    "accounts_attempts": "throttle counters, no content",
    "events_due": "which workspace has work due, no content",
    "account_emailaddress": "allauth, about users",
    "account_emailconfirmation": "allauth, about users",
    "mfa_authenticator": "allauth, about users",
    "usersessions_usersession": "allauth, about users",
    "auth_group": "Django, unused",
    "auth_group_permissions": "Django, unused",
    "auth_permission": "Django, unused",
    "django_content_type": "Django",
    "django_migrations": "Django",
    "django_session": "Django, about browsers",
}


def sql(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def past_the_orm_wall[M: models.Model](model: type[M]) -> QuerySet[M]:
    return QuerySet(model)


def person(workspace: Workspace) -> Advocate:
    with workspace_scope(workspace.pk):
        return Advocate.objects.get()


@pytest.fixture(autouse=True)
def _people(acme: Workspace, globex: Workspace) -> None:
    for workspace in (acme, globex):
        with workspace_scope(workspace.pk):
            Advocate.objects.create(name=f"Ada of {workspace.slug}")


@pytest.fixture
def past_row_security(transactional_db: None) -> Iterator[None]:
    """The test's own connection is a superuser's, whom row security does not bind."""
    login = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = "postgres"
    yield
    connection.close()
    connection.settings_dict["USER"] = login


def test_the_login_cannot_bypass_row_security_and_owns_nothing() -> None:
    assert sql("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False, False)]
    assert sql("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == [(0,)]


def test_row_security_alone_hides_reads_and_refuses_writes(acme: Workspace, globex: Workspace) -> None:
    theirs = person(globex)
    everybody = past_the_orm_wall(Advocate)
    with workspace_scope(acme.pk):
        assert [row.name for row in everybody.all()] == ["Ada of acme"]
        assert everybody.filter(pk=theirs.pk).update(name="mine") == 0
        assert Advocate(pk=theirs.pk).delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Advocate.objects.create(workspace=globex, name="planted")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            everybody.update(workspace=globex)
        assert sql("SELECT name FROM programs_advocate") == [("Ada of acme",)]


@pytest.mark.django_db(transaction=True)
def test_row_security_alone_raises_without_a_scope(acme: Workspace) -> None:
    for _ in range(2):  # on a fresh connection, and on one that had a scope before
        with pytest.raises(DatabaseError, match=r"app\.workspace_id|bigint"):
            list(past_the_orm_wall(Advocate))
        with pytest.raises(DatabaseError, match=r"app\.workspace_id|bigint"):
            sql("INSERT INTO programs_tag (name) VALUES ('orphan')")
        with workspace_scope(acme.pk):
            assert Advocate.objects.count() == 1


def test_the_orm_wall_alone_limits_every_query(past_row_security: None, acme: Workspace, globex: Workspace) -> None:
    theirs = person(globex)
    with workspace_scope(acme.pk):
        assert past_the_orm_wall(Advocate).count() == 2  # the other wall is down indeed
        assert [row.name for row in Advocate.objects.all()] == ["Ada of acme"]
        assert not Advocate.objects.filter(pk=theirs.pk).exists()
        assert Advocate.objects.filter(pk=theirs.pk).update(name="mine") == 0
        assert Advocate.objects.aggregate(n=Count("pk")) == {"n": 1}
        with pytest.raises(Advocate.DoesNotExist):
            theirs.refresh_from_db()
        with pytest.raises(DatabaseError, match="did not affect any rows"), transaction.atomic():
            theirs.save(update_fields=["name"])
        stray = SearchWord(advocate_id=theirs.pk)
        with pytest.raises(Advocate.DoesNotExist):
            _ = stray.advocate
        assert list(theirs.search_words.all()) == []
        assert Advocate.objects.filter(pk=theirs.pk).delete()[0] == 0


def test_a_foreign_key_cannot_leave_the_workspace(past_row_security: None, acme: Workspace, globex: Workspace) -> None:
    theirs = person(globex)

    def stray() -> None:
        with workspace_scope(acme.pk):
            SearchWord.objects.create(advocate_id=theirs.pk, word="x")
            connection.check_constraints()

    with pytest.raises(IntegrityError, match="programs_searchword_advocate_key"):
        stray()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_the_orm_wall_raises_without_a_scope(model: type[TenantModel]) -> None:
    for manager in (model._default_manager, model._base_manager):
        with pytest.raises(NoWorkspaceInScope):
            str(manager.all().query)


def test_a_queryset_belongs_to_the_scope_it_is_run_in(acme: Workspace, globex: Workspace) -> None:
    names = Advocate.objects.values_list("name", flat=True)
    for workspace in (acme, globex):
        with workspace_scope(workspace.pk):
            assert list(names.all()) == [f"Ada of {workspace.slug}"]


def test_a_scope_ends_with_its_savepoint(acme: Workspace, globex: Workspace) -> None:
    class Undo(Exception):
        pass

    for workspace in (acme, globex):  # in turn, within one transaction
        with workspace_scope(workspace.pk):
            assert sql("SELECT current_setting('app.workspace_id')") == [(str(workspace.pk),)]
        assert sql("SELECT current_setting('app.workspace_id')") == [("",)]
    with pytest.raises(Undo), workspace_scope(acme.pk):
        raise Undo
    assert sql("SELECT current_setting('app.workspace_id')") == [("",)]
    with workspace_scope(acme.pk), pytest.raises(AnotherWorkspaceInScope), workspace_scope(globex.pk):
        pass


def test_a_workspace_may_use_words_that_another_one_uses(acme: Workspace, globex: Workspace) -> None:
    for workspace in (acme, globex):
        with workspace_scope(workspace.pk):
            Tag.objects.create(name="vip")


def test_append_only_rows_cannot_be_changed_by_anybody(
    past_row_security: None, acme: Workspace, globex: Workspace
) -> None:
    """Not even by the superuser; only a workspace marked as being purged gives its own up."""
    for workspace in (acme, globex):
        with workspace_scope(workspace.pk):
            record("it.happened")
    for statement in (
        "UPDATE events_event SET name = 'x'",
        "DELETE FROM events_event",
        "TRUNCATE events_event CASCADE",
    ):
        with pytest.raises(IntegrityError, match="append-only"):
            sql(statement)
    Workspace.objects.filter(pk=acme.pk).update(purge_started_at="2026-01-01T00:00Z")
    sql(f"DELETE FROM events_event WHERE workspace_id = {acme.pk}")
    with pytest.raises(IntegrityError, match="append-only"):
        sql("DELETE FROM events_event")
    assert past_the_orm_wall(Event).filter(name="it.happened").count() == 1


def test_every_table_is_walled_or_on_the_list() -> None:
    tenant_tables = {model._meta.db_table for model in TENANT_MODELS}
    tables = {name for (name,) in sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert tables - tenant_tables == set(PLATFORM_TABLES)


def test_the_catalogue_shows_no_gap() -> None:
    tenant_tables = {model._meta.db_table for model in TENANT_MODELS}
    guarded = sql(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polcmd = '*' AND p.polpermissive"
        " AND p.polroles = '{0}' AND pg_get_expr(p.polqual, c.oid) LIKE '%app.workspace_id%'"
        " AND (SELECT count(*) FROM pg_policy q WHERE q.polrelid = c.oid) = 1"
    )
    assert {t for (t,) in guarded} == tenant_tables
    keys = sql(
        "SELECT s.relname, t.relname, c.conkey[1] = (SELECT attnum FROM pg_attribute WHERE attrelid = c.conrelid"
        " AND attname = 'workspace_id') AND cardinality(c.conkey) = 2 AND c.condeferrable AND c.convalidated"
        " FROM pg_constraint c JOIN pg_class s ON s.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid"
        " WHERE c.contype = 'f'"
    )
    assert {(s, t) for s, t, composite in keys if t in tenant_tables and not composite} == set()
    declared = {(m, f.related_model) for m in TENANT_MODELS for f in m._meta.local_fields if f.related_model}
    assert {(m._meta.db_table, target._meta.db_table) for m, target in declared} <= {(s, t) for s, t, _ in keys}


def test_nothing_runs_with_the_rights_of_the_tables_owner() -> None:
    """A definer's function or an owner's view would look past row security."""
    assert sql("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace") == []
    assert sql("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []


def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
