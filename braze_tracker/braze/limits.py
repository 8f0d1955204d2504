"""Rate-limit headers as Braze sends them: fixed clock windows, epoch or seconds left, sometimes empty.

https://www.braze.com/docs/api/api_limits . Time is an argument; reading never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from braze_tracker.braze.endpoint import BROADCAST, SHARED, Endpoint

WINDOWS: Mapping[str, timedelta] = {
    SHARED: timedelta(hours=1),
    "events.list": timedelta(hours=1),
    "purchases": timedelta(hours=1),
    "media_library.create": timedelta(hours=1),
    "media_library.replace": timedelta(hours=1),
    "users.track": timedelta(seconds=3),
    "users.track.bulk": timedelta(seconds=1),
    BROADCAST: timedelta(minutes=1),
    "campaigns.data_series": timedelta(minutes=1),
    "campaigns.duplicate": timedelta(minutes=1),
    "canvas.duplicate": timedelta(minutes=1),
    "users.export.ids": timedelta(minutes=1),
    "users.track.sync": timedelta(minutes=1),
    "users": timedelta(minutes=1),
    "users.external_ids": timedelta(minutes=1),
    "subscription.status.set": timedelta(minutes=1),
    "translations": timedelta(minutes=1),
    "preference_center.read": timedelta(minutes=1),
    "preference_center.write": timedelta(minutes=1),
    "catalogs": timedelta(minutes=1),
    "catalogs.items": timedelta(minutes=1),
    "cdi.list": timedelta(minutes=1),
    "cdi.sync": timedelta(minutes=1),
    "cdi.status": timedelta(minutes=1),
    "data_objects.read": timedelta(minutes=1),
    "data_objects.write": timedelta(minutes=1),
}
"""How long a pool's window lasts, by Braze's page. Not the daily quotas: the hour they start anew is not stated."""

_NAMES = frozenset(
    {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-retry-after", "retry-after"}
)
_LONGEST_WAIT = 31 * 86400
"""A reset of at most this many seconds is a wait (as users/track answers on some plans), not a moment since 1970."""
_LATEST_EPOCH = 253402300799
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reply says of the pool it drew on."""

    total: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None
    """Aware, UTC."""
    pool: str = SHARED


def read_limits(
    exchange_headers: Mapping[str, str], status: int | None, now: datetime, endpoint: Endpoint
) -> Limits | None:
    """The limits a reply's headers state; None when they state none.

    Braze leaves the figures empty on a 401 and out of a 429 on some plans. A 429 that names no moment is given the
    end of its pool's clock window, which is when Braze counts anew.
    """
    headers = {str(name).lower(): value for name, value in exchange_headers.items()}
    if status != 429 and _NAMES.isdisjoint(headers):
        return None
    total = _number(headers.get("x-ratelimit-limit"))
    remaining = _number(headers.get("x-ratelimit-remaining"))
    reset_at = _reset(headers, now)
    if reset_at is None and status == 429:
        reset_at = window_end(endpoint.pool, now)
    if total is None and remaining is None and reset_at is None:
        return None
    return Limits(total, remaining, reset_at, _pool(endpoint, total))


def window_end(pool: str, now: datetime) -> datetime | None:
    """When the pool's clock window that holds ``now`` ends; None where Braze does not say how windows lie."""
    window = WINDOWS.get(pool)
    if window is None:
        return None
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, UTC)


def _pool(endpoint: Endpoint, total: int | None) -> str:
    """Only the reply knows whether a send was counted as a broadcast: its limit is then far below the shared one."""
    if endpoint.broadcast_pool and total is not None and total <= 1000:
        return endpoint.broadcast_pool
    return endpoint.pool


def _reset(headers: Mapping[str, str], now: datetime) -> datetime | None:
    stated = _number(headers.get("x-ratelimit-reset"))
    if stated is not None:
        return _moment(stated, now)
    wait = _number(headers.get("x-ratelimit-retry-after"))
    if wait is None:
        wait = _number(headers.get("retry-after"))
    if wait is not None:
        return _moment(min(wait, _LONGEST_WAIT), now)
    return _date(headers.get("retry-after"))


def _moment(seconds: int, now: datetime) -> datetime | None:
    if seconds <= _LONGEST_WAIT:
        return now.astimezone(UTC) + timedelta(seconds=seconds)
    if seconds > _LATEST_EPOCH:
        seconds //= 1000
    return datetime.fromtimestamp(seconds, UTC) if seconds <= _LATEST_EPOCH else None


def _number(value: object) -> int | None:
    """A whole number from 0 that a database column can hold; anything else is nothing."""
    whole = str(value).strip().partition(".")[0] if value is not None else ""
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 19):
        return None
    number = int(whole)
    return number if number <= _MOST else None


def _date(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        moment = parsedate_to_datetime(str(value))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_remaining(headers: Mapping[str, str]) -> int | None:
    """How many calls the pool still has, as the reply says."""
    found = next((value for name, value in headers.items() if str(name).lower() == "x-ratelimit-remaining"), None)
    return _number(found)
