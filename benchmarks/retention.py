"""What removing old calls costs: how long a statement or a transaction lasts, how late the drain is meanwhile, and
whether tables and indexes stay as large as they are when a month comes and a month goes.

`python -m benchmarks.retention --calls 1000000 --months 3`, on SQLite, or with `--postgres` on a PostgreSQL of its own.
Each month brings so many calls with all that hangs on them, and then the month before is pruned while a drain stores
calls that a writer makes at a steady rate. PostgreSQL's autovacuum runs as it does everywhere, only looks more often.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from benchmarks.growth import add_calls, grow
from benchmarks.results import keep
from tests.lanes.postgres import postgres

MONTH = timedelta(days=30)
RATE = 50
"""Calls a second that the drain stores meanwhile."""


@dataclass
class Month:
    """``batches``: seconds of each transaction that removes, its search for the oldest included."""

    number: int
    before: float = 0
    after: float = 0
    calls: int = 0
    seconds: float = 0
    batches: list[float] = field(default_factory=list)
    drained: list[float] = field(default_factory=list)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=200_000, help="a month")
    arguments.add_argument("--months", type=int, default=3)
    arguments.add_argument("--postgres", action="store_true")
    arguments.add_argument("--keep", action="store_true", help="write the table into RESULTS.md")
    chosen = arguments.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _configure(stack, folder, chosen.postgres)
        now = datetime.now(UTC)
        months = [_month(number, chosen.calls, now, folder) for number in range(chosen.months)]
        text = _table(months, chosen.calls)
        connection.close()
    print(text)
    if chosen.keep:
        keep(f"retention {'PostgreSQL' if chosen.postgres else 'SQLite'}", f"{now:%Y-%m-%d %H:%M} UTC, {text}")


def _configure(stack: ExitStack, folder: Path, on_postgres: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "braze_tracker.settings"
    os.environ["BRAZE_TRACKER_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'db.sqlite3'}"
    if on_postgres:
        os.environ["DATABASE_URL"] = url = stack.enter_context(postgres()).url
        with psycopg.connect(url, autocommit=True) as link:
            link.execute("ALTER SYSTEM SET autovacuum_naptime = '5s'")
            link.execute("SELECT pg_reload_conf()")
    django.setup()
    call_command("migrate", verbosity=0)


def _month(number: int, calls: int, now: datetime, folder: Path) -> Month:
    """Months lie in the past, the last one up to a day ago, so that the drain's own calls stay."""
    until = now - timedelta(days=1) - MONTH * (12 - number)
    if number:
        add_calls(calls, until - MONTH, until)
        connection.close()
    else:
        grow(calls, until=until, days=MONTH.days)
    month = Month(number + 1, before=_size(folder))
    with _draining(folder) as drained:
        _prune(month, until + timedelta(hours=1))
    month.drained, month.after = drained, _settled(folder)
    return month


def _prune(month: Month, before: datetime) -> None:
    pruning, began = import_module("braze_tracker.recording.pruning"), time.perf_counter()
    for workspace in apps.get_model("recording", "Workspace")._default_manager.all():
        last = time.perf_counter()

        def going() -> bool:
            nonlocal last
            now = time.perf_counter()
            month.batches.append(max(0.0, now - last - pruning.REST))
            last = now
            return True

        month.calls += pruning.prune_calls(workspace, before, going=going)
    month.seconds = time.perf_counter() - began


@contextmanager
def _draining(folder: Path) -> Iterator[list[float]]:
    """A process that records and drains; what it gives back is how long each of its drains took."""
    drained: list[float] = []
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, "-m", "benchmarks.retention_drain", str(folder), str(RATE)]
    process = subprocess.Popen(command, text=True, **pipes)  # type: ignore[call-overload]  # both are pipes
    try:
        yield drained
    finally:
        told, _nothing = process.communicate("stop\n", timeout=120)
        drained.extend(json.loads(told))


def _size(folder: Path) -> float:
    """Megabytes of all tables and indexes, or of the file."""
    if connection.vendor != "postgresql":
        return (folder / "db.sqlite3").stat().st_size / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


def _settled(folder: Path) -> float:
    """The size once autovacuum has been at the table of calls, which it is within seconds; in a minute at most."""
    until = time.monotonic() + 60
    while connection.vendor == "postgresql" and time.monotonic() < until and _dead() > 1000:
        time.sleep(1)
    return _size(folder)


def _dead() -> int:
    table = apps.get_model("recording", "ApiCall")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


def _table(months: list[Month], calls: int) -> str:
    lines = [
        f"{connection.vendor}, {calls:,} calls a month, a drain that stores {RATE} calls a second beside it.",
        "",
        "| month | MB before | MB after | calls removed | a second | a transaction: median, longest (ms) "
        "| a drain: median, longest (ms) |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in months:
        batches, drains = sorted(one.batches), sorted(one.drained)
        lines.append(
            f"| {one.number} | {one.before:,.0f} | {one.after:,.0f} | {one.calls:,} | {one.calls / one.seconds:,.0f} "
            f"| {_ms(batches)} | {_ms(drains)} |"
        )
    return "\n".join(lines)


def _ms(seconds: list[float]) -> str:
    return f"{seconds[len(seconds) // 2] * 1000:.0f}, {seconds[-1] * 1000:.0f}" if seconds else "–"


if __name__ == "__main__":
    main()
