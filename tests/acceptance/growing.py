"""Run as a program in a data folder of its own: writes and drains so many calls, and tells what memory is held.

python -m tests.acceptance.growing CALLS
"""

from __future__ import annotations

import gc
import json
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import django
import psutil

from braze_tracker.braze.recorder import Arrival, Departure, Origin
from braze_tracker.journal import Journal

WARM = 5
"""Tenths of all calls after which everything that is kept for ever is there."""


def write(journal: Journal, calls: int, already: int) -> None:
    """Each has recipients, an id and an error of its own, so that whatever remembers values is given new ones."""
    for number in range(already, already + calls):
        person = f"person-{number}@example.com"
        now = datetime.now(UTC)
        departure = Departure(
            method="POST",
            url=f"https://rest.iad-01.braze.com/users/track?n={number}",
            headers={"Authorization": "Bearer 11111111-2222-3333-4444-555555555555", "X-Own": f"{number}"},
            body=json.dumps({"attributes": [{"external_id": person, "email": person}]}).encode(),
            started_at=now,
            origin=Origin.CLIENT,
            operation=uuid4(),
            attempt=1,
            patience=None,
        )
        reply = {"message": "success", "errors": [{"type": f"user {number} is not known", "index": 0}]}
        headers = {"X-Request-Id": f"request-{number}"}
        arrival = Arrival(elapsed=timedelta(0), status=201, headers=headers, body=json.dumps(reply).encode())
        journal.open(departure).close(arrival)


def held() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from braze_tracker.recording.drain import drain
    from braze_tracker.recording.models import ApiCall

    call_command("migrate", verbosity=0)
    tenth = int(sys.argv[1]) // 10
    journal = Journal(settings.JOURNAL_DIR, segment_limit=1 << 20)
    memory = []
    for number in range(10):
        write(journal, tenth, number * tenth)
        drain(settings.JOURNAL_DIR, now=datetime.now(UTC))
        memory.append(held())
    told = {"stored": ApiCall.objects.count(), "before": memory[WARM - 1], "after": memory[-1], "memory": memory}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
