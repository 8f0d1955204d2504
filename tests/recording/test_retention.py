from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from braze_tracker.recording.models import Workspace
from braze_tracker.recording.retention import Kind, Retention, configured, kept_since, retention_of
from tests.recording.factories import NOW

MONTH, YEAR = timedelta(days=30), timedelta(days=365)


@pytest.mark.parametrize(
    ("days", "kept"), [(None, MONTH), (7, timedelta(days=7)), (0, MONTH), (2_147_483_647, timedelta(days=999_999_999))]
)
def test_a_workspaces_own_days_come_first(days: int | None, kept: timedelta) -> None:
    workspace = Workspace(keep_bodies_days=days, keep_figures_days=days)
    retention = retention_of(workspace, Retention(bodies=MONTH, calls=YEAR, figures=MONTH))
    assert retention.of(Kind.BODIES) == retention.of(Kind.FIGURES) == min(kept, timedelta.max)
    assert retention.of(Kind.CALLS) == YEAR


@pytest.mark.parametrize(
    ("now", "kept", "since"),
    [
        (NOW, None, None),
        (NOW, timedelta(hours=2), NOW - timedelta(hours=2)),
        (NOW + timedelta(minutes=59), timedelta(hours=2), NOW - timedelta(hours=2)),
        (NOW, timedelta.max, None),
    ],
)
def test_what_is_pruned_ends_with_a_full_hour(now: datetime, kept: timedelta | None, since: datetime | None) -> None:
    assert kept_since(now, kept) == since


def test_the_settings_hold_for_all_others(settings: Settings) -> None:
    settings.KEEP_BODIES, settings.KEEP_CALLS, settings.KEEP_FIGURES = MONTH, YEAR, None
    assert configured() == Retention(bodies=MONTH, calls=YEAR, figures=None)
