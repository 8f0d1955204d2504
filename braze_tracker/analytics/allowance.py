"""How much of a rate limit our own looks may take now: the arithmetic of GCRA. Pure; `budget` keeps the row.

Limits are fixed clock windows that we share with sends: https://www.braze.com/docs/api/api_limits
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
DEFAULT_LIMIT = 250_000
"""Calls an hour that a workspace has when Braze has not told us otherwise."""
BURST = timedelta(minutes=1)
"""What one may take at once after a rest: this much of the pace."""
PROBE_PAUSE = timedelta(minutes=1)
"""While one look tries whether a pause is over, the others wait this long."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is known of one pool."""

    at: datetime
    """The theoretical arrival time of the next look: everything before it has been given away."""
    total: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None
    paused_until: datetime | None = None
    paused: bool = False
    """A pause has a reason; it may have run out by now."""


@dataclass(frozen=True, slots=True)
class Grant:
    looks: int
    at: datetime
    probe: bool = False
    """The pause has run out, and this one look finds out whether its reason has gone."""


def grant(known: Allowance, wanted: int, now: datetime, share: float) -> Grant:
    """How many of the wanted looks may leave now, and the allowance's new time."""
    nothing = Grant(0, known.at)
    if wanted < 1 or (known.paused_until is not None and known.paused_until > now) or _sends_first(known, now, share):
        return nothing
    every = pace(known.total, share)
    given_away = _given_away(known.at, now, every)
    allowed = _allowed(given_away, now, every)
    if known.paused and allowed:
        return Grant(1, given_away + every, probe=True)
    looks = min(wanted, allowed)
    return Grant(looks, given_away + every * looks) if looks else nothing


def pace(total: int | None, share: float) -> timedelta:
    """The time from one look to the next when the share of the limit is spread evenly over the window."""
    return max(WINDOW / max((total or DEFAULT_LIMIT) * share, 1), timedelta.resolution)


def _given_away(at: datetime, now: datetime, every: timedelta) -> datetime:
    """Up to when looks are given away. Nobody gives away more than a burst: what is much further ahead was reckoned by
    a clock that was set back since, or by a limit that has been raised, and would stop all looks until then."""
    return now if at - now > 2 * max(BURST, every) else max(at, now)


def _allowed(given_away: datetime, now: datetime, every: timedelta) -> int:
    return max(int((max(BURST, every) - (given_away - now)) / every), 0)


def _sends_first(known: Allowance, now: datetime, share: float) -> bool:
    """Our share of the window is used up, by whomever: what is left belongs to sends until the reset."""
    if known.total is None or known.remaining is None or known.reset_at is None or known.reset_at <= now:
        return False
    return known.remaining < known.total * (1 - share)
