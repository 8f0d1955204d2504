"""How a send's figures come to be: a pure function of campaign, send id, age and company time zone.

The same question always has the same answer, so a test may compute the truth beside the wire.
Shapes: https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics/"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from braze_tracker.sandbox.content import Campaign, Variation, draw
from braze_tracker.sandbox.growth import CURVES, converting
from braze_tracker.sandbox.metrics import CONVERSIONS, METRICS, RESTATED_METRICS

RETENTION = timedelta(days=14)
RESTATED_AFTER = timedelta(hours=60)
Day = dict[str, Any]


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
    return [_day(send, span) for span in spans(gone[0], at, zone)]


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


def _day(send: Send, span: Span) -> Day:
    messages: dict[str, list[dict[str, Any]]] = {channel: [] for channel in send.campaign.channels}
    for variation in send.campaign.variations:
        messages[variation.channel].append(_restate(send, span, _entry(send, variation, span)))
    entries = [entry for group in messages.values() for entry in group]
    return {
        "time": span.day.isoformat(),
        "messages": messages,
        **{name: sum(entry[name] for entry in entries) for name in _conversion_names()},
        "unique_recipients": _unique_recipients(send, span),
        "revenue": round(math.fsum(entry["revenue"] for entry in entries), 2),
    }


def _conversion_names() -> list[str]:
    return [name + suffix for name in CONVERSIONS for suffix in ("", "_by_send_time")]


def _unique_recipients(send: Send, span: Span) -> int:
    """Counted for the campaign and not for the send, as Braze does."""
    return int(send.campaign.audience * 0.97) if span.day in send.busy else 0


def _entry(send: Send, variation: Variation, span: Span) -> dict[str, Any]:
    seed = (send.campaign.id, send.send_id, variation.id)
    entry: dict[str, Any] = {"variation_name": variation.name, "variation_api_id": variation.id}
    if variation.control:
        # A control group is enrolled and never sent to, yet some of it converts.
        enrolled = max(send.campaign.audience // 20, 1)
        return entry | {"enrolled": _grown(send, span, enrolled, "sending")} | _outcomes(send, span, seed, enrolled)
    audience = _audience(send.campaign, seed)
    for name, (per_mille, curve) in METRICS[variation.channel].items():
        entry[name] = _grown(send, span, _total(audience, per_mille, (*seed, name)), curve)
    return entry | _outcomes(send, span, seed, audience) | {"unique_recipients": _unique_recipients(send, span)}


def _outcomes(send: Send, span: Span, seed: tuple[str, ...], audience: int) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for name, per_mille in CONVERSIONS.items():
        total = _total(audience, per_mille, (*seed, name))
        counted[name] = _grown(send, span, total, "converting")
        counted[f"{name}_by_send_time"] = _by_send_time(send, span, total)
    cents = 1990 + draw(*seed, "price") % 6000
    return counted | {"revenue": round(counted["conversions"] * cents / 100, 2)}


def _by_send_time(send: Send, span: Span, total: int) -> int:
    """Conversions credited to the day of sending: only that day's row holds them, as far as they are known."""
    return sum(int(total * converting(span.asked - moment)) for moment in send.moments if span.holds(moment))


def _audience(campaign: Campaign, seed: tuple[str, ...]) -> int:
    share = campaign.audience // (2 * len(campaign.channels))
    return max(int(share * (0.8 + draw(*seed, "audience") % 400 / 1000)), 2)


def _total(audience: int, per_mille: int, seed: tuple[str, ...]) -> int:
    """About per_mille of the audience, a tenth more or less by the seed; `sent` is the whole of it."""
    if per_mille == 1000:
        return audience
    return int(audience * per_mille / 1000 * (0.9 + draw(*seed) % 200 / 1000))


def _grown(send: Send, span: Span, total: int, curve: str) -> int:
    """What was added within the span: whole numbers whose days add up to the whole."""
    reach = CURVES[curve]
    near = (moment for moment in send.moments if span.start - RETENTION < moment < span.midnight)
    return sum(int(total * reach(span.end - moment)) - int(total * reach(span.start - moment)) for moment in near)


def _restate(send: Send, span: Span, entry: dict[str, Any]) -> dict[str, Any]:
    first = send.moments[0]
    if not send.restated or span.asked < first + RESTATED_AFTER or not span.holds(first):
        return entry
    return {name: int(value * 0.94) if name in RESTATED_METRICS else value for name, value in entry.items()}
