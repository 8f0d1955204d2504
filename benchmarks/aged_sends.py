"""Prepares a database of sends of all ages, most of them looked at before: python -m benchmarks.aged_sends URL SENDS"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # after Django has been set up
from django.db import transaction  # noqa: E402

from benchmarks.sync_rate import CHANNELS, answer  # noqa: E402
from braze_tracker.analytics.allowance import BURST  # noqa: E402
from braze_tracker.analytics.figures import Answer, keep  # noqa: E402
from braze_tracker.analytics.models import Budget  # noqa: E402
from braze_tracker.analytics.plans import sweep  # noqa: E402
from braze_tracker.analytics.rules import Rules  # noqa: E402
from braze_tracker.braze.endpoints import identify  # noqa: E402
from braze_tracker.braze.series import DataSeries  # noqa: E402
from braze_tracker.recording.choices import SendSource  # noqa: E402
from braze_tracker.recording.models import Send, Workspace  # noqa: E402

AGES = (*[2.0] * 24, *[24.0] * 42, *[24.0 * day for day in (3, 5, 7, 9, 11, 13) for _ in range(8)])
"""Hours since the send, as often as the schedule looks at each age: 15 minutes, an hour, six hours apart."""


def prepare(url: str, sends: str) -> None:
    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.create(
        name="Bench", slug="bench", host=url.removeprefix("http://"), rest_endpoint=url, key_env="BENCH_KEY"
    )
    Send.objects.bulk_create(list(_sends(workspace, int(sends))), batch_size=1000)
    sweep(datetime.now(UTC), Rules().kept, sends=Send.objects.all())
    known = [send for send in Send.objects.all() if send.pk % 114 != 0]  # one look in 114 is a send's first
    for start in range(0, len(known), 200):
        with transaction.atomic():
            keep([Answer(send.pk, send.first_used_at, _series(send)) for send in known[start : start + 200]])
    pool = identify("GET", Rules().series_path).pool
    Budget.objects.create(workspace=workspace, pool=pool, allowance_at=datetime.now(UTC) + BURST)  # not rested


def _sends(workspace: Workspace, number_of_sends: int) -> Iterator[Send]:
    for number in range(number_of_sends):
        at = datetime.now(UTC) - timedelta(hours=AGES[number % len(AGES)])
        yield Send(
            workspace=workspace, campaign_id=f"c-{number % 50}", send_id=f"s-{number}", source=SendSource.REPLY,
            sent_at=at, first_used_at=at,
        )  # fmt: skip


def _series(send: Send) -> DataSeries:
    return _SERIES[(datetime.now(UTC) - send.sent_at).days]


_SERIES = {age: DataSeries.parse(answer(age + 2, CHANNELS[:3])) for age in range(15)}


if __name__ == "__main__":
    prepare(*sys.argv[1:])
