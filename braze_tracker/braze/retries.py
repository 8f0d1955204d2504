"""Whether and when the same request may be tried again. A pure decision: it neither waits nor sends.

The reasons: Braze cannot replay calls lost in an incident, has no general idempotency key, and a send that is
repeated after a lost reply may reach people twice. https://www.braze.com/docs/api/errors
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from braze_tracker.braze.endpoint import Endpoint, Repeat
from braze_tracker.braze.outcomes import Outcome, Retry, Sent, Verdict


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


def next_attempt(
    endpoint: Endpoint,
    body: object,
    verdict: Verdict,
    *,
    attempt: int,
    reset_at: datetime | None,
    now: datetime,
    random: Callable[[], float],
    policy: RetryPolicy,
) -> Wait | Stop:
    """What to do after ``attempt`` (1 is the first) ended with ``verdict``. ``random`` gives a number in [0, 1)."""
    if verdict.outcome not in _MAY_BE_REPEATED:
        return Stop("a repeat would change nothing")
    if attempt >= policy.attempts:
        return Stop("all attempts are used")
    if not _MAY_BE_REPEATED[verdict.outcome](endpoint, body, verdict):
        return Stop("a repeat might do it twice")
    pause = _until_reset(verdict, reset_at, now) + _back_off(attempt, random, policy)
    if pause > policy.max_wait:
        return Stop("the limit resets too late to wait for it")
    return Wait(pause)


def repeatable(endpoint: Endpoint, body: object) -> bool:
    """Whether doing the request twice comes to the same as doing it once."""
    if endpoint.repeat is not Repeat.UNSAFE:
        return True
    once = _ONCE_WHEN.get(endpoint.name)
    return once is not None and isinstance(body, Mapping) and once(body)


def _refused_before_work(endpoint: Endpoint, body: object, verdict: Verdict) -> bool:
    return verdict.sent is Sent.NOTHING or repeatable(endpoint, body)


def _nothing_lost(endpoint: Endpoint, body: object, verdict: Verdict) -> bool:
    return repeatable(endpoint, body)


_MAY_BE_REPEATED: Mapping[Outcome, Callable[[Endpoint, object, Verdict], bool]] = {
    Outcome.RATE_LIMITED: _refused_before_work,
    Outcome.UNKNOWN: _refused_before_work,
    # A 502 says "failed before reaching its destination", which no send should be staked on.
    Outcome.FATAL_SERVER: _nothing_lost,
}


def _only_sets_attributes(body: Mapping[str, object]) -> bool:
    """Events and purchases happen again when repeated; so do steps such as ``{"inc": 1}``.
    https://www.braze.com/docs/api/endpoints/user_data/post_user_track"""
    return bool(body.get("attributes")) and not body.get("events") and not body.get("purchases") and not _steps(body)


_STEPS = frozenset({"inc", "add", "$add"})


def _steps(value: object) -> bool:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as fields:
                if not _STEPS.isdisjoint(fields):
                    return True
                waiting.extend(fields.values())
            case list() | tuple() as items:
                waiting.extend(items)
    return False


def _named_once(body: Mapping[str, object]) -> bool:
    """Braze drops a second call with the same external_send_id for 24 hours.
    https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_transactional_message"""
    return bool(body.get("external_send_id"))


_ONCE_WHEN: Mapping[str, Callable[[Mapping[str, object]], bool]] = {
    "POST /users/track": _only_sets_attributes,
    "POST /users/track/sync": _only_sets_attributes,
    "POST /users/track/bulk": _only_sets_attributes,
    "POST /transactional/v1/campaigns/{campaign_id}/send": _named_once,
}


def _until_reset(verdict: Verdict, reset_at: datetime | None, now: datetime) -> timedelta:
    if verdict.retry is not Retry.WAIT_UNTIL_RESET or reset_at is None:
        return timedelta(0)
    return max(reset_at - now, timedelta(0))


def _back_off(attempt: int, random: Callable[[], float], policy: RetryPolicy) -> timedelta:
    """Full jitter: anything between nothing and the doubled step, so that many callers do not return together."""
    longest: timedelta = min(policy.base * 2 ** min(attempt - 1, 30), policy.max_wait)
    return longest * random()
