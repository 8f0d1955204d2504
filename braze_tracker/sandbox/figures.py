"""How a send's figures come to be: a pure function of campaign, send id, age and company time zone.

The same question always has the same answer, so a test may compute the truth beside the wire.
Shapes: https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics/"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Any

from braze_tracker.sandbox.content import Campaign, Variation, draw
from braze_tracker.sandbox.growth import CURVES, converting
from braze_tracker.sandbox.metrics import CONVERSIONS, PARTS, THE_REST, Part

RETENTION = timedelta(days=14)
RESTATED_AFTER = timedelta(hours=60)
Day = dict[str, Any]
Seed = tuple[str, ...]


@dataclass(frozen=True)
class Send:
    """`moments` are when it went out, oldest first; `busy` the days on which its campaign sent anything."""

    campaign: Campaign
    send_id: str
    moments: tuple[datetime, ...]
    busy: frozenset[date]

    @property
    def restated(self) -> bool:
        return restates(self.campaign.id, self.send_id)


@dataclass(frozen=True)
class Span:
    """One day of the company, cut off at the moment of asking."""

    start: datetime
    midnight: datetime
    asked: datetime

    @property
    def end(self) -> datetime:
        return min(self.midnight, self.asked)

    @property
    def day(self) -> date:
        return self.start.date()

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.midnight


@dataclass(frozen=True)
class Slice:
    """What one span adds to a send: along each curve, from which share to which share of each use."""

    send: Send
    span: Span

    @cached_property
    def shares(self) -> dict[str, list[tuple[float, float]]]:
        start, end = self.span.start, self.span.end
        near = [moment for moment in self.send.moments if start - RETENTION < moment < self.span.midnight]
        return {
            name: [(reach(start - moment), reach(end - moment)) for moment in near] for name, reach in CURVES.items()
        }

    @cached_property
    def corrected(self) -> bool:
        first = self.send.moments[0]
        return self.span.holds(first) and self.span.asked >= first + RESTATED_AFTER and self.send.restated

    def grown(self, total: int, curve: str) -> int:
        """What was added within the span: whole numbers whose days add up to the whole."""
        return sum(int(total * then) - int(total * before) for before, then in self.shares[curve] if then > before)


def figures(
    campaign: Campaign,
    send_id: str,
    moments: Sequence[datetime],
    at: datetime,
    *,
    zone: tzinfo = UTC,
    campaign_moments: Sequence[datetime] = (),
    retention: timedelta = RETENTION,
) -> list[Day]:
    """The days that Braze would show at `at`, oldest first; empty before the send and 14 days after the last use."""
    gone = tuple(sorted(moment for moment in moments if moment < at))
    if not gone or at >= gone[-1] + retention:
        return []
    busy = frozenset(m.astimezone(zone).date() for m in (*campaign_moments, *gone) if m < at)
    send = Send(campaign, send_id, gone, busy)
    return [_day(Slice(send, span)) for span in spans(gone[0], at, zone)]


def restates(campaign_id: str, send_id: str) -> bool:
    """Whether the first day of this send is corrected downwards 60 hours after it went out (about one in three)."""
    return draw(campaign_id, send_id, "restated") % 3 == 0


def spans(first: datetime, at: datetime, zone: tzinfo) -> Iterator[Span]:
    """The company's days from the one that holds `first` to the one that holds `at`."""
    day = first.astimezone(zone).date()
    while day <= at.astimezone(zone).date():
        tomorrow = day + timedelta(days=1)
        yield Span(datetime.combine(day, time.min, zone), datetime.combine(tomorrow, time.min, zone), at)
        day = tomorrow


def _day(piece: Slice) -> Day:
    campaign = piece.send.campaign
    messages: dict[str, list[dict[str, Any]]] = {channel: [] for channel in campaign.channels}
    for variation in campaign.variations:
        messages[variation.channel].append(_entry(piece, variation))
    entries = [entry for group in messages.values() for entry in group]
    return {
        "time": piece.span.day.isoformat(),
        "messages": messages,
        **{name: sum(entry[name] for entry in entries) for name in _conversion_names()},
        "unique_recipients": _unique_recipients(piece),
        "revenue": round(math.fsum(entry["revenue"] for entry in entries), 2),
    }


def _conversion_names() -> list[str]:
    return [name + suffix for name in CONVERSIONS for suffix in ("", "_by_send_time")]


def _unique_recipients(piece: Slice) -> int:
    """Counted for the campaign and not for the send, as Braze does."""
    return int(piece.send.campaign.audience * 0.97) if piece.span.day in piece.send.busy else 0


def _entry(piece: Slice, variation: Variation) -> dict[str, Any]:
    campaign = piece.send.campaign
    seed = (campaign.id, piece.send.send_id, variation.id)
    entry: dict[str, Any] = {"variation_name": variation.name, "variation_api_id": variation.id}
    if variation.control:
        # A control group is enrolled and never sent to, yet some of it converts.
        enrolled = max(campaign.audience // 20, 1)
        return entry | {"enrolled": piece.grown(enrolled, "sending")} | _outcomes(piece, seed, enrolled)
    audience = _audience(campaign, seed)
    counted = _counted(piece, PARTS[variation.channel], audience, seed)
    return entry | counted | _outcomes(piece, seed, audience) | {"unique_recipients": _unique_recipients(piece)}


def _counted(piece: Slice, parts: Sequence[Part], audience: int, seed: Seed) -> dict[str, int]:
    """Each metric is the sum of the parts that it counts."""
    totals = {part: _total(audience, part.per_mille, (*seed, *part.metrics)) for part in parts}
    others = sum(total for part, total in totals.items() if part.curve == "sending")
    metrics: dict[str, int] = {}
    for part, total in totals.items():
        count = piece.grown(audience - others if part.per_mille == THE_REST else total, part.curve)
        if part.lowered and piece.corrected:
            count = int(count * 0.94)
        for name in part.metrics:
            metrics[name] = metrics.get(name, 0) + count
    return metrics


def _outcomes(piece: Slice, seed: Seed, audience: int) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for name, per_mille in CONVERSIONS.items():
        total = _total(audience, per_mille, (*seed, name))
        counted[name] = piece.grown(total, "converting")
        counted[f"{name}_by_send_time"] = _by_send_time(piece, total)
    cents = 1990 + draw(*seed, "price") % 6000
    return counted | {"revenue": round(counted["conversions"] * cents / 100, 2)}


def _by_send_time(piece: Slice, total: int) -> int:
    """Conversions credited to the day of sending: only that day's row holds them, as far as they are known."""
    span = piece.span
    return sum(int(total * converting(span.asked - moment)) for moment in piece.send.moments if span.holds(moment))


def _audience(campaign: Campaign, seed: Seed) -> int:
    share = campaign.audience // (2 * len(campaign.channels))
    return max(int(share * (0.8 + draw(*seed, "audience") % 400 / 1000)), 2)


def _total(audience: int, per_mille: int, seed: Seed) -> int:
    """About per_mille of the audience, a tenth more or less by the seed."""
    return int(audience * per_mille / 1000 * (0.9 + draw(*seed) % 200 / 1000))
