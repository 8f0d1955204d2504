"""Which of Braze's metric names make up the headline numbers, channel by channel, and the rates made of them.

Pure: a table and a short walker, used by the looks and by the pages. It knows no database.
Metric names: https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_analytics
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Number = int | Decimal
Choices = tuple[tuple[str, ...], ...]
"""Metric names in order of preference; names in one group are added up."""
Made = tuple[tuple[str, ...], tuple[str, ...]]
"""The metrics that are added up to a headline number, and those taken off it."""
Stated = tuple[tuple[tuple[str, Made], ...], tuple[tuple[str, str], ...]]
"""Headlines with what makes them, and the rates' parts with what each is divided by."""
Skipped = Mapping[tuple[date, bool], frozenset[str]]
"""(day, whether a channel says it) → names that are left out because they are counted the other way."""
NONE: frozenset[str] = frozenset()

HEADLINES = ("sent", "delivered", "opens", "clicks", "conversions", "revenue", "bounces", "unsubscribes", "errors")

ANY_CHANNEL: dict[str, Choices] = {
    "sent": (("sent",),),
    "delivered": (("delivered",),),
    "opens": (("unique_opens",), ("opens",), ("total_opens",), ("direct_opens",), ("read",), ("unique_impressions",),
              ("total_impressions",), ("impressions",)),
    "clicks": (("unique_clicks",), ("clicks",), ("total_clicks",), ("body_clicks",),
               ("first_button_clicks", "second_button_clicks")),
    "conversions": (("conversions",),),
    "revenue": (("revenue",),),
    "bounces": (("bounces",),),
    "unsubscribes": (("unsubscribes",), ("opt_out",)),
    "errors": (("errors",), ("failed",), ("rejected", "delivery_failed"), ("undelivered",)),
}  # fmt: skip
"""For every channel, also those Braze adds later. A day's uniques are added up: Braze gives no others."""

CHANNELS: dict[str, dict[str, Choices]] = {
    "email": {"errors": ()},
    "sms": {"errors": (("rejected", "delivery_failed"), ("undelivered",))},
    "webhook": {"opens": (), "clicks": ()},
}
"""Where a channel differs from `ANY_CHANNEL`."""

BOTH_WAYS = ("conversions", "revenue")
"""Stated by the day for everyone and by channels for their part: only one of the two may be added up. The day's own
is whole and is taken, except where a control group is part of it: then the channels that were sent something count."""


@dataclass(frozen=True, slots=True)
class Rate:
    name: str
    share: Decimal
    """Between 0 and 1, or more where Braze counts more events than messages."""
    part: Number
    of: Number
    rule: str | Promise


RATES: tuple[tuple[str, str, str | Promise], ...] = (
    ("delivered", "sent", _("delivered ÷ sent; where a channel does not state delivered: sent less bounces")),
    ("opens", "delivered", _("opens (unique where stated) ÷ delivered, on channels that count opens")),
    ("clicks", "delivered", _("clicks (unique where stated) ÷ delivered, on channels that count clicks")),
    ("conversions", "delivered", _("first conversion event ÷ delivered")),
    ("bounces", "sent", _("bounces ÷ sent, on channels that count bounces")),
    ("unsubscribes", "delivered", _("unsubscribes ÷ delivered, on channels that count them")),
    ("errors", "sent", _("errors ÷ sent, on channels that count errors")),
)
"""(what, of what, the rule in words)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One day of one variation of one channel; a day-level row has no channel."""

    day: date
    channel: str
    metrics: Mapping[str, Any]
    """name → whole number or exact decimal text, as `DailyFigures.metrics` holds them."""


def number(value: Any) -> Number:
    """What `DailyFigures.metrics` holds, as a number: text is exact money."""
    return Decimal(value) if isinstance(value, str) else value


def stored(value: Number) -> int | str:
    """The reverse of `number`."""
    if isinstance(value, int):
        return value
    return f"{value:f}" if abs(value.adjusted()) < 40 else str(value)


def is_control(metrics: Mapping[str, Any]) -> bool:
    """A control group is an entry that enrolled people and sent them nothing; it stays out of sums."""
    return "enrolled" in metrics and "sent" not in metrics


def headline(channel: str, name: str, metrics: Mapping[str, Any]) -> Number | None:
    """One headline number of one row; None where the channel does not state it."""
    made = _made_of(channel, name, metrics)
    return None if made is None else _value(made, metrics)


def _made_of(channel: str, name: str, metrics: Collection[str]) -> Made | None:
    for group in CHANNELS.get(channel, {}).get(name, ANY_CHANNEL[name]):
        if found := tuple(metric for metric in group if metric in metrics):
            return found, ()
    if name == "delivered" and (sent := _made_of(channel, "sent", metrics)) is not None:
        bounces = _made_of(channel, "bounces", metrics)
        return sent[0], bounces[0] if bounces else ()
    return None


@lru_cache(maxsize=1024)
def _stated(channel: str, metrics: tuple[str, ...], skipped: frozenset[str]) -> Stated:
    """What a row with these metrics states but for what is skipped. Most rows of a channel have the same metrics."""
    found = {name: _made_of(channel, name, metrics) for name in HEADLINES if name not in skipped}
    headlines = tuple((name, made) for name, made in found.items() if made is not None)
    names = {name for name, _made in headlines}
    return headlines, tuple((part, base) for part, base, _rule in RATES if {part, base} <= names)


def _value(made: Made, metrics: Mapping[str, Any]) -> Number:
    added, taken = made
    if len(added) == 1 and not taken:
        value = metrics[added[0]]
        return value if type(value) is int else number(value)
    return sum(number(metrics[name]) for name in added) - sum(number(metrics[name]) for name in taken)


def totals(rows: Iterable[Row]) -> dict[str, Any]:
    """``{"sent": 90, …, "revenue": "12.50", "of": {"opens": 80, …}}`` over all rows but control groups.

    A headline that no row states is absent. ``of`` holds what each rate divides by, counted over the same rows.
    """
    rows = list(rows)
    kept = [row for row in rows if not is_control(row.metrics)]
    sums: dict[str, Number] = {}
    bases: dict[str, Number] = {}
    skipped = _said_twice(rows)
    for row in kept:
        _add(row, skipped, sums, bases)
    if "conversions" in sums and "delivered" in sums:
        bases["conversions"] = sums["delivered"]
    return {name: stored(value) for name, value in sums.items()} | {
        "of": {name: stored(value) for name, value in bases.items()}
    }


def rates(sums: Mapping[str, Any]) -> list[Rate]:
    """The rates that these totals allow, in the order of `RATES`, each with the rule that made it."""
    found = []
    for name, _base, rule in RATES:
        part, of = sums.get(name), number(sums.get("of", {}).get(name, 0))
        if part is not None and of:
            found.append(Rate(name, Decimal(number(part)) / Decimal(of), number(part), of, rule))
    return found


def _said_twice(rows: Iterable[Row]) -> Skipped:
    said: dict[tuple[date, str], set[str]] = {}
    for row in rows:
        who = "day" if not row.channel else "control" if is_control(row.metrics) else "channel"
        for name in BOTH_WAYS:
            if name in row.metrics:
                said.setdefault((row.day, name), set()).add(who)
    skipped: dict[tuple[date, bool], frozenset[str]] = {}
    for (day, name), sayers in said.items():
        if {"day", "channel"} <= sayers:
            place = day, "control" not in sayers
            skipped[place] = skipped.get(place, NONE) | {name}
    return skipped


def _add(row: Row, skipped: Skipped, sums: dict[str, Number], bases: dict[str, Number]) -> None:
    left_out = skipped.get((row.day, bool(row.channel)), NONE)
    headlines, parts = _stated(row.channel, tuple(row.metrics), left_out)
    values = {name: _value(made, row.metrics) for name, made in headlines}
    for name, value in values.items():
        sums[name] = sums.get(name, 0) + value
    for part, base in parts:
        bases[part] = bases.get(part, 0) + values[base]
