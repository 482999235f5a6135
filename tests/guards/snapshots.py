"""Whether the database is as it was: a hash of every table, of tenant tables for each workspace."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection

from foundation.tenancy import TenantModel, workspace_scope

# What may be other after any request: when somebody was last here. Tables as a whole, or single columns.
LAST_SEEN = {
    "django_session": "a visitor's session: messages, and when it was last used",
    "usersessions_usersession": "a staff session's last use, as its owner's list shows it",
    "accounts_attempts": "what was tried is counted whatever becomes of it",
    "programs_hubsession.seen_at": "a hub session's last use",
}

WRITING = re.compile(r'\b(?:INSERT INTO|DELETE FROM|TRUNCATE|UPDATE)\s+"?((?!OF\b|SKIP\b|NOWAIT\b|SET\b)\w+)')

type Snapshot = dict[tuple[str, int], str]


@dataclass(frozen=True)
class Changes:
    """The tables that are other, each with its workspace (0: a table of the platform)."""

    tables: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.tables)

    def __str__(self) -> str:
        return ", ".join(f"{table} of {workspace}" for table, workspace in sorted(self.tables))

    def of(self, workspace_id: int) -> list[str]:
        return sorted(table for table, workspace in self.tables if workspace == workspace_id)


def snapshot(workspace_ids: Sequence[int], *, only: Collection[str] = ()) -> Snapshot:
    """The hash of each table, or of these only."""
    tenant = {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)}
    platform = {model._meta.db_table for model in apps.get_models() if model._meta.managed} - tenant
    found: Snapshot = {}
    for workspace_id in (0, *workspace_ids):
        tables = sorted(table for table in (tenant if workspace_id else platform) if not only or table in only)
        if tables:
            with workspace_scope(workspace_id) if workspace_id else nullcontext():
                found |= _hashes(tables, workspace_id)
    return found


def changes_since(before: Snapshot, *, only: Collection[str]) -> Changes:
    """Which of these tables are other than they were."""
    now = snapshot(sorted({workspace for _table, workspace in before if workspace}), only=only)
    return Changes(frozenset(key for key, digest in now.items() if digest != before[key]))


def _hashes(tables: Sequence[str], workspace_id: int) -> Snapshot:
    statements = []
    for table in tables:
        if table in LAST_SEEN:
            continue
        columns = [name.partition(".")[2] for name in LAST_SEEN if name.startswith(f"{table}.")]
        row = "md5((to_jsonb(t)" + "".join(f" - '{column}'" for column in columns) + ")::text)"
        statements.append(f"SELECT '{table}', coalesce(md5(string_agg({row}, '' ORDER BY {row})), '') FROM {table} t")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements))
        return {(table, workspace_id): str(digest) for table, digest in cursor.fetchall()}


@contextmanager
def watch_writes() -> Iterator[set[str]]:
    """Collects the tables that statements write to, so that what is only read need not be compared."""
    written: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written.update(set(WRITING.findall(sql)) - LAST_SEEN.keys())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written
