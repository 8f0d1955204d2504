"""A journal to be drained: believable sends of 1.5 KB each with the default capture; every twentieth is refused.

`python -m benchmarks.drain_journal FOLDER RATE SECONDS` writes one at a steady rate.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from braze_tracker.braze.recorder import Arrival, Departure, Origin
from braze_tracker.journal import Journal

BEGAN = datetime(2026, 3, 4, 12, tzinfo=UTC)
REFUSED = json.dumps({"message": "The campaign_id is not a valid campaign"}).encode()
SENT = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"
LETTER = "<p>" + "Your parcel left our house today. " * 36
KEY = {"Authorization": "Bearer 01234567-89ab-4cde-8f01-23456789abcd", "Content-Type": "application/json"}


def write_journal(folder: Path, calls: int, first: int = 0) -> None:
    """What one writer leaves: calls a millisecond apart, all with their endings. ``first`` is the number of the first
    one: calls with the same numbers would be repeats.
    """
    journal = Journal(folder, hash_key=b"benchmark")
    for number in range(first, first + calls):
        write_call(journal, number, BEGAN + timedelta(milliseconds=number))
    journal.close()


def write_call(journal: Journal, number: int, at: datetime) -> None:
    note = journal.open(_departure(number, at))
    refused = number % 20 == 0
    taken = json.dumps({"message": "success", "dispatch_id": uuid4().hex}).encode()
    note.close(
        Arrival(
            elapsed=timedelta(milliseconds=84),
            status=400 if refused else 201,
            headers={"Content-Type": "application/json", "X-Request-Id": str(uuid4())},
            body=REFUSED if refused else taken,
        )
    )


def _departure(number: int, at: datetime) -> Departure:
    document = {
        "campaign_id": SENT,
        "recipients": [{"external_user_id": f"customer-{number}", "trigger_properties": {"order": f"A-{number}"}}],
        "messages": {"email": {"subject": "Your order", "body": LETTER}},
    }
    return Departure(
        method="POST",
        url="https://rest.iad-01.braze.com/campaigns/trigger/send",
        headers=KEY,
        body=json.dumps(document).encode(),
        started_at=at,
        origin=Origin.CLIENT,
        operation=uuid4(),
        attempt=1,
        patience=timedelta(seconds=30),
    )


def main() -> None:
    folder, rate, seconds = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    journal = Journal(folder, hash_key=b"benchmark")
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        if (early := began + number / rate - time.perf_counter()) > 0:
            time.sleep(early)
        write_call(journal, number, datetime.now(UTC))
    journal.close()


if __name__ == "__main__":
    main()
