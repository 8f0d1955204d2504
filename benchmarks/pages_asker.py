"""One process that asks the pages of one database, page by page as its standard input names them.

A line is the name of a page, or ``pages`` for the names; the answer is one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.pages_addresses import addresses

ASKER = "bench-reader"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "braze_tracker.settings"
    django.setup()
    _plain()
    get_wsgi_application()
    client, known = _signed_in(), addresses()
    for line in sys.stdin:
        name = line.rstrip("\n")
        answer = list(known) if name == "pages" else asked(client, known[name])
        print(json.dumps(answer), flush=True)


def _plain() -> None:
    """Style sheets as they are: nothing was collected here. The test client's host is let in."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def _signed_in() -> Client:
    users = django.apps.apps.get_model("auth", "User")._default_manager
    groups = django.apps.apps.get_model("auth", "Group")._default_manager
    user, _made = users.get_or_create(username=ASKER, defaults={"is_staff": True, "last_login": datetime.now(UTC)})
    user.groups.set(groups.filter(name="Admin"))
    client = Client(raise_request_exception=False)
    client.force_login(user, "braze_tracker.dashboard.backend.OneLookBackend")
    return client


def asked(client: Client, address: str) -> dict[str, Any]:
    """Time without counting queries, then once more for their number. A streamed answer is read to its first piece."""
    own, served, began = time.process_time(), _served(), time.perf_counter()
    status = _get(client, address)
    wall, spent = time.perf_counter() - began, time.process_time() - own + _served() - served
    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    if os.environ.get("BENCH_SLOW"):
        _tell(address, spent, queries)
    return {"wall": wall * 1000, "spent": spent * 1000, "queries": len(queries), "status": status}


def _get(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        next(iter(answer), b"")
    return int(answer.status_code)


def _served() -> float:
    """Processor seconds of PostgreSQL's process for this connection; SQLite works in this one. Linux only."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(told.split()[0]) / 1e9


def _tell(address: str, took: float, queries: CaptureQueriesContext) -> None:
    """What took longer than the variable's milliseconds, for whoever mends it."""
    least = float(os.environ["BENCH_SLOW"])
    slow = [one for one in queries.captured_queries if float(one["time"]) * 1000 >= least]
    for one in slow:
        print(
            f"{took * 1000:.0f} ms {address}: {float(one['time']) * 1000:.0f} ms {one['sql'][:3000]}\n", file=sys.stderr
        )


if __name__ == "__main__":
    main()
