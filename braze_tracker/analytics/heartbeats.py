"""Shows that beat and workers live: rows that their own processes renew. Connected to Celery's signals by `tasks`."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.signals import after_task_publish, worker_ready, worker_shutdown
from django.db import close_old_connections, connection

from braze_tracker.recording.models import Heartbeat

EVERY = 15
"""Seconds: the pace of the follow-up's schedule, and of a worker's own pulse."""
BEAT = "beat"
WORKER = "worker:"
FORGOTTEN_AFTER = timedelta(days=1)


def pulse(part: str, now: datetime, every: int = EVERY) -> None:
    Heartbeat.objects.update_or_create(part=part, defaults={"at": now, "every_s": every})


def forget_old_workers(now: datetime) -> None:
    """A killed worker cannot take its row with it."""
    Heartbeat.objects.filter(part__startswith=WORKER, at__lt=now - FORGOTTEN_AFTER).delete()


def this_worker() -> str:
    return f"{WORKER}{socket.gethostname()}-{os.getpid()}"


@after_task_publish.connect
def _beat_sent(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Only beat's own messages carry the name of a schedule, so they prove that beat is at work."""
    if headers and headers.get("periodic_task_name"):
        pulse(BEAT, datetime.now(UTC))


@worker_ready.connect
def _worker_ready(sender: Any, **_: Any) -> None:
    forget_old_workers(datetime.now(UTC))
    sender.timer.call_repeatedly(EVERY, _worker_pulse)
    _worker_pulse()


def _worker_pulse() -> None:
    close_old_connections()
    pulse(this_worker(), datetime.now(UTC))
    connection.close()


@worker_shutdown.connect
def _worker_stops(**_: Any) -> None:
    Heartbeat.objects.filter(part=this_worker()).delete()
