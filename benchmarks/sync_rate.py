"""How fast sends are followed: real HTTP to a server that takes 200 ms, asked one send at a time with one
`update_or_create` a row, and asked by `sync_due`.

Each way runs in a process and a database of its own. python -m benchmarks.sync_rate --days 14 --sends 1000
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue

CHANNELS = ("ios_push", "android_push", "email", "sms", "webhook")
METRICS = ("sent", "delivered", "opens", "unique_opens", "clicks", "unique_clicks", "bounces", "unsubscribes")
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
LATENCY = 0.2


def answer(days: int, channels: Sequence[str] = CHANNELS) -> bytes:
    """One variation in each of five channels a day: five rows, and one for the day's own figures."""
    first = datetime.now(UTC).date() - timedelta(days=days - 1)
    return json.dumps(
        {"message": "success", "data": [_day(first + timedelta(days=number), channels) for number in range(days)]}
    ).encode()


def _day(day: date, channels: Sequence[str]) -> dict[str, object]:
    entry = {"variation_name": "Variation A", "variation_api_id": "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"}
    figures = {name: 40_000 // (number + 1) for number, name in enumerate(METRICS)}
    messages = {channel: [{**entry, **figures, "revenue": 31.5, "conversions": 12}] for channel in channels}
    return {"time": day.isoformat(), "messages": messages, "conversions": 60, "revenue": 157.5}


class _Braze(BaseHTTPRequestHandler):
    """Answers every question the same, a fifth of a second later."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    body = b""

    def do_GET(self) -> None:
        time.sleep(LATENCY)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.body)))
        self.send_header("X-RateLimit-Limit", "250000000")
        self.send_header("X-RateLimit-Remaining", "249000000")
        self.send_header("X-RateLimit-Reset", "4000000000")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


def _serve(ports: Queue[int], body: bytes) -> None:
    _Braze.body = body
    server = Server(("127.0.0.1", 0), _Braze)
    ports.put(server.server_port)
    server.serve_forever()


@contextmanager
def braze(body: bytes) -> Iterator[str]:
    """A server in a process of its own, so that it does not share the follower's interpreter lock."""
    ports: Queue[int] = Queue()
    process = Process(target=_serve, args=(ports, body), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ports.get(timeout=20)}"
    finally:
        process.terminate()
        process.join(10)


@dataclass(frozen=True)
class Measured:
    name: str
    looks: int
    seconds: float
    cpu: float
    rows: int

    @property
    def rate(self) -> float:
        return self.looks / self.seconds

    @property
    def cpu_per_thousand(self) -> float:
        return self.cpu / self.looks * 1000


def measure(way: str, name: str, url: str, sends: int, in_flight: int) -> Measured:
    """One way in a process and a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "BRAZE_TRACKER_DATA": folder}
        words = [sys.executable, "-m", "benchmarks.ways_of_following", way, url, str(sends), str(in_flight)]
        told = subprocess.run(
            words,
            env={**os.environ, **own, "DJANGO_SETTINGS_MODULE": "braze_tracker.settings", "BENCH_KEY": KEY},
            stdout=subprocess.PIPE,
            check=True,
            timeout=600,
        )
    return Measured(name, **json.loads(told.stdout))


def table(ways: list[Measured], days: int, in_flight: int) -> str:
    """A Markdown table; ratios to the first way."""
    naive = ways[0]
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, CPython {platform.python_version()}, SQLite, {days} days × "
        f"{len(CHANNELS)} channels, {LATENCY * 1000:.0f} ms an answer, {in_flight} in flight, first looks, one run.",
        "",
        "| way | looks | rows | looks/s | CPU s per 1,000 looks | rate ratio | CPU ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {way.name} | {way.looks} | {way.rows} | {way.rate:.1f} | {way.cpu_per_thousand:.2f} "
        f"| {way.rate / naive.rate:.1f} | {way.cpu_per_thousand / naive.cpu_per_thousand:.2f} |"
        for way in ways
    ]
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=int, default=2)
    arguments.add_argument("--sends", type=int, default=1000)
    arguments.add_argument("--in-flight", type=int, default=20)
    chosen = arguments.parse_args()
    flight = chosen.in_flight
    with braze(answer(chosen.days)) as url:
        ways = [
            measure("naive", "one at a time, update_or_create", url, max(chosen.sends // 20, 1), 1),
            measure("bare", "sync_due, nothing recorded", url, chosen.sends, flight),
            measure("recorded", "sync_due", url, chosen.sends, flight),
        ]
    print(table(ways, chosen.days, flight))


if __name__ == "__main__":
    main()
