"""The wake-up call: a few lines around `Sender`, and a row by which beat makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django_celery_beat.models import PeriodicTask

from braze_tracker.delivery.models import Replay
from braze_tracker.delivery.tasks import send_replays
from tests.delivery.factories import a_refused, a_replay, a_shop

pytestmark = pytest.mark.django_db


def test_what_waits_is_sent_to_a_host_that_may_get_a_key(
    sandbox: Any, settings: Any, drained: Callable[[], None]
) -> None:
    settings.BRAZE_HOSTS = (sandbox.url,)
    a_replay(a_refused(a_shop(sandbox)))
    send_replays()
    assert (len(sandbox.answered), Replay.objects.get().state) == (1, "sent")


def test_where_nothing_waits_no_journal_is_opened(settings: Any, tmp_path: Any) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"
    send_replays()
    assert not settings.JOURNAL_DIR.exists()


def test_beat_wakes_the_worker_every_few_seconds() -> None:
    row = PeriodicTask.objects.get(task=send_replays.name)
    assert (row.enabled, row.interval.every, row.interval.period) == (True, 5, "seconds")
