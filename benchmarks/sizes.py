"""What a call takes of the disk: in the journal until it is drained, and in each table and index.

`python -m benchmarks.sizes` stores 100,000 calls of 1.5 KB on SQLite and on PostgreSQL, with the default capture.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import connection

from benchmarks.databases import KINDS, environment, set_up
from benchmarks.drain_journal import BEGAN, write_journal
from benchmarks.results import keep
from braze_tracker.journal import read_journal

SMALLEST = 0.01
"""What takes less of the whole is not listed."""

ON_POSTGRESQL = """
    SELECT relname, '', pg_table_size(pg_class.oid) FROM pg_class WHERE relname = ANY(%s)
    UNION ALL
    SELECT tablename, indexname, pg_relation_size(quote_ident(indexname)::regclass) FROM pg_indexes
    WHERE tablename = ANY(%s)
"""
ON_SQLITE = """
    SELECT tbl_name, CASE type WHEN 'index' THEN sqlite_master.name ELSE '' END, SUM(pgsize)
    FROM dbstat JOIN sqlite_master ON sqlite_master.name = dbstat.name GROUP BY 1, 2
"""


def parts() -> list[tuple[str, str, int]]:
    """Table, index (empty for the table itself) and bytes."""
    tables = [one._meta.db_table for one in apps.get_app_config("recording").get_models() if not one._meta.proxy]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ON_POSTGRESQL, [tables, tables])
        else:
            cursor.execute(ON_SQLITE)
        return sorted(row for row in cursor.fetchall() if row[0] in tables)


def inside(calls: int) -> None:
    """In a process whose environment names the database."""
    set_up()
    with tempfile.TemporaryDirectory() as scratch:
        write_journal(Path(scratch), calls)
        journal = sum(segment.path.stat().st_size for segment in read_journal(scratch))
        import_module("braze_tracker.recording.drain").drain(scratch, now=BEGAN)
    sizes = parts()
    stored = sum(size for *_, size in sizes)
    print(
        f"{connection.vendor}, {calls:,} calls. {journal / calls:,.0f} bytes a call in the journal until it is drained,"
    )
    print(f"{stored / calls:,.0f} in the database.\n\n| table | index | bytes a call |\n|---|---|---|")
    for table, index, size in sizes:
        if size >= SMALLEST * stored:
            print(f"| {table} | {index} | {size / calls:.0f} |")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=100_000)
    arguments.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md")
    arguments.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.inside:
        inside(chosen.calls)
        return
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as scratch, environment(kind, Path(scratch)) as needed:
            command = [sys.executable, "-m", "benchmarks.sizes", "--inside", "--calls", str(chosen.calls)]
            done = subprocess.run(command, env=needed, check=True, stdout=subprocess.PIPE, text=True, timeout=3600)
        print(done.stdout)
        if chosen.keep:
            keep(f"sizes {kind}", done.stdout.strip())


if __name__ == "__main__":
    main()
