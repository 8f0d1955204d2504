"""A process that records calls at a steady rate and drains them, until its standard input says a word.

It prints the seconds of each drain, from the last call's ending to its being stored: what a reader waits for.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import django

from braze_tracker.braze.recorder import Arrival, Departure, Origin
from braze_tracker.journal import Journal

TAKEN = json.dumps({"message": "success", "dispatch_id": "4a2d6c1e6e9a4f1c8b7e1c2d3e4f5a6b"}).encode()
EVERY = 0.5


def main() -> None:
    folder, rate = Path(sys.argv[1]) / f"journal-{os.getpid()}", int(sys.argv[2])
    os.environ["DJANGO_SETTINGS_MODULE"] = "braze_tracker.settings"
    django.setup()
    drain = import_module("braze_tracker.recording.drain").drain
    journal = Journal(folder, hash_key=b"benchmark")
    took: list[float] = []
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        for _ in range(int(rate * EVERY)):
            _record(journal)
        began = time.perf_counter()
        drain(folder, now=datetime.now(UTC))
        took.append(time.perf_counter() - began)
    journal.close()
    print(json.dumps(took))


def _record(journal: Journal) -> None:
    body = {
        "recipients": [{"external_user_id": f"customer-{uuid4()}"}],
        "messages": {"email": {"body": "Hello " * 150}},
    }
    departure = Departure(
        method="POST",
        url="https://rest.iad-01.braze.com/messages/send",
        headers={"Authorization": "Bearer 01234567-89ab-4cde-8f01-23456789abcd", "Content-Type": "application/json"},
        body=json.dumps(body).encode(),
        started_at=datetime.now(UTC),
        origin=Origin.CLIENT,
        operation=uuid4(),
        attempt=1,
        patience=timedelta(seconds=30),
    )
    headers = {"Content-Type": "application/json", "X-Request-Id": str(uuid4())}
    journal.open(departure).close(Arrival(elapsed=timedelta(milliseconds=84), status=201, headers=headers, body=TAKEN))


if __name__ == "__main__":
    main()
