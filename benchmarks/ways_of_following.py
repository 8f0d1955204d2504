"""The ways of following sends that `sync_rate` compares: each a program that says what it did, as JSON.

python -m benchmarks.ways_of_following WAY URL SENDS IN_FLIGHT
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

import requests  # noqa: E402  # after Django has been set up
from django.core.management import call_command  # noqa: E402

from braze_tracker.analytics.models import DailyFigures, SyncPlan  # noqa: E402
from braze_tracker.analytics.plans import sweep  # noqa: E402
from braze_tracker.analytics.rules import Rules  # noqa: E402
from braze_tracker.analytics.sync import sync_due  # noqa: E402
from braze_tracker.recording.choices import SendSource  # noqa: E402
from braze_tracker.recording.models import Send, Workspace  # noqa: E402

PATH = "/sends/data_series"
WORDS = ("variation_name", "variation_api_id")


def prepare(url: str, sends: int) -> None:
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    workspace = Workspace.objects.create(
        name="Bench", slug="bench", host=url.removeprefix("http://"), rest_endpoint=url, key_env="BENCH_KEY"
    )
    sent = {"source": SendSource.REPLY, "sent_at": now - timedelta(days=1), "first_used_at": now - timedelta(days=1)}
    Send.objects.bulk_create(
        [Send(workspace=workspace, campaign_id="c", send_id=f"s-{number}", **sent) for number in range(sends)]
    )
    sweep(now, Rules().kept)


def naive(url: str, in_flight: int) -> int:
    """As a script would: a new connection a send, a query or two a row."""
    headers = {"Authorization": f"Bearer {os.environ['BENCH_KEY']}"}
    for plan in SyncPlan.objects.select_related("send"):
        query = {"campaign_id": plan.send.campaign_id, "send_id": plan.send.send_id, "length": "14"}
        reply = requests.get(url + PATH, params=query, headers=headers, timeout=10)
        for day in reply.json()["data"]:
            for channel, group in day.pop("messages").items():
                for entry in group:
                    _update(plan, day["time"], channel, entry)
            _update(plan, day["time"], "", day)
    return SyncPlan.objects.count()


def _update(plan: SyncPlan, day: str, channel: str, entry: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    metrics = {name: value for name, value in entry.items() if name not in (*WORDS, "time")}
    DailyFigures.objects.update_or_create(
        send=plan.send,
        day=day,
        channel=channel,
        variation=entry.get("variation_api_id", ""),
        defaults={"metrics": metrics, "first_at": now, "changed_at": now},
    )


def bare(url: str, in_flight: int) -> int:
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=in_flight))
        return _follow(in_flight, session)


def recorded(url: str, in_flight: int) -> int:
    return _follow(in_flight, None)


def _follow(in_flight: int, session: requests.Session | None) -> int:
    return sync_due(now=lambda: datetime.now(UTC), rules=Rules(share=1.0), in_flight=in_flight, session=session).figures


def measured(way: Callable[[str, int], int], url: str, in_flight: int) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    looks = way(url, in_flight)
    seconds, spent = time.perf_counter() - wall, time.process_time() - cpu
    return {"looks": looks, "seconds": seconds, "cpu": spent, "rows": DailyFigures.objects.count()}


def main() -> None:
    way, url, sends, in_flight = sys.argv[1:]
    prepare(url, int(sends))
    ways = {found.__name__: found for found in (naive, bare, recorded)}
    sys.stdout.write(json.dumps(measured(ways[way], url, int(in_flight))))


if __name__ == "__main__":
    main()
