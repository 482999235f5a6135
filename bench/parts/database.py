"""What only the server's superuser may do in the benchmark's database."""

import os

import psycopg


def as_superuser(statement: str) -> None:
    """Run one statement."""
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"], autocommit=True) as link:
        link.execute(statement.encode())


def settle() -> None:
    """Statistics, and no page left to be cleaned: so that no run pays for what was written before it."""
    as_superuser("VACUUM ANALYZE")
    as_superuser("CHECKPOINT")
