"""From sent to converted, channel by channel, and how each rate was made. Pure: totals in, rows out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from braze_tracker.analytics.totals import RATES, Number, Row
from braze_tracker.dashboard import formats
from braze_tracker.dashboard.queries_sends import Totals, group_totals
from braze_tracker.dashboard.words import channel_title

STEPS = ("sent", "delivered", "opens", "clicks", "conversions")


@dataclass(frozen=True, slots=True)
class Cell:
    """``rate`` is empty where nothing is divided: at the first step."""

    number: str
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    share: float
    """Percent of what was sent, for a meter."""
    whole: Cell
    channels: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    channels: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class MadeRate:
    title: str
    rate: str
    part: str
    of: str
    rule: str | Promise


def funnel(totals: Totals, figures: Sequence[Row]) -> Funnel | None:
    """None before anything was sent. Channels that state a step are shown beside the whole send."""
    sent = totals.get("sent")
    if not sent:
        return None
    by_channel = {channel: one for channel, one in sorted(group_totals(figures, _channel).items()) if one.get("sent")}
    return Funnel(
        tuple(channel_title(channel) for channel in by_channel),
        tuple(_step(name, totals, by_channel, sent) for name in STEPS if totals.get(name) is not None),
    )


def _channel(row: Row) -> str:
    return row.channel


def _step(name: str, totals: Totals, by_channel: Mapping[str, Totals], sent: Number) -> Step:
    share = min(100.0, float(totals.get(name) or 0) * 100 / float(sent))
    return Step(step_title(name), share, _cell(name, totals), tuple(_cell(name, one) for one in by_channel.values()))


def _cell(name: str, totals: Totals) -> Cell:
    value = totals.get(name)
    return Cell(formats.number(value), "" if name == "sent" else formats.rate(value, totals.base(name)))


def made_rates(totals: Totals) -> list[MadeRate]:
    """Each rate that these totals allow, with its two numbers and its rule."""
    found = ((name, totals.get(name), totals.base(name), rule) for name, _base, rule in RATES)
    return [
        MadeRate(rate_title(name), formats.rate(part, of), formats.number(part), formats.number(of), rule)
        for name, part, of, rule in found
        if part is not None and of
    ]


def step_title(name: str) -> str:
    titles = {
        "sent": _("Sent"),
        "delivered": _("Delivered"),
        "opens": _("Opened"),
        "clicks": _("Clicked"),
        "conversions": _("Converted"),
    }
    return titles[name]


def rate_title(name: str) -> str:
    titles = {
        "delivered": _("Delivery rate"),
        "opens": _("Open rate"),
        "clicks": _("Click rate"),
        "conversions": _("Conversion rate"),
        "bounces": _("Bounce rate"),
        "unsubscribes": _("Unsubscribe rate"),
        "errors": _("Error rate"),
    }
    return titles[name]
