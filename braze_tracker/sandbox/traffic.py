"""A believable customer's day as plain data: what to call, when, and which fault to ask for. No HTTP here.

The customer is an online shop. Everything follows from the seed; people are made up, at example.com."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from braze_tracker.sandbox.content import Campaign
from braze_tracker.sandbox.traffic_calls import DAILY, ORDINARY, Call, Shop
from braze_tracker.sandbox.traffic_mistakes import MISTAKES

# How busy each hour of the day is (UTC), as weights: asleep at four, shopping at noon and in the evening.
RHYTHM = (2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 13, 11, 10, 10, 11, 13, 15, 16, 15, 11, 7, 4)
MISTAKEN = 0.05
INCIDENT = timedelta(minutes=15)
INCIDENT_FAULTS = ("503", "503_html", "502", "502_html", "504_plain", "500", "503_empty", "520")
ODD_FAULTS = ("hang", "reset", "queued", "502_html", "504", "truncated", "slow", "queued", "hang", "bom")


@dataclass(frozen=True)
class Plan:
    """One call to make at `at`. For a GET `body` holds the query parameters. `fault` is a name of
    `faults.KINDS` to agree on with the sandbox just before the call, for this path."""

    at: datetime
    method: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None


def day(
    seed: int, start: datetime, end: datetime, campaigns: Sequence[Campaign], *, calls_per_day: int = 300
) -> Iterator[Plan]:
    """The plans from `start` until before `end`, oldest first; about `calls_per_day` ordinary calls a day.

    The same seed and campaigns give the same day, however the span is cut. Each plan carries an
    `X-Client-Marker` of its own, by which the sandbox's answers can be matched.
    """
    today = start.astimezone(UTC).date()
    while today <= end.astimezone(UTC).date():
        yield from (plan for plan in whole_day(seed, today, campaigns, calls_per_day) if start <= plan.at < end)
        today += timedelta(days=1)


def whole_day(seed: int, today: date, campaigns: Sequence[Campaign], calls: int) -> list[Plan]:
    random = Random(f"{seed}/{today.isoformat()}")  # noqa: S311 - the same day again on purpose
    shop = Shop(random, tuple(campaigns), f"{today:%m%d}-{seed}")
    plans = [*_ordinary(shop, today, calls), *_broadcasts(shop, today), *_burst(shop, today), *_incident(shop, today)]
    plans.sort(key=lambda plan: plan.at)
    mark = f"{seed}-{today.isoformat()}"
    return [
        replace(plan, headers={**plan.headers, "X-Client-Marker": f"{mark}-{number}"})
        for number, plan in enumerate(plans)
    ]


def _ordinary(shop: Shop, today: date, calls: int) -> Iterator[Plan]:
    """Mostly right, now and then mistaken; a handful a day meets an odd fault."""
    makers, weights = zip(*ORDINARY, strict=True)
    odd = set(shop.random.sample(range(calls), min(3, calls)))
    for number in range(calls):
        at = _moment(shop.random, today)
        mistaken = shop.random.random() < MISTAKEN
        maker = shop.random.choice(MISTAKES) if mistaken else shop.random.choices(makers, weights)[0]
        fault = shop.random.choice(ODD_FAULTS) if number in odd else None
        yield _plan(at, maker(shop, at), fault)


def _broadcasts(shop: Shop, today: date) -> Iterator[Plan]:
    """What goes out to many, at the hours that marketing likes; each is a row of `DAILY`."""
    for hour, maker in DAILY:
        at = datetime.combine(today, time(hour, shop.random.randrange(50)), UTC)
        for step, call in enumerate(maker(shop, at)):
            yield _plan(at + timedelta(seconds=40 * step), call)


def _burst(shop: Shop, today: date) -> Iterator[Plan]:
    """An import at the top of an hour that asks for too much at once."""
    at = datetime.combine(today, time(shop.random.choice((1, 6, 9, 14))), UTC)
    makers, weights = zip(*ORDINARY, strict=True)
    for number in range(shop.random.randrange(4, 9)):
        moment = at + timedelta(seconds=number * 2)
        yield _plan(moment, shop.random.choices(makers, weights)[0](shop, moment), "429")


def _incident(shop: Shop, today: date) -> Iterator[Plan]:
    """A quarter of an hour in which Braze has trouble, every third day or so."""
    if shop.random.random() > 0.35:
        return
    begin = datetime.combine(today, time(shop.random.randrange(8, 22), shop.random.randrange(45)), UTC)
    makers, weights = zip(*ORDINARY, strict=True)
    for _ in range(shop.random.randrange(12, 22)):
        at = begin + INCIDENT * shop.random.random()
        call = shop.random.choices(makers, weights)[0](shop, at)
        yield _plan(at, call, shop.random.choice(INCIDENT_FAULTS))


def _moment(random: Random, today: date) -> datetime:
    hour = random.choices(range(24), RHYTHM)[0]
    return datetime.combine(today, time(hour), UTC) + timedelta(seconds=random.uniform(0, 3_600))


def _plan(at: datetime, call: Call, fault: str | None = None) -> Plan:
    return Plan(at, call.method, call.path, call.body, dict(call.headers), fault)
