"""Databases of the tests' cluster."""

import os

import psycopg

from local.cluster import OWNER


def superuser(statements: str, *, database: str) -> list[tuple[object, ...]]:
    """Run statements past every wall, as nobody in the product can."""
    with psycopg.connect(host=os.environ["PGHOST"], user="postgres", dbname=database, autocommit=True) as link:
        cursor = link.execute(statements.encode())
        return cursor.fetchall() if cursor.description else []


def create_copy(name: str, *, template: str) -> None:
    """A copy of a database to which nobody is connected, for the application's login as in production."""
    superuser(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"', database="postgres")


def drop_database(name: str) -> None:
    """It goes, whoever is connected to it."""
    superuser(f'DROP DATABASE "{name}" WITH (FORCE)', database="postgres")
