"""Whether a process that records, or the drain, grows over a million calls: what they hold of memory on the way.

The recorder writes calls that are made nowhere: what grew would be the recorder, and not a client or its connections.
`python -m benchmarks.memory` takes a quarter of an hour; `--calls 50000` is its quick form.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.databases import environment, set_up
from benchmarks.drain_journal import BEGAN, write_call, write_journal
from benchmarks.results import keep
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.journal import Journal, read_journal

PARTS = 40
"""The calls are made in so many parts; what was written is drained, or deleted, after each."""
SHOWN = (0, PARTS // 4, PARTS // 2, PARTS)
KINDS = {
    "metadata": "a process that records, metadata only",
    "masked": "a process that records, masked bodies",
    "drain": "the drain, on SQLite",
}


def resident() -> float:
    """Megabytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def recorder(level: CaptureLevel, folder: Path, calls: int) -> Callable[[], None]:
    journal = Journal(folder, hash_key=b"benchmark", level=level)

    def part() -> None:
        for number in range(calls):
            write_call(journal, number, BEGAN)
        for segment in read_journal(folder):
            if segment.sealed():
                segment.path.unlink()

    return part


def drainer(folder: Path, calls: int) -> Callable[[], None]:
    set_up()
    drain = import_module("braze_tracker.recording.drain").drain

    def part() -> None:
        command = [sys.executable, "-m", "benchmarks.memory", "--write", str(folder), "--calls", str(calls)]
        subprocess.run(command, check=True, timeout=3600)
        drain(folder, now=BEGAN)

    return part


def grows(kind: str, calls: int) -> str:
    """Megabytes at the points that are shown."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, size = Path(scratch), calls // PARTS
        part = drainer(folder, size) if kind == "drain" else recorder(CaptureLevel(kind), folder, size)
        found = [resident()]
        for _ in range(PARTS):
            part()
            found.append(resident())
    return " | ".join(f"{found[point]:.1f}" for point in SHOWN)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=1_000_000)
    arguments.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md")
    arguments.add_argument("--inside", choices=KINDS, help=argparse.SUPPRESS)
    arguments.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.write:
        write_journal(chosen.write, chosen.calls)
    elif chosen.inside:
        print(grows(chosen.inside, chosen.calls))
    else:
        text = "\n".join(_rows(chosen.calls))
        print(text)
        if chosen.keep:
            keep("memory", text)


def _rows(calls: int) -> list[str]:
    points = " | ".join(f"{calls * point // PARTS:,}" for point in SHOWN)
    rows = [f"| MB resident after so many calls | {points} |", "|---|---|---|---|---|"]
    for kind, name in KINDS.items():
        with tempfile.TemporaryDirectory() as scratch, environment("sqlite", Path(scratch)) as needed:
            command = [sys.executable, "-m", "benchmarks.memory", "--inside", kind, "--calls", str(calls)]
            done = subprocess.run(command, env=needed, check=True, stdout=subprocess.PIPE, text=True, timeout=7200)
        rows.append(f"| {name} | {done.stdout.strip()} |")
    return rows


if __name__ == "__main__":
    main()
