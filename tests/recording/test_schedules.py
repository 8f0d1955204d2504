from __future__ import annotations

from datetime import UTC, datetime

import pytest

from braze_tracker.recording.schedules import Schedule, schedule_of, sent_at, zone_of

CALLED = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "schedule"),
    [
        ("", None),
        ("{}", None),
        ('{"schedule": {"time": "2026-03-05T09:00:00Z"}}', Schedule("2026-03-05T09:00:00Z")),
        ('{"schedule": {"time": "x", "in_local_time": true}}', Schedule("x", in_local_time=True)),
        ('{"schedule": {"time": "x", "in_local_time": "true"}}', Schedule("x")),
        ('{"schedule": {"time": 5}}', None),
        ('{"schedule": "tomorrow"}', None),
        ('{"schedule": {', None),
        ('["schedule"]', None),
        ('"schedule"', None),
        ('{"schedule": ' + "[" * 100_000, None),
    ],
)
def test_a_schedule_is_read_leniently(body: str, schedule: Schedule | None) -> None:
    assert schedule_of(body) == schedule


@pytest.mark.parametrize(
    ("schedule", "zone", "sent"),
    [
        (None, "UTC", CALLED),
        (Schedule("2026-03-05T09:00:00Z"), "UTC", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        (Schedule("2026-03-05T09:00:00+02:00"), "UTC", datetime(2026, 3, 5, 7, tzinfo=UTC)),
        (Schedule("2026-03-05T09:00:00"), "America/New_York", datetime(2026, 3, 5, 14, tzinfo=UTC)),
        (Schedule("2026-03-05T09:00:00Z", True), "America/New_York", datetime(2026, 3, 5, 14, tzinfo=UTC)),
        (Schedule("2026-03-05T09:00:00Z", True), "Not/AZone", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        (Schedule("tomorrow"), "UTC", CALLED),
        (Schedule("2026-03-01T09:00:00Z"), "UTC", CALLED),
        (Schedule("9999-12-31T23:59:59-11:00"), "UTC", CALLED),
        (Schedule("0001-01-01T00:00:00+11:00"), "UTC", CALLED),
    ],
)
def test_a_scheduled_send_counts_from_its_time(schedule: Schedule | None, zone: str, sent: datetime) -> None:
    assert sent_at(schedule, CALLED, zone) == sent


@pytest.mark.parametrize("name", ["", "../etc/passwd", "Not/AZone", "\0"])
def test_an_unknown_zone_is_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"
