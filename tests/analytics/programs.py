"""Programs beside the tests, on a database of their own: workers of the follow-up, Celery's worker and beat."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

PATIENCE = 90
"""Seconds until a program that ought to have ended is taken to hang."""


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a fresh database: on the server that this run of the tests uses, or in a file."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'own.sqlite3'}"
        return
    name = f"own_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@dataclass(frozen=True)
class Programs:
    env: dict[str, str]

    def start(self, *words: str) -> subprocess.Popen[str]:
        """`python …` with the programs' settings."""
        return subprocess.Popen([sys.executable, *words], env=self.env, stdout=subprocess.PIPE, text=True)

    def walker(self, *words: str) -> subprocess.Popen[str]:
        return self.start("-m", "tests.analytics.walkers", *words)

    def told(self, *words: str) -> Any:
        """What `walkers` answers."""
        return finished(self.walker(*words))


def wait_for(truth: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while not (found := truth()) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def finished(program: subprocess.Popen[str]) -> Any:
    """What an ended program said, read as JSON."""
    out, _ = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, out
    return json.loads(out) if out.strip() else None
