"""Queries of busy pages, put into SQL once a process; afterwards they are only given their values.

Building a query over some tables in Python takes several times as long as PostgreSQL takes to answer it. And planning
it takes longer than running it, so where connections are kept (DATABASE_POOL) the server keeps the plan as well.

Why it is worth its place: the hub's home takes 14.5 + 2.1 ms of processor time (Python + PostgreSQL) with these queries
asked the usual way, 13.7 + 1.3 ms with psycopg's own server-side binding and plans, and 6.2 + 0.8 ms with this. Without
it `bin/bench hub` gives less than half of its goal (docs/benchmarks.md).
"""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

from foundation.tenancy import _current, current_workspace_id

PLACEHOLDER = re.compile(r"%[%s]")


class Slot(models.Expression):
    """A value that is given later: `Slot("now", models.DateTimeField())` where a filter has a value."""

    allowed_default = False

    def __init__(self, name: str, output_field: "models.Field[object, object]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any]]:
        """Itself, in the place of the value."""
        return "%s", (self,)


# Stands, while a query is put into SQL, for whichever workspace will be in scope.
WORKSPACE = Slot("workspace", models.BigIntegerField())


class Prepared[R]:
    """The rows, models or tuples, of a query with slots; limited to the workspace in scope when it is asked, as ever.

    A value is never None, since that would be another query. Raises NoWorkspaceInScope.
    """

    def __init__(self, build: Callable[[], models.QuerySet[Any, R]]) -> None:
        self._build = build

    def __call__(self, **values: object) -> list[R]:
        """The rows for these values, which are named as the slots are."""
        ready = self._ready
        compiler = copy(ready.compiler)
        compiler.connection = _Connection()  # type: ignore[assignment]  # as much of one as is used
        params = tuple(_filled(slot, values) for slot in ready.slots)
        compiler.as_sql = lambda *_args, **_more: (ready.sql, params)  # type: ignore[method-assign,assignment]
        compiler.get_converters = lambda _columns: ready.converters  # type: ignore[method-assign,assignment]
        rows: models.QuerySet[Any, R] = models.QuerySet(ready.model, query=_Query(compiler))  # type: ignore[arg-type]
        return list(ready.reader(rows))

    @cached_property
    def _ready(self) -> "_Ready":
        token = _current.set(WORKSPACE)  # type: ignore[arg-type]
        try:
            queryset = self._build()
            compiler = queryset.query.get_compiler(using=queryset.db)
            sql, params = compiler.as_sql()
        finally:
            _current.reset(token)
        slots = tuple(part for part in params if isinstance(part, Slot))
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return _Ready(
            _with_constants(sql, params), slots, compiler, converters, queryset.model, queryset._iterable_class
        )


@dataclass(frozen=True)
class _Ready:
    sql: str
    slots: tuple[Slot, ...]
    compiler: SQLCompiler
    converters: dict[int, Any]
    model: type[models.Model]
    reader: type[Any]


@dataclass(frozen=True)
class _Query:
    compiler: SQLCompiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self.compiler


class _Connection:
    """This thread's connection, with cursors that let the server keep the plan if connections are kept."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connection, name)

    def cursor(self) -> CursorWrapper:
        if connection.settings_dict["OPTIONS"].get("prepare_threshold") is None:
            return connection.cursor()
        connection.ensure_connection()
        link = connection.connection
        usual, link.cursor_factory = link.cursor_factory, ServerBindingCursor
        try:
            return connection.cursor()
        finally:
            link.cursor_factory = usual


def _with_constants(sql: str, params: tuple[Any, ...]) -> str:
    """The query with what never changes written into it, so that a plan made once can use partial indexes."""
    left = iter(params)

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%" or isinstance(part := next(left), Slot):
            return found[0]
        return Literal(part).as_string().replace("%", "%%")

    return PLACEHOLDER.sub(written, sql)


def _filled(slot: Slot, values: dict[str, object]) -> object:
    value = current_workspace_id() if slot.name == WORKSPACE.name else values[slot.name]
    if value is None:
        raise ValueError(f"the slot {slot.name} takes a value")
    return value
