"""The statements that a piece of the product sends, as they reach the server, to be sent again by other programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connection


@contextmanager
def noted() -> Iterator[list[str]]:
    """Every statement sent inside, with its values, the beginnings and ends of transactions included."""
    statements: list[str] = []
    commit, is_open = connection._commit, connection.in_atomic_block  # type: ignore[attr-defined]

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal is_open
        if connection.in_atomic_block and not is_open:
            statements.append("BEGIN")
            is_open = True
        statements.append(psycopg.ClientCursor(connection.connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    def note_commit() -> Any:
        nonlocal is_open
        statements.append("COMMIT")
        is_open = False
        return commit()

    with connection.execute_wrapper(note), patch.object(connection, "_commit", note_commit):
        yield statements
