"""What a request asked for that a verdict does not tell: when to send. Pure, and lenient: bad input is no answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FARTHEST = timedelta(days=3 * 366)
"""A time-table further ahead than this is a mistake, not a plan."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The ``schedule`` of a request. https://www.braze.com/docs/api/objects_filters/schedule_object"""

    time: str
    in_local_time: bool = False


def schedule_of(body: str) -> Schedule | None:
    """The schedule that a request's JSON body names, if any."""
    if '"schedule"' not in body:
        return None
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    schedule = document.get("schedule") if isinstance(document, dict) else None
    if not isinstance(schedule, dict) or not isinstance(schedule.get("time"), str):
        return None
    return Schedule(schedule["time"], schedule.get("in_local_time") is True)


def sent_at(schedule: Schedule | None, called_at: datetime, zone: str) -> datetime:
    """When the send goes out: the scheduled time, or the call's own where there is none that can be read.

    With ``in_local_time`` Braze sends by each user's clock; the workspace's ``zone`` stands for all of them.
    """
    planned = _planned(schedule, zone) if schedule else None
    return planned if planned and called_at < planned < called_at + _FARTHEST else called_at


def _planned(schedule: Schedule, zone: str) -> datetime | None:
    try:
        written = datetime.fromisoformat(schedule.time.strip())
        if schedule.in_local_time or written.tzinfo is None:
            written = written.replace(tzinfo=zone_of(zone))
        return written.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where the host does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
