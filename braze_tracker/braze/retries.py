"""Whether and when the same request is tried again. A pure decision: it neither waits nor sends.

Whether a repeat could do the same thing twice is the verdict's to say. This file knows only patience: Braze cannot
replay calls lost in an incident, so the caller repeats them. https://www.braze.com/docs/api/errors
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from braze_tracker.braze.outcomes import Outcome, Retry, Verdict


@dataclass(frozen=True, slots=True)
class Wait:
    """Try again after this pause."""

    pause: timedelta


@dataclass(frozen=True, slots=True)
class Stop:
    """Do not try again."""

    why: str


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient a client is. ``attempts`` counts the first one; 1 never repeats."""

    attempts: int = 4
    base: timedelta = timedelta(milliseconds=500)
    """The first back-off is at most this long, each further one at most twice the last."""
    max_wait: timedelta = timedelta(seconds=70)
    """No single pause is longer: a minute's window and the jitter. A limit that resets later ends the call with
    `RateLimited`."""


ORDINARY = RetryPolicy()

_MAY_PASS = frozenset({Outcome.RATE_LIMITED, Outcome.FATAL_SERVER, Outcome.UNKNOWN})
"""What time alone may mend. A refusal stays one, however kind its advice."""
_REPEATS_NOTHING = frozenset({Retry.WAIT_UNTIL_RESET, Retry.BACK_OFF})
"""Judged so only where nothing was done, or where doing it twice comes to the same."""


def next_attempt(
    verdict: Verdict,
    *,
    attempt: int,
    reset_at: datetime | None,
    now: datetime,
    random: Callable[[], float],
    policy: RetryPolicy = ORDINARY,
) -> Wait | Stop:
    """What to do after ``attempt`` (1 is the first) ended with ``verdict``.

    ``reset_at`` is when the rate limit resets, where Braze said so; ``random`` gives a number in [0, 1).
    """
    if verdict.outcome not in _MAY_PASS:
        return Stop("a repeat would change nothing")
    if verdict.retry not in _REPEATS_NOTHING:
        return Stop("a repeat might do it twice")
    if attempt >= policy.attempts:
        return Stop("all attempts are used")
    pause = _until_reset(verdict, reset_at, now) + _back_off(attempt, random, policy)
    if pause > policy.max_wait:
        return Stop("the limit resets too late to wait for it")
    return Wait(pause)


def _until_reset(verdict: Verdict, reset_at: datetime | None, now: datetime) -> timedelta:
    if verdict.retry is not Retry.WAIT_UNTIL_RESET or reset_at is None:
        return timedelta(0)
    return max(reset_at - now, timedelta(0))


def _back_off(attempt: int, random: Callable[[], float], policy: RetryPolicy) -> timedelta:
    """Full jitter: anything between nothing and the doubled step, so that many callers do not return together."""
    longest: timedelta = min(policy.base * 2 ** min(attempt - 1, 30), policy.max_wait)
    return longest * random()
