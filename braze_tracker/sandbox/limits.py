"""Rate limits with fixed windows, and the headers that tell of them (https://www.braze.com/docs/api/api_limits/).

Knows pools by name; which request draws on which pool is said in `routes`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

Headers = tuple[tuple[str, str], ...]

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Pool:
    """`seconds_left`: some contracts get the seconds until the reset instead of its epoch second."""

    limit: int
    seconds: int
    seconds_left: bool = False

    def reset(self, at: datetime) -> int:
        """The epoch second at which the window that holds `at` ends."""
        return (int(at.timestamp()) // self.seconds + 1) * self.seconds


POOLS: dict[str, Pool] = {
    "shared": Pool(250_000, HOUR),
    "broadcast": Pool(250, MINUTE),
    "send_ids": Pool(100, DAY),
    "campaign_series": Pool(50_000, MINUTE),
    "users_track": Pool(3_000, 3),
    "users_export": Pool(250, MINUTE),
    "users_identity": Pool(20_000, MINUTE),
    "external_ids": Pool(1_000, MINUTE),
    "subscription": Pool(5_000, MINUTE),
    "catalog_items": Pool(16_000, MINUTE),
    "media": Pool(100, HOUR),
    "cdi_sync": Pool(20, MINUTE),
}


class Limits:
    """Not thread-safe by itself: the application's lock guards it."""

    def __init__(self) -> None:
        self._pools = dict(POOLS)
        self._used: dict[str, tuple[int, int]] = {}  # pool -> (the window's reset, requests in it)

    def set(self, pool: str, limit: int | None = None, seconds_left: bool | None = None) -> None:
        """Changes a pool from now on; KeyError for an unknown pool."""
        old = self._pools[pool]
        self._pools[pool] = replace(
            old,
            limit=old.limit if limit is None else limit,
            seconds_left=old.seconds_left if seconds_left is None else seconds_left,
        )

    def take(self, pool: str, at: datetime) -> bool:
        """Counts one request; False when the window is used up."""
        used = self._count(pool, at)
        if used >= self._pools[pool].limit:
            return False
        self._used[pool] = (self._pools[pool].reset(at), used + 1)
        return True

    def headers(self, pool: str, at: datetime, *, refused: bool = False) -> Headers:
        """The three headers; a refusal has 0 left, and says only when to return under a seconds-left contract."""
        held = self._pools[pool]
        wait = held.reset(at) - int(at.timestamp())
        if refused and held.seconds_left:
            return (("x-ratelimit-retry-after", str(wait)),)
        left = 0 if refused else max(held.limit - self._count(pool, at), 0)
        reset = wait if held.seconds_left else held.reset(at)
        return (
            ("x-ratelimit-limit", str(held.limit)),
            ("x-ratelimit-remaining", str(left)),
            ("x-ratelimit-reset", str(reset)),
        )

    def _count(self, pool: str, at: datetime) -> int:
        reset, used = self._used.get(pool, (0, 0))
        return used if reset == self._pools[pool].reset(at) else 0
