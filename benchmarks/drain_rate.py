"""How fast the journal moves into the database: a real journal, drained whole, beside storing bare rows of calls.

Bare rows are what a database takes at best: no judging, no bodies, no counts, no position, one transaction each 500.
`python -m benchmarks.drain_rate` uses a SQLite file of its own; with DATABASE_URL a new database on that server.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from braze_tracker.braze.recorder import Arrival, Departure, Origin
from braze_tracker.journal import Journal

BATCH = 500
WORKSPACE = 1
BEGAN = datetime(2026, 3, 4, 12, tzinfo=UTC)
TAKEN = json.dumps({"message": "success", "dispatch_id": "4a2d6c1e6e9a4f1c8b7e1c2d3e4f5a6b"}).encode()
REFUSED = json.dumps({"message": "The campaign_id is not a valid campaign"}).encode()


@dataclass
class Way:
    """One way of storing the calls, with the seconds it took in each round."""

    name: str
    store: Callable[[Path, int], None]
    wall: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    """Processor time of this process: the machine's other work does not count."""


@contextmanager
def empty_database(folder: Path) -> Iterator[None]:
    """Django with an empty, migrated database that is gone afterwards."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "braze_tracker.settings"
    os.environ["BRAZE_TRACKER_DATA"] = str(folder / "var")
    server, name = os.environ.get("DATABASE_URL", ""), f"drain_rate_{os.getpid()}"
    if server:
        base, _, query = server.partition("?")
        os.environ["DATABASE_URL"] = f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
        _administer(server, f"CREATE DATABASE {name}")
    django.setup()
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        if server:
            _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(statement.encode())


def write_journal(folder: Path, calls: int) -> None:
    """A believable send of 1.5 KB each, with the default capture; every twentieth is refused."""
    journal = Journal(folder, hash_key=b"benchmark")
    for number in range(calls):
        note = journal.open(_departure(number))
        refused = number % 20 == 0
        headers = {"Content-Type": "application/json", "X-Request-Id": str(uuid4())}
        status, body = (400, REFUSED) if refused else (201, TAKEN)
        note.close(Arrival(elapsed=timedelta(milliseconds=84), status=status, headers=headers, body=body))
    journal.close()


def _departure(number: int) -> Departure:
    document = {
        "campaign_id": "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9",
        "recipients": [{"external_user_id": f"customer-{number}", "trigger_properties": {"order": f"A-{number}"}}],
        "messages": {"email": {"subject": "Your order", "body": "<p>" + "Your parcel left our house today. " * 36}},
    }
    return Departure(
        method="POST",
        url="https://rest.iad-01.braze.com/campaigns/trigger/send",
        headers={"Authorization": "Bearer 01234567-89ab-4cde-8f01-23456789abcd", "Content-Type": "application/json"},
        body=json.dumps(document).encode(),
        started_at=BEGAN + timedelta(milliseconds=number),
        origin=Origin.CLIENT,
        operation=uuid4(),
        attempt=1,
        patience=timedelta(seconds=30),
    )


def by_drain(folder: Path, calls: int) -> None:
    drained = import_module("braze_tracker.recording.drain").drain(folder, now=BEGAN)
    stored = apps.get_model("recording", "ApiCall").objects.exclude(outcome="pending").count()
    if stored != calls:
        raise RuntimeError(f"{calls} calls were written, {stored} are stored, and the drain says {drained}.")


def by_bulk_create(_: Path, calls: int) -> None:
    """Bare rows through Django."""
    model: Any = apps.get_model("recording", "ApiCall")
    for first in range(0, calls, BATCH):
        model.objects.bulk_create([model(**_row(number)) for number in range(first, min(first + BATCH, calls))])


def by_copy(_: Path, calls: int) -> None:
    """Bare rows through PostgreSQL's COPY, with the columns that have no default."""
    model: Any = apps.get_model("recording", "ApiCall")
    attributes = [column.attname for column in model._meta.concrete_fields]
    names = ", ".join(connection.ops.quote_name(column.column) for column in model._meta.concrete_fields)
    statement = f"COPY recording_apicall ({names}) FROM STDIN"
    for first in range(0, calls, BATCH):
        with transaction.atomic(), connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
            for number in range(first, min(first + BATCH, calls)):
                call = model(**_row(number))
                copy.write_row([getattr(call, name) for name in attributes])


def _row(number: int) -> dict[str, object]:
    return {
        "id": UUID(int=(0x7 << 76) | (0x8 << 60) | number | (1 << 100)),
        "workspace_id": WORKSPACE,
        "origin": "client",
        "operation": uuid4(),
        "endpoint": "POST /campaigns/trigger/send",
        "url": "/campaigns/trigger/send",
        "outcome": "success",
        "status": 201,
        "started_at": BEGAN + timedelta(milliseconds=number),
        "elapsed_us": 84_000,
        "campaign_id": "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9",
        "dispatch_id": f"{number:032x}",
        "request_id": str(uuid4()),
    }


def measure(ways: list[Way], journal: Path, calls: int, rounds: int) -> None:
    """Every way once a round, each on empty tables and a copy of the journal."""
    for number in range(rounds):
        for way in ways:
            call_command("flush", interactive=False, verbosity=0)
            apps.get_model("recording", "Workspace").objects.create(
                pk=WORKSPACE, slug="orchid", name="Orchid", host="none"
            )
            copied = shutil.copytree(journal, journal.parent / f"{way.name}-{number}")
            began, own = time.perf_counter(), time.process_time()
            way.store(copied, calls)
            way.wall.append(time.perf_counter() - began)
            way.own.append(time.process_time() - own)
            shutil.rmtree(copied)


def table(ways: list[Way], calls: int, rounds: int) -> str:
    drained = statistics.median(ways[0].wall)
    lines = [
        f"{connection.vendor}, CPython {platform.python_version()}, {calls} calls of 1.5 KB, medians of {rounds}.",
        "",
        "| way | calls a second | own processor time a call (µs) | the drain takes so many times as long |",
        "|---|---|---|---|",
    ]
    for way in ways:
        wall, own = statistics.median(way.wall), statistics.median(way.own)
        lines.append(f"| {way.name} | {calls / wall:,.0f} | {own / calls * 1e6:.0f} | {drained / wall:.2f} |")
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch, empty_database(Path(scratch)):
        journal = Path(scratch) / "journal"
        write_journal(journal, chosen.calls)
        ways = [Way("the whole drain", by_drain), Way("bare rows, bulk_create", by_bulk_create)]
        if connection.vendor == "postgresql":
            ways.append(Way("bare rows, COPY", by_copy))
        measure(ways, journal, chosen.calls, chosen.rounds)
        print(table(ways, chosen.calls, chosen.rounds))


if __name__ == "__main__":
    main()
