from __future__ import annotations

import os
from datetime import timedelta

import pytest
from celery.signals import after_task_publish

from braze_tracker.analytics.heartbeats import BEAT, forget_old_workers, pulse, this_worker
from braze_tracker.recording.models import Heartbeat
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db


def parts() -> set[str]:
    return set(Heartbeat.objects.values_list("part", flat=True))


def test_a_part_that_lives_renews_its_row() -> None:
    for seconds in (0, 15, 30):
        pulse(BEAT, NOW + timedelta(seconds=seconds))
    row = Heartbeat.objects.get()
    assert (row.part, row.at, row.every_s) == ("beat", NOW + timedelta(seconds=30), 15)


def test_a_worker_is_known_by_host_and_process() -> None:
    assert this_worker().startswith("worker:")
    assert this_worker().endswith(f"-{os.getpid()}")


def test_workers_that_were_killed_are_forgotten_after_a_day() -> None:
    for part, days in (("worker:old-1", 2), ("worker:new-2", 0.5), ("beat", 9), ("drain", 9)):
        pulse(part, NOW - timedelta(days=days))
    forget_old_workers(NOW)
    assert parts() == {"worker:new-2", "beat", "drain"}


@pytest.mark.parametrize(
    ("headers", "seen"), [({"periodic_task_name": "Follow due sends"}, {"beat"}), ({"task": "x"}, set()), (None, set())]
)
def test_only_a_message_that_beat_sent_shows_that_beat_lives(headers: dict[str, str] | None, seen: set[str]) -> None:
    after_task_publish.send(sender="x", headers=headers, body=(), exchange="", routing_key="celery")
    assert parts() == seen
