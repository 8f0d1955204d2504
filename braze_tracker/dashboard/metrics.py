"""The metrics of the web process: what was measured, put under the names of the table."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import Error

from braze_tracker.dashboard.metrics_table import METRICS
from braze_tracker.dashboard.queries_metrics import Measured, measured
from braze_tracker.exposition import Sample, Values, exposition
from braze_tracker.recording.backlog import backlog, folder_bytes, homes
from braze_tracker.recording.positions import home_of

log = logging.getLogger(__name__)


def told(folder: Path, now: datetime) -> bytes:
    """A database that is away is a value and no failure."""
    try:
        values: Values = _values(measured(now)) | _journal(folder, now)
    except Error as error:
        log.warning("The metrics cannot be read from the database: %s", type(error).__name__)
        values = {"database_up": [((), 0)], "journal_folder_bytes": [((home_of(folder),), folder_bytes(folder))]}
    return exposition(METRICS, values)


def _values(found: Measured) -> dict[str, Sequence[Sample]]:
    counts = found.counts
    return {
        **{name: [((), value)] for name, value in _plain(found).items()},
        "calls_total": found.calls,
        "part_alive": [((part.name,), float(not part.silent)) for part in found.health.parts],
        "heartbeat_age_seconds": found.beats,
        "sends": [((state,), counts[state]) for state in ("tracking", "needs_campaign", "final")],
        "looks_last_minute": found.looks,
        "budget_limit": found.limits,
        "budget_remaining": found.left,
        "budget_paused": found.paused,
    }


def _plain(found: Measured) -> dict[str, float]:
    """Those without labels."""
    health, counts = found.health, found.counts
    return {
        "database_up": 1,
        "calls_pending": counts["pending"],
        "possible_duplicates": counts["duplicates"],
        "dropped_calls": health.lost_calls,
        "dropped_bodies_total": health.lost_bodies,
        "recent_losses": float(health.losing_lately),
        "quarantined_lines": health.quarantined,
        "sends_due": counts["due"],
        "sends_oldest_due_seconds": found.oldest_due,
        "sync_lag_p95_seconds": found.late_p95,
        "sends_failing": health.failing,
        "sends_expiring_soon": health.dropping_soon,
        "sends_lost": health.lost_sends,
    }


def _journal(folder: Path, now: datetime) -> dict[str, Sequence[Sample]]:
    here = backlog(folder)
    age = max((now - here.oldest).total_seconds(), 0.0) if here.oldest else 0.0
    home = (here.home,)
    return {
        "journal_unread_bytes": [(home, here.unread_bytes)],
        "journal_unread_segments": [(home, here.unread_segments)],
        "journal_oldest_unread_seconds": [(home, age)],
        "journal_folder_bytes": [(home, here.folder_bytes)],
        "journal_open_segments": [((one,), count) for one, count in homes().items()],
    }
