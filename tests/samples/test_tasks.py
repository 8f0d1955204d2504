"""The wake-up call: a line around `tend`, and a row by which beat makes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django_celery_beat.models import PeriodicTask

from braze_tracker.samples.asking import ask, ask_removal, standing
from braze_tracker.samples.tasks import tend_samples

pytestmark = pytest.mark.django_db


def test_what_is_not_wanted_is_gone_after_it() -> None:
    now = datetime.now(UTC)
    ask(None, now=now)
    ask_removal(None, now=now)
    tend_samples()
    assert standing(now).stage == "none"


def test_beat_wakes_the_worker_hourly() -> None:
    row = PeriodicTask.objects.get(task=tend_samples.name)
    assert (row.enabled, row.interval.every, row.interval.period) == (True, 1, "hours")
