"""How long a call takes from its ending to being seen in the database, at a steady rate: writer, drain and reader are
processes of their own, the drain is `manage.py drain` as it is deployed.

`python -m benchmarks.drain_lag` measures 500 calls a second on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.db import connection

from benchmarks.databases import KINDS, environment, set_up
from benchmarks.results import keep

LOOK_EVERY = 0.02
MANAGE = Path(__file__).parent.parent / "manage.py"


def processor_time(process: int) -> float:
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def lags(writer: subprocess.Popen[bytes]) -> list[float]:
    """While the writer writes: at every look, how long ago the newest call began that the database shows, in seconds.
    A call is followed by the next after 1/rate seconds, so that this is what the pipeline takes, and at most that more.
    """
    newest = apps.get_model("recording", "ApiCall").objects.order_by("-started_at", "-id").values_list("started_at")
    found = []
    while writer.poll() is None:
        if seen := newest.first():
            found.append((datetime.now(UTC) - seen[0]).total_seconds())
        time.sleep(LOOK_EVERY)
    return found


def inside(rate: int, seconds: int) -> None:
    """In a process whose environment names the database."""
    set_up()
    journal = Path(os.environ["BRAZE_TRACKER_DATA"]) / "journal"
    drain = subprocess.Popen([sys.executable, str(MANAGE), "drain"])
    try:
        while not apps.get_model("recording", "Heartbeat").objects.exists() and drain.poll() is None:
            time.sleep(LOOK_EVERY)
        command = [sys.executable, "-m", "benchmarks.drain_journal", str(journal), str(rate), str(seconds)]
        with subprocess.Popen(command) as writer:
            found = sorted(lags(writer))
        busy = processor_time(drain.pid) / seconds
    finally:
        drain.send_signal(signal.SIGTERM)
        drain.wait(60)
    p99 = statistics.quantiles(found, n=100, method="inclusive")[98]
    print(
        f"| {connection.vendor} | {rate} | {statistics.median(found):.2f} | {p99:.2f} | {found[-1]:.2f} | {busy:.0%} |"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rate", type=int, default=500, help="calls a second")
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md")
    arguments.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.inside:
        inside(chosen.rate, chosen.seconds)
        return
    rows = ["| database | calls/s | lag, median (s) | p99 (s) | most (s) | of one core |", "|---|---|---|---|---|---|"]
    options = ["--inside", "--rate", str(chosen.rate), "--seconds", str(chosen.seconds)]
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as scratch, environment(kind, Path(scratch)) as needed:
            command = [sys.executable, "-m", "benchmarks.drain_lag", *options]
            done = subprocess.run(command, env=needed, check=True, stdout=subprocess.PIPE, text=True, timeout=3600)
        rows.append(done.stdout.strip())
    text = "\n".join(rows)
    print(text)
    if chosen.keep:
        keep("drain lag", text)


if __name__ == "__main__":
    main()
