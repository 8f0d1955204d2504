"""Celery's wake-up call for sample data. A message carries nothing: repeating one is harmless."""

from __future__ import annotations

from datetime import UTC, datetime

from braze_tracker.celery import app
from braze_tracker.samples.tending import tend


def utc_now() -> datetime:
    return datetime.now(UTC)


@app.task
def tend_samples() -> None:
    """Makes, stores or removes sample data, where that was asked for."""
    tend(now=utc_now)
