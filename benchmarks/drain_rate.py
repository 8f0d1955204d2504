"""How fast the journal moves into the database: a real journal, drained whole, beside storing bare rows of its calls.

Bare rows are what a database takes at best: the very rows that the drain stores of these calls, ready in memory, with
the same indexes and as many in one transaction; no judging, no bodies, no errors, no counts, no position.
The journal is that of two processes that made calls.
`python -m benchmarks.drain_rate` measures on SQLite and on a PostgreSQL of its own (or DATABASE_URL's), in turns.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.databases import KINDS, environment, set_up
from benchmarks.drain_beside import Beside, beside
from benchmarks.drain_journal import BEGAN, write_journal
from benchmarks.results import keep


@dataclass
class Way:
    """One way of storing the calls, with the seconds it took in each round."""

    name: str
    store: Callable[[Path], tuple[float, float] | None]
    """Tells the processor time of processes that helped, and of their servers'."""
    wall: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    """Processor time of this process: the machine's other work does not count, the server's neither."""
    served: list[float] = field(default_factory=list)
    """Processor time of the server's process for our connection; 0 where it is not on this machine."""


@dataclass(frozen=True)
class Rows:
    """What the drain has stored of the calls, in the order of their columns, and whose they are."""

    columns: list[str]
    values: list[tuple[Any, ...]]
    workspaces: list[Any]
    batch: int

    def batches(self) -> list[list[tuple[Any, ...]]]:
        return [self.values[first : first + self.batch] for first in range(0, len(self.values), self.batch)]


def model(name: str) -> Any:
    return apps.get_model("recording", name)


def by_drain(folder: Path) -> None:
    import_module("braze_tracker.recording.drain").drain(folder, now=BEGAN)


def by_two(other: Beside, folder: Path) -> tuple[float, float]:
    other.begin(folder)
    by_drain(folder)
    return other.ended()


def stored(folder: Path, calls: int) -> Rows:
    """Drains once, so that there are rows to copy."""
    by_drain(folder)
    fields = model("ApiCall")._meta.concrete_fields
    values = list(model("ApiCall").objects.order_by("id").values_list(*[one.attname for one in fields]))
    if len(values) != calls or model("ApiCall").objects.filter(outcome="pending").exists():
        raise RuntimeError(f"{calls} calls were written, {len(values)} are stored.")
    lines = import_module("braze_tracker.recording.drain").usual_batch()
    return Rows([one.column for one in fields], values, list(model("Workspace").objects.all()), lines // 2)


def by_bulk_create(rows: Rows) -> None:
    """Through Django, which needs objects."""
    calls = model("ApiCall")
    for batch in rows.batches():
        calls.objects.bulk_create([calls(*values) for values in batch])


def by_copy(rows: Rows) -> None:
    """Through PostgreSQL's COPY, as psycopg offers it."""
    names = ", ".join(map(connection.ops.quote_name, rows.columns))
    statement = f"COPY recording_apicall ({names}) FROM STDIN"
    for batch in rows.batches():
        with transaction.atomic(), connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
            for values in batch:
                copy.write_row(values)


def served_so_far() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    stat = Path(f"/proc/{process}/stat")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13] if stat.exists() else (0, 0)
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measure(ways: list[Way], journal: Path, rows: Rows, rounds: int) -> None:
    """Every way once a round, each on empty tables and a copy of the journal."""
    for number in range(rounds):
        for way in ways:
            call_command("flush", interactive=False, verbosity=0)
            for workspace in rows.workspaces:
                workspace.save(force_insert=True)
            copied = Path(shutil.copytree(journal, journal.parent / f"copy-{number}"))
            served = served_so_far()
            began, own = time.perf_counter(), time.process_time()
            helped, served_beside = way.store(copied) or (0.0, 0.0)
            way.wall.append(time.perf_counter() - began)
            way.own.append(time.process_time() - own + helped)
            way.served.append(served_so_far() - served + served_beside)
            shutil.rmtree(copied)


def table(ways: list[Way], calls: int, rounds: int) -> str:
    lines = [
        f"{connection.vendor}, CPython {platform.python_version()}, {calls:,} calls of 1.5 KB, medians of {rounds}. "
        "Processor time a call in µs: of the program, and of the server's process beside it.",
        "",
        "| way | calls a second | program (µs) | server (µs) | takes so many times as long as the last |",
        "|---|---|---|---|---|",
    ]
    for way in ways:
        wall, own, served = (statistics.median(times) for times in (way.wall, way.own, way.served))
        per = " | ".join(f"{spent / calls * 1e6:.0f}" for spent in (own, served))
        ratio = statistics.median(each / least for each, least in zip(way.wall, ways[-1].wall, strict=True))
        lines.append(f"| {way.name} | {calls / wall:,.0f} | {per} | {ratio:.2f} |")
    return "\n".join(lines)


def inside(calls: int, rounds: int) -> None:
    """In a process whose environment names the database."""
    with tempfile.TemporaryDirectory() as scratch:
        set_up()
        journal = Path(scratch) / "journal"
        for writer in range(2):
            write_journal(journal, calls // 2, first=writer * calls // 2)
        rows = stored(Path(shutil.copytree(journal, Path(scratch) / "first")), calls)
        ways = [Way("the whole drain", by_drain), Way("bare rows, bulk_create", lambda _: by_bulk_create(rows))]
        with ExitStack() as running:
            if connection.vendor == "postgresql":
                other = running.enter_context(beside())
                ways.insert(1, Way("the whole drain, two processes", partial(by_two, other)))
                ways.append(Way("bare rows, COPY", lambda _: by_copy(rows)))
            measure(ways, journal, rows, rounds)
        print(table(ways, calls, rounds))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--on", choices=KINDS, action="append", help="one of the databases only")
    arguments.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md")
    arguments.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.inside:
        inside(chosen.calls, chosen.rounds)
        return
    for kind in chosen.on or KINDS:
        options = ["--inside", "--calls", str(chosen.calls), "--rounds", str(chosen.rounds)]
        with tempfile.TemporaryDirectory() as scratch, environment(kind, Path(scratch)) as needed:
            command = [sys.executable, "-m", "benchmarks.drain_rate", *options]
            text = subprocess.run(
                command, env=needed, check=True, stdout=subprocess.PIPE, text=True, timeout=3600
            ).stdout
        print(text)
        if chosen.keep:
            keep(f"drain {kind}", text.strip())


if __name__ == "__main__":
    main()
