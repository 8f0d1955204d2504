"""Databases for measuring in: new and migrated, gone afterwards. On PostgreSQL from a wheel, in a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from django.db import connection

from tests.lanes.postgres import postgres

KINDS = ("sqlite", "postgresql")


@contextmanager
def environment(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """What a process needs to use a new database of this kind, with its data and journal in ``folder``. A server that
    DATABASE_URL names is used instead of the wheel's; the database is not migrated yet."""
    bare = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    bare |= {"BRAZE_TRACKER_DATA": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "braze_tracker.settings"}
    if kind == "sqlite":
        yield bare
    elif server := os.environ.get("DATABASE_URL", ""):
        with _database(server) as url:
            yield bare | {"DATABASE_URL": url}
    else:
        with postgres() as own:
            yield bare | {"DATABASE_URL": own.url}


@contextmanager
def _database(server: str) -> Iterator[str]:
    base, _, query = server.partition("?")
    name = f"benchmark_{os.getpid()}"
    _administer(server, f"CREATE DATABASE {name}")
    try:
        yield f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    finally:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(statement.encode())


def set_up() -> None:
    """Django in this process, on the database that its environment names, with its tables."""
    django.setup()
    call_command("migrate", verbosity=0)
    connection.close()
