"""A worker of the follow-up as a program of its own, for tests in which several share one database.

python -m tests.analytics.walkers seed URL SENDS     a workspace at the sandbox, and sends that are due
python -m tests.analytics.walkers walk START THREADS  waits for the file START, then follows until nothing is due
python -m tests.analytics.walkers adopt               looks at what is due once every lease has run out
python -m tests.analytics.walkers live URL SENDS      the same as seed, with sends of this very moment
python -m tests.analytics.walkers more SENDS          further sends of that workspace, of this very moment
python -m tests.analytics.walkers hurry               an operator lets beat tick every second
python -m tests.analytics.walkers told                what the database says, as JSON
python -m tests.analytics.walkers parts               which parts have a heartbeat
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  # after Django has been set up
from django.db.models import Count  # noqa: E402
from django_celery_beat.models import IntervalSchedule, PeriodicTask  # noqa: E402

from braze_tracker.analytics.leases import LEASE  # noqa: E402
from braze_tracker.analytics.models import Snapshot, SyncPlan  # noqa: E402
from braze_tracker.analytics.rules import Rules  # noqa: E402
from braze_tracker.analytics.sync import sync_due  # noqa: E402
from braze_tracker.recording.models import Heartbeat, Workspace  # noqa: E402
from tests.analytics.factories import KEY_ENV  # noqa: E402
from tests.recording.factories import NOW, a_send, a_workspace  # noqa: E402

RULES = Rules(in_flight=4)


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what))


def seed(url: str, sends: str, at: datetime = NOW) -> None:
    workspace = a_workspace(host=url.removeprefix("http://"), rest_endpoint=url, key_env=KEY_ENV)
    for _ in range(int(sends)):
        a_send(workspace, at=at)


def live(url: str, sends: str) -> None:
    seed(url, sends, datetime.now(UTC))


def more(sends: str) -> None:
    with transaction.atomic():
        for _ in range(int(sends)):
            a_send(Workspace.objects.get(), at=datetime.now(UTC), send_id=uuid4().hex)


def hurry() -> None:
    task = PeriodicTask.objects.get(task__endswith="follow_due_sends")
    task.interval = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.SECONDS)
    task.save()


def walk(start: str, threads: str) -> None:
    while not Path(start).exists():
        time.sleep(0.01)
    with ThreadPoolExecutor(int(threads)) as pool:
        say(sum(pool.map(follow, range(int(threads)))))


def follow(_number: int) -> int:
    looks = 0
    try:
        while found := sync_due(now=NOW, rules=RULES, limit=7).looks:
            looks += found
    finally:
        connection.close()
    return looks


def adopt() -> None:
    """A worker that comes after the leases of a killed one have run out."""
    say(sync_due(now=NOW + LEASE + timedelta(seconds=1), rules=RULES).looks)


def told() -> None:
    times = Snapshot.objects.values("send").annotate(looks=Count("pk")).values_list("looks", flat=True)
    leased = SyncPlan.objects.exclude(lease=None).count()
    say({"plans": SyncPlan.objects.count(), "looks": sorted(times), "leased": leased})


def parts() -> None:
    say({beat.part: (datetime.now(UTC) - beat.at).total_seconds() for beat in Heartbeat.objects.all()})


if __name__ == "__main__":
    verbs: dict[str, Callable[..., None]] = {
        verb.__name__: verb for verb in (seed, live, more, hurry, walk, adopt, told, parts)
    }
    verbs[sys.argv[1]](*sys.argv[2:])
