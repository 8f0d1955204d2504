"""What recording adds to a call: the same POST over real loopback HTTP, bare and in every way of recording it.

Rounds are interleaved, so that a slow minute of the machine falls on all of them. `make bench` runs it; results go to
benchmarks/RESULTS.md with --keep.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path

import requests

from benchmarks.ways_of_recording import by_django_orm, by_journal, by_peer, prepare
from braze_tracker.braze.captured import CaptureLevel

RESULTS = Path(__file__).parent / "RESULTS.md"
BEGIN, END = "<!-- recording cost -->", "<!-- /recording cost -->"
REPLY = b'{"message":"success","dispatch_id":"4a2d6c1e-6e9a-4f1c-8b7e-1c2d3e4f5a6b","send_id":"spring-2026"}'


@dataclass
class Way:
    """One way of making the call, and the seconds each call took."""

    name: str
    session: requests.Session
    seconds: list[float] = field(default_factory=list)


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


def body() -> bytes:
    """A believable send of 1.5 KB: three recipients with properties and an e-mail."""
    recipients = [
        {
            "external_user_id": f"customer-{number}",
            "trigger_properties": {"first_name": "Jane", "order": f"A-{number}", "total": 31.5},
        }
        for number in (1041, 1042, 1043)
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
    """One call of each way a round, in another order each time."""
    headers = {
        "Authorization": "Bearer 01234567-89ab-4cde-8f01-23456789abcd",
        "Content-Type": "application/json",
    }
    content = body()
    for number in range(rounds + rounds // 10):
        for way in random.sample(ways, len(ways)):
            began = time.perf_counter()
            way.session.post(url, data=content, headers=headers, timeout=10)
            took = time.perf_counter() - began
            if number >= rounds // 10:
                way.seconds.append(took)


def table(ways: list[Way], rounds: int) -> str:
    """A Markdown table: median, what is added to the bare call, and the ratio to it."""
    bare = statistics.median(ways[0].seconds)
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, CPython {platform.python_version()}, {rounds} interleaved rounds, "
        f"{len(body())} bytes of JSON, loopback. Medians.",
        "",
        "| way | a call (ms) | added (ms) | ratio |",
        "|---|---|---|---|",
    ]
    for way in ways:
        median = statistics.median(way.seconds)
        lines.append(f"| {way.name} | {median * 1e3:.3f} | {(median - bare) * 1e3:+.3f} | {median / bare:.2f} |")
    return "\n".join(lines)


def keep(text: str) -> None:
    """Replace this benchmark's section of RESULTS.md."""
    fresh = f"# Benchmarks\n\n## What recording adds to a call\n\n{BEGIN}\n{END}\n"
    whole = RESULTS.read_text() if RESULTS.exists() else fresh
    head, _, rest = whole.partition(BEGIN)
    RESULTS.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")


def ways(folder: Path) -> Iterator[Way]:
    peer = prepare(folder)
    yield Way("bare requests", requests.Session())
    yield Way("journal, metadata only", by_journal(folder / "metadata", CaptureLevel.METADATA))
    yield Way("journal, masked bodies (default)", by_journal(folder / "masked", CaptureLevel.MASKED))
    yield Way("journal, full bodies", by_journal(folder / "full", CaptureLevel.FULL))
    yield Way("one Django ORM INSERT (SQLite)", by_django_orm())
    if peer:
        yield Way("django-log-outgoing-requests 0.7.1 (SQLite)", by_peer())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=1500)
    arguments.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md")
    chosen = arguments.parse_args()
    with braze() as url, tempfile.TemporaryDirectory() as folder:
        all_ways = list(ways(Path(folder)))
        measure(all_ways, url, chosen.rounds)
    text = table(all_ways, chosen.rounds)
    print(text)
    if chosen.keep:
        keep(text)


if __name__ == "__main__":
    main()
