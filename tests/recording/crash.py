"""Programs that the crash test runs: a writer that never rests, a drain and a pruning killed at random moments.

python -m tests.recording.crash write FOLDER CALLS
python -m tests.recording.crash drain FOLDER KILLS
python -m tests.recording.crash prune KILLS
python -m tests.recording.crash told
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import django

CAMPAIGN = "8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e"
REPLIES = (
    (201, {"message": "success", "send_id": "again-and-again", "dispatch_id": "d"}),
    (400, {"message": "No Recipients"}),
    (201, {"message": "success", "errors": ["user 17 is not known", "user 18 is not known"]}),
    (502, {"message": "Bad Gateway"}),
)


def write(folder: Path, calls: int) -> None:
    """Every seventh call is never answered; half of the endings come after the next intent."""
    from braze_tracker.braze.recorder import Arrival, Departure, Note, Origin
    from braze_tracker.journal import Journal

    journal = Journal(folder, segment_limit=40_000, hash_key=b"k")
    waiting: list[tuple[Note, Arrival]] = []
    for number in range(calls):
        departure = Departure(
            method="POST",
            url="https://rest.iad-01.braze.com/messages/send",
            headers={"Authorization": "Bearer 11111111-2222-3333-4444-555555555555"},
            body=json.dumps({"campaign_id": CAMPAIGN, "broadcast": True}).encode(),
            started_at=datetime.now(UTC),
            origin=Origin.CLIENT,
            operation=uuid4(),
            attempt=1,
            patience=None,
        )
        note = journal.open(departure)
        status, reply = REPLIES[number % len(REPLIES)]
        headers = {"X-Request-Id": f"r-{number}"}
        arrival = Arrival(elapsed=timedelta(0), status=status, headers=headers, body=json.dumps(reply).encode())
        if number % 7:
            waiting.append((note, arrival))
        while len(waiting) > number % 2:
            first, answer = waiting.pop(0)
            first.close(answer)
        time.sleep(0.001)
    for late, answer in waiting:
        late.close(answer)
    os.kill(os.getpid(), signal.SIGKILL)


def drain(folder: Path, kills: int) -> None:
    """Fork, let the child drain, kill it; again and again, and on a slow machine until something has been stored."""
    from braze_tracker.recording.drain import drain as drain_once

    for number in itertools.count():
        if number >= kills and stored():
            return
        child = os.fork()
        if not child:
            while True:
                drain_once(folder, now=datetime.now(UTC), batch=random.choice((3, 20, 100)))
        kill_after(child, random.uniform(0.02, 0.5 * (1 + number // kills)))


def prune(kills: int) -> None:
    """The same with a child that removes every call, killed when it has removed some."""
    from braze_tracker.recording import pruning
    from braze_tracker.recording.models import Workspace

    pruning.MOST = 20
    for _ in range(kills):
        before = stored()
        child = os.fork()
        if not child:
            for workspace in Workspace.objects.all():
                pruning.prune_calls(workspace, datetime.now(UTC))
            os._exit(0)
        while stored() == before:
            time.sleep(0.001)
        kill_after(child, random.uniform(0, 0.01))


def stored() -> int:
    """How many calls there are. A connection must not be open when its process forks."""
    from django.db import connections

    from braze_tracker.recording.models import ApiCall

    number = ApiCall.objects.count()
    connections.close_all()
    return number


def kill_after(child: int, seconds: float) -> None:
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def told() -> None:
    """What the ledger says, as JSON."""
    from django.db.models import Sum

    from braze_tracker.recording import models

    calls = list(models.ApiCall.objects.values_list("request_id", "outcome"))
    kept = models.HourlyCount.objects.values_list("outcome").annotate(Sum("calls"))
    groups = {group.calls == group.occurrences.count() for group in models.ErrorGroup.objects.all()}
    hourly = models.HourlyErrors.objects.aggregate(Sum("calls"))["calls__sum"]
    sys.stdout.write(
        json.dumps(
            {
                "requests": sorted(request for request, _ in calls if request),
                "outcomes": Counter(outcome for _, outcome in calls),
                "kept": {outcome: number for outcome, number in kept if number},
                "uses": list(models.Send.objects.values_list("uses", flat=True)),
                "groups_agree": groups == {True},
                "hours_agree": hourly == models.ErrorOccurrence.objects.count(),
                "open": models.OpenIntent.objects.count(),
                "quarantined": models.QuarantinedLine.objects.count(),
                "positions": models.JournalPosition.objects.count(),
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "told":
        told()
    elif sys.argv[1] == "prune":
        prune(int(sys.argv[2]))
    else:
        {"write": write, "drain": drain}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
