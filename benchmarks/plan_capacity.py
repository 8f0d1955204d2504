"""How many sends a day a rate limit can follow, and what is given up first when there are more. No Braze, no database:
the schedule's own function, and the order in which the walk claims plans (by the day on which Braze drops their
figures, and on that day the longest overdue first).

Only the ratio of looks wanted to looks allowed matters, so few sends stand for many.
python -m benchmarks.plan_capacity --limit 250000 --share 0.5
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush

from braze_tracker.analytics.schedule import FINAL_BEFORE, KEPT, next_look, spread_of

STEP = timedelta(minutes=1)
START = datetime(2026, 1, 1, tzinfo=UTC)
WARM = timedelta(days=15)
"""Until then sends of every age are there; what is measured comes after."""
MEASURED = timedelta(days=8)
YOUNG, MIDDLE = timedelta(hours=6), timedelta(hours=48)
AGES = ("first 6 h", "6 to 48 h", "2 to 14 d")
LOADS = (0.5, 0.9, 1.0, 1.25, 2.0, 4.0, 16.0, 64.0, 150.0)


@dataclass(slots=True)
class Followed:
    """One send as the simulation follows it."""

    number: int
    sent_at: datetime
    due_at: datetime
    last_look: datetime | None = None

    @property
    def dropped_at(self) -> datetime:
        return self.sent_at + KEPT


@dataclass(slots=True)
class Told:
    """Of the days that are measured."""

    late: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """age → by how many minutes each look came late."""
    ends: Counter[str] = field(default_factory=Counter)


def looks_a_send() -> int:
    """With all the looks that the schedule wants."""
    at, looks = next_look(START, START), 0
    while at is not None:
        at, looks = next_look(START, at, last_look=at, spread=0.5), looks + 1
    return looks


def simulate(load: float, sends_a_day: int = 96) -> Told:
    """``load``: looks wanted for every look allowed."""
    allowed = sends_a_day * looks_a_send() / load / (timedelta(days=1) / STEP)
    gap, told = timedelta(days=1) / sends_a_day, Told()
    sleeping: list[tuple[datetime, int, Followed]] = []
    waiting: list[tuple[date, datetime, int, Followed]] = []
    now, made, tokens = START, 0, 0.0
    while now < START + WARM + MEASURED:
        while START + gap * made <= now:
            sent = START + gap * made
            heappush(sleeping, (sent, made, Followed(made, sent, sent)))
            made += 1
        while sleeping and sleeping[0][0] <= now:
            due, number, send = heappop(sleeping)
            heappush(waiting, (send.dropped_at.date(), due, number, send))
        tokens = min(tokens + allowed, max(allowed, 1.0)) if waiting else 0.0
        while waiting and (tokens >= 1 or waiting[0][-1].dropped_at <= now):
            send = heappop(waiting)[-1]
            tokens -= _visit(send, now, told if now >= START + WARM else Told())
            if send.due_at > now:
                heappush(sleeping, (send.due_at, send.number, send))
        now += STEP
    return told


def _visit(send: Followed, now: datetime, told: Told) -> int:
    """One look, or the end of a send that Braze has dropped; how many looks it took."""
    if now >= send.dropped_at:
        told.ends["final look missed" if send.last_look else "lost"] += 1
        return 0
    age = now - send.sent_at
    name = AGES[0] if age < YOUNG else AGES[1] if age < MIDDLE else AGES[2]
    told.late[name].append((now - send.due_at) / timedelta(minutes=1))
    send.last_look = now
    again = next_look(send.sent_at, now, last_look=now, spread=spread_of(send.number))
    if again is None:
        told.ends["final"] += 1
    send.due_at = again or now
    return 1


def p95(values: list[float]) -> str:
    if not values:
        return "–"
    minutes = sorted(values)[int(len(values) * 0.95)]
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 2880 else f"{minutes / 1440:.1f} d"


def row(load: float, told: Told, sends: float) -> str:
    late = " | ".join(f"{len(told.late[age]):,} · {p95(told.late[age])}" for age in AGES)
    ended = told.ends.total() or 1
    shares = " | ".join(f"{told.ends[end] * 100 / ended:.0f} %" for end in ("final", "final look missed", "lost"))
    return f"| {load:g} | {sends * load:,.0f} | {late} | {shares} |"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--limit", type=int, default=250_000, help="calls an hour that Braze allows")
    arguments.add_argument("--share", type=float, default=0.5, help="what looking may take of it")
    chosen = arguments.parse_args()
    looks = looks_a_send()
    sends = chosen.limit * chosen.share * 24 / looks
    print(f"{looks} looks a send, the last {FINAL_BEFORE} before Braze drops it. Of {chosen.limit:,} calls an hour")
    print(f"looking may take {chosen.share:.0%}: {sends:,.0f} sends a day are followed in full.\n")
    ages = " | ".join(f"{age}: looks · late (p95)" for age in AGES)
    print(f"| load | sends a day | {ages} | final | final look missed | lost |")
    print("|---|---|---|---|---|---|---|---|")
    for load in LOADS:
        print(row(load, simulate(load), sends))


if __name__ == "__main__":
    main()
