"""The customer's days before the demonstration, as plans: a shop that grows, and the trouble it had. No HTTP here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random

from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.traffic import Plan, day

SEED = 13
DAY = timedelta(days=1)
CALLS_A_DAY = (3200, 1700, 1000, 700, 500, 400, 300, 260, 240, 220, 200, 200, 200)
"""By age in days, youngest first. Today is the busiest, so that the live traffic does not dwarf it."""
SPAN = DAY * len(CALLS_A_DAY)


@dataclass(frozen=True, slots=True)
class Trouble:
    """At a busy hour (UTC), so many whole days ago, ``share`` of the calls meet one of ``faults``."""

    days: int
    hour: time
    lasted: timedelta
    share: float
    faults: tuple[str, ...]

    def span(self, end: datetime) -> tuple[datetime, datetime]:
        begun = datetime.combine(end.date(), self.hour, UTC)
        latest = begun if begun + self.lasted <= end else begun - DAY
        return latest - self.days * DAY, latest - self.days * DAY + self.lasted


TROUBLES = (
    Trouble(4, time(14), timedelta(hours=2), 0.4, ("503", "504_plain")),
    Trouble(0, time(19, 10), timedelta(minutes=40), 0.6, ("429",)),
    Trouble(0, time(20, 20), timedelta(minutes=50), 0.4, ("503", "502_html", "queued")),
)


def past(end: datetime, calls_a_day: Sequence[int] = CALLS_A_DAY) -> Iterator[Plan]:
    """The plans of the days before ``end`` (UTC), oldest first; one day for each number, youngest first."""
    chance = Random(SEED)  # noqa: S311 (the same past again on purpose)
    spans = [(trouble, *trouble.span(end)) for trouble in TROUBLES]
    for age in reversed(range(len(calls_a_day))):
        begin = end - DAY * (age + 1)
        for plan in day(SEED + age, begin, begin + DAY, CAMPAIGNS, calls_per_day=calls_a_day[age]):
            now = [trouble for trouble, since, until in spans if since <= plan.at < until]
            yield _troubled(plan, now, chance)


def _troubled(plan: Plan, troubles: list[Trouble], chance: Random) -> Plan:
    for trouble in troubles:
        if chance.random() < trouble.share:
            return replace(plan, fault=chance.choice(trouble.faults))
    return plan
