"""What recording adds to a call: the same POST over real loopback HTTP, bare and in every way of recording it.

The ways take turns in blocks of calls, their order shuffled each time: so a slow minute of the machine falls on all of
them, and each is measured as it runs in a process that records every call, or none. Every call has other recipients.
`make bench` runs it; results go to benchmarks/RESULTS.md with --keep.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path

import requests
from django.db import connections

from benchmarks.results import keep
from benchmarks.ways_of_recording import (
    EMBEDDED,
    SERVER,
    by_django_orm,
    by_journal,
    by_opentelemetry,
    by_peer,
    prepare,
)
from braze_tracker.braze.captured import CaptureLevel
from tests.lanes.postgres import postgres

BLOCK = 40
"""Calls of one way in a row."""

REPLY = b'{"message":"success","dispatch_id":"4a2d6c1e-6e9a-4f1c-8b7e-1c2d3e4f5a6b","send_id":"spring-2026"}'


@dataclass
class Way:
    """One way of making the call, and the seconds each call took."""

    name: str
    session: requests.Session
    seconds: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    """Processor time of this process a call, for each block: other work on the machine does not lengthen it."""


class _Braze(BaseHTTPRequestHandler):
    """Answers at once: what is measured is the caller."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(REPLY)))
        self.send_header("X-RateLimit-Limit", "250000")
        self.send_header("X-RateLimit-Remaining", "249000")
        self.send_header("X-RateLimit-Reset", "1800000000")
        self.send_header("X-Request-Id", "5b6f2d2e-0000-4000-8000-000000000000")
        self.end_headers()
        self.wfile.write(REPLY)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _serve(ports: Queue[int]) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Braze)
    ports.put(server.server_port)
    server.serve_forever()


@contextmanager
def braze() -> Iterator[str]:
    """A server in a process of its own, so that it does not share the caller's interpreter lock."""
    ports: Queue[int] = Queue()
    process = Process(target=_serve, args=(ports,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ports.get(timeout=20)}/messages/send"
    finally:
        process.terminate()
        process.join(10)


def body(number: int = 0) -> bytes:
    """A believable send of 1.5 KB: an e-mail to three recipients with properties, others for each ``number``."""
    recipients = [
        {
            "external_user_id": f"customer-{customer}",
            "trigger_properties": {"first_name": "Jane", "order": f"A-{customer}", "total": 31.5},
        }
        for customer in range(1_000_041 + 3 * number, 1_000_044 + 3 * number)
    ]
    text = {
        "broadcast": False,
        "campaign_id": "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9",
        "recipients": recipients,
        "messages": {
            "email": {
                "app_id": "99999999-8888-4777-8666-555555555555",
                "subject": "Your order is on its way",
                "from": "Shop <shop@example.com>",
                "body": "<p>" + "Your parcel left our house today. " * 26 + "</p>",
            }
        },
    }
    return json.dumps(text).encode()


def measure(ways: list[Way], url: str, rounds: int) -> None:
    """A block of calls of each way a round, in another order each time. The first tenth is not counted."""
    headers = {
        "Authorization": "Bearer 01234567-89ab-4cde-8f01-23456789abcd",
        "Content-Type": "application/json",
    }
    bodies = [body(number) for number in range(rounds * BLOCK)]
    for number in range(-(rounds // 10), rounds):
        for way in random.sample(ways, len(ways)):
            own = time.process_time()
            seconds = _block(way.session, url, headers, bodies[number * BLOCK :][:BLOCK])
            if number >= 0:
                way.own.append((time.process_time() - own) / BLOCK)
                way.seconds += seconds


def _block(session: requests.Session, url: str, headers: Mapping[str, str], bodies: list[bytes]) -> list[float]:
    took = []
    for content in bodies:
        began = time.perf_counter()
        session.post(url, data=content, headers=headers, timeout=10)
        took.append(time.perf_counter() - began)
    return took


def table(ways: list[Way]) -> str:
    """A Markdown table: the median over all calls of a way, what is added to the bare call, the ratio to it, what is
    added at the 99th percentile, how much the added time is of the last way's, and what is added of processor time."""
    bare, slow_bare = statistics.median(ways[0].seconds), _percentile(ways[0].seconds)
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, CPython {platform.python_version()}, {len(ways[0].seconds)} calls of "
        f"each way in blocks of {BLOCK}, {len(body())} bytes of JSON, loopback. Medians.",
        "",
        "| way | a call (ms) | added (ms) | ratio | added at p99 (ms) | of what the last way adds "
        "| processor time added (ms) |",
        "|---|---|---|---|---|---|---|",
    ]
    most = statistics.median(ways[-1].seconds) - bare
    for way in ways:
        median, slow = statistics.median(way.seconds), _percentile(way.seconds)
        lines.append(
            f"| {way.name} | {median * 1e3:.3f} | {(median - bare) * 1e3:+.3f} | {median / bare:.2f} "
            f"| {(slow - slow_bare) * 1e3:+.3f} | {(median - bare) / most:.3f} "
            f"| {(statistics.median(way.own) - statistics.median(ways[0].own)) * 1e3:+.3f} |"
        )
    return "\n".join(lines)


def _percentile(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


def ways(folder: Path, server: str) -> Iterator[Way]:
    peers = prepare(folder, server)
    yield Way("bare requests", requests.Session())
    yield Way("journal, metadata only", by_journal(folder / "metadata", CaptureLevel.METADATA))
    yield Way("journal, masked bodies (default)", by_journal(folder / "masked", CaptureLevel.MASKED))
    yield Way("journal, full bodies", by_journal(folder / "full", CaptureLevel.FULL))
    yield Way("one Django ORM INSERT (SQLite)", by_django_orm(EMBEDDED))
    yield Way("one Django ORM INSERT (PostgreSQL)", by_django_orm(SERVER))
    if peers:
        yield Way("OpenTelemetry for requests 0.66b2, no bodies", by_opentelemetry(folder))
        yield Way("django-log-outgoing-requests 0.7.1 (SQLite)", by_peer(EMBEDDED))
        yield Way("django-log-outgoing-requests 0.7.1 (PostgreSQL)", by_peer(SERVER))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=60, help=f"blocks of {BLOCK} calls for each way")
    arguments.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md")
    chosen = arguments.parse_args()
    with braze() as url, postgres() as server, tempfile.TemporaryDirectory() as folder:
        all_ways = list(ways(Path(folder), server.url))
        measure(all_ways, url, chosen.rounds)
        connections.close_all()
    text = table(all_ways)
    print(text)
    if chosen.keep:
        keep("recording cost", text)


if __name__ == "__main__":
    main()
