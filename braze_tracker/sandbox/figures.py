"""How a send's figures come to be: a pure function of campaign, send id, age and company time zone.

The same question always has the same answer, so a test may compute the truth beside the wire.
Shapes: https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics/"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from braze_tracker.sandbox.content import Campaign, Variation

RETENTION = timedelta(days=14)
RESTATED_AFTER = timedelta(hours=60)
TAIL = timedelta(days=13, hours=18)
Day = dict[str, Any]

# channel -> metric -> (share of the audience in per mille, curve)
_PUSH = {
    "sent": (1000, "sending"),
    "direct_opens": (31, "reacting"),
    "total_opens": (58, "reacting"),
    "bounces": (12, "sending"),
    "body_clicks": (27, "reacting"),
}
METRICS: dict[str, dict[str, tuple[int, str]]] = {
    "ios_push": {
        **_PUSH,
        "delivered": (962, "sending"),
        "undelivered": (26, "sending"),
        "delivery_failed": (12, "sending"),
    },
    "android_push": _PUSH,
    "web_push": _PUSH,
    "email": {
        "sent": (1000, "sending"),
        "delivered": (984, "sending"),
        "opens": (340, "reacting"),
        "unique_opens": (231, "reacting"),
        "clicks": (64, "reacting"),
        "unique_clicks": (41, "reacting"),
        "unsubscribes": (4, "reacting"),
        "bounces": (16, "sending"),
        "reported_spam": (1, "reacting"),
        "machine_open": (110, "reacting"),
    },
    "sms": {
        "sent": (1000, "sending"),
        "sent_to_carrier": (995, "sending"),
        "delivered": (958, "sending"),
        "rejected": (9, "sending"),
        "delivery_failed": (33, "sending"),
        "clicks": (52, "reacting"),
        "opt_out": (3, "reacting"),
        "help": (1, "reacting"),
    },
    "whats_app": {
        "sent": (1000, "sending"),
        "delivered": (970, "sending"),
        "failed": (30, "sending"),
        "read": (720, "reacting"),
    },
    "webhook": {"sent": (1000, "sending"), "errors": (8, "sending")},
    "content_cards": {
        "sent": (1000, "sending"),
        "total_impressions": (610, "reacting"),
        "unique_impressions": (420, "reacting"),
        "total_clicks": (48, "reacting"),
        "unique_clicks": (39, "reacting"),
        "total_dismissals": (72, "reacting"),
        "unique_dismissals": (70, "reacting"),
    },
    "trigger_in_app_message": {
        "impressions": (380, "reacting"),
        "clicks": (44, "reacting"),
        "first_button_clicks": (29, "reacting"),
        "second_button_clicks": (11, "reacting"),
    },
}
CONVERSIONS = {"conversions": 21, "conversions1": 6}
RESTATED_METRICS = frozenset({"total_opens", "opens", "machine_open", "total_impressions", "read"})


def figures(
    campaign: Campaign,
    send_id: str,
    moments: Sequence[datetime],
    at: datetime,
    *,
    zone: tzinfo = UTC,
    campaign_moments: Sequence[datetime] = (),
) -> list[Day]:
    """The days that Braze would show at `at`, oldest first; empty before the send and 14 days after the last use."""
    gone = [moment for moment in moments if moment <= at]
    if not gone or at >= max(gone) + RETENTION:
        return []
    busy = {moment.astimezone(zone).date() for moment in (*campaign_moments, *gone) if moment <= at}
    return [
        _day(campaign, send_id, gone, at, day=day, zone=zone, busy=day in busy)
        for day in _days(min(gone).astimezone(zone).date(), at.astimezone(zone).date())
    ]


def restates(campaign_id: str, send_id: str) -> bool:
    """Whether the first day of this send is corrected downwards 60 hours after it went out (about one in three)."""
    return _draw(campaign_id, send_id, "restated") % 3 == 0


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _day(
    campaign: Campaign, send_id: str, moments: Sequence[datetime], at: datetime, *, day: date, zone: tzinfo, busy: bool
) -> Day:
    start = datetime.combine(day, time.min, zone)
    span = (start, min(start + timedelta(days=1), at))
    messages: dict[str, list[dict[str, Any]]] = {channel: [] for channel in campaign.channels}
    for variation in campaign.variations:
        seed = (campaign.id, send_id, variation.id)
        entry = _entry(campaign, seed, variation, moments, span)
        messages[variation.channel].append(_restate(entry, restates(campaign.id, send_id), moments, span, at))
    entries = [entry for group in messages.values() for entry in group]
    totals = {name: sum(entry.get(name, 0) for entry in entries) for name in _conversion_names()}
    return {
        "time": day.isoformat(),
        "messages": messages,
        **totals,
        "unique_recipients": int(campaign.audience * 0.97) if busy else 0,
        "revenue": round(math.fsum(entry.get("revenue", 0.0) for entry in entries), 2),
    }


def _conversion_names() -> Iterator[str]:
    for name in CONVERSIONS:
        yield name
        yield f"{name}_by_send_time"


Span = tuple[datetime, datetime]


def _entry(
    campaign: Campaign, seed: tuple[str, ...], variation: Variation, moments: Sequence[datetime], span: Span
) -> dict[str, Any]:
    entry: dict[str, Any] = {"variation_name": variation.name, "variation_api_id": variation.id}
    if variation.control:
        return entry | _control(campaign, seed, moments, span)
    audience = _audience(campaign, seed)
    for name, (per_mille, curve) in METRICS[variation.channel].items():
        entry[name] = _grown(_total(audience, per_mille, (*seed, name)), curve, moments, span)
    return entry | _outcomes(audience, seed, moments, span) | {"unique_recipients": int(campaign.audience * 0.97)}


def _control(campaign: Campaign, seed: tuple[str, ...], moments: Sequence[datetime], span: Span) -> dict[str, Any]:
    """A control group is enrolled and never sent to, yet some of it converts."""
    enrolled = max(campaign.audience // 20, 1)
    return {"enrolled": _grown(enrolled, "sending", moments, span)} | _outcomes(enrolled, seed, moments, span)


def _outcomes(audience: int, seed: tuple[str, ...], moments: Sequence[datetime], span: Span) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for name, per_mille in CONVERSIONS.items():
        total = _total(audience, per_mille, (*seed, name))
        counted[name] = _grown(total, "converting", moments, span)
        counted[f"{name}_by_send_time"] = _by_send_time(total, moments, span)
    price = 1990 + _draw(*seed, "price") % 6000
    return counted | {"revenue": round(counted["conversions"] * price / 100, 2)}


def _by_send_time(total: int, moments: Sequence[datetime], span: Span) -> int:
    """Conversions credited to the day of sending: only that day's row holds them, as far as they are known."""
    start, end = span
    return sum(int(total * _converting(end - m)) for m in moments if start <= m < start + timedelta(days=1))


def _audience(campaign: Campaign, seed: tuple[str, ...]) -> int:
    share = campaign.audience // (2 * len(campaign.channels))
    return max(int(share * (0.8 + _draw(*seed, "audience") % 400 / 1000)), 2)


def _total(audience: int, per_mille: int, seed: tuple[str, ...]) -> int:
    """About per_mille of the audience, a tenth more or less by the seed; `sent` is the whole of it."""
    if per_mille == 1000:
        return audience
    return int(audience * per_mille / 1000 * (0.9 + _draw(*seed) % 200 / 1000))


def _grown(total: int, curve: str, moments: Sequence[datetime], span: Span) -> int:
    """What was added within the span: whole numbers whose days add up to the whole."""
    start, end = span
    reach = CURVES[curve]
    return sum(int(total * reach(end - moment)) - int(total * reach(start - moment)) for moment in moments)


def _restate(
    entry: dict[str, Any], restated: bool, moments: Sequence[datetime], span: Span, at: datetime
) -> dict[str, Any]:
    first = moments[0]
    if not restated or at < first + RESTATED_AFTER or not span[0] <= first < span[0] + timedelta(days=1):
        return entry
    return {name: int(value * 0.94) if name in RESTATED_METRICS else value for name, value in entry.items()}


def _sending(age: timedelta) -> float:
    """All within twenty minutes."""
    return min(max(age / timedelta(minutes=20), 0.0), 1.0)


def _reacting(age: timedelta) -> float:
    """Half of the opens within four hours, nearly all within three days."""
    return 0.0 if age <= timedelta(0) else 1 - math.exp(-((age / timedelta(hours=6)) ** 0.8))


def _converting(age: timedelta) -> float:
    """Two thirds soon, one third spread evenly until late on the thirteenth day."""
    if age <= timedelta(0):
        return 0.0
    return 0.66 * (1 - math.exp(-(age / timedelta(hours=12)))) + 0.34 * min(age / TAIL, 1.0)


CURVES = {"sending": _sending, "reacting": _reacting, "converting": _converting}


def _draw(*names: str) -> int:
    digest = hashlib.blake2b("/".join(names).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
