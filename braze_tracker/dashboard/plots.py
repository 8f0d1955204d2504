"""The charts of the pages: figures from the queries, named and linked, as `charts` geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from braze_tracker.analytics.totals import Number, Row
from braze_tracker.dashboard import charts, formats
from braze_tracker.dashboard.charts import Chart, Series, Slot
from braze_tracker.dashboard.outcomes import ACCEPTED, LABELS, STACK
from braze_tracker.dashboard.queries_sends import group_totals
from braze_tracker.dashboard.queries_traffic import Bar
from braze_tracker.dashboard.words import channel_css, channel_title

_LABELS_ON_AXIS = 7


def outcomes_chart(title: str, bars: Sequence[Bar], now: datetime, query: dict[str, Any]) -> Chart:
    """Stacked bars; each leads to its calls. Outcomes that did not happen are left out."""
    shown = [one for one in STACK if any(bar.counts.by_outcome.get(one) for bar in bars)]
    series = [
        Series(str(LABELS[one]), f"outcome-{one}", [bar.counts.by_outcome.get(one, 0) for bar in bars]) for one in shown
    ]
    return charts.stacked(title, time_slots(bars, now, query), series)


def looks_chart(title: str, bars: Sequence[Bar], now: datetime, query: dict[str, Any]) -> Chart:
    fine = [bar.counts.of(ACCEPTED) for bar in bars]
    failed = [bar.counts.answered - good for bar, good in zip(bars, fine, strict=True)]
    series = [Series(_("Answered"), "outcome-success", fine), Series(_("Failed"), "outcome-fatal_client", failed)]
    return charts.stacked(title, time_slots(bars, now, query), series)


def _every(count: int, most: int = 5) -> int:
    """Which slots are labelled, so that no more than ``most`` are."""
    return max(1, -(-count // most))


def time_slots(bars: Sequence[Bar], now: datetime, query: dict[str, Any]) -> list[Slot]:
    labelled = _labelled(bars)
    return [_time_slot(bar, at in labelled, at == len(bars) - 1, now, query) for at, bar in enumerate(bars)]


def _labelled(bars: Sequence[Bar]) -> set[int]:
    """Evenly spaced places; minutes are named at full tens, and none so near the end that it would touch ``now``,
    which is longer in other languages."""
    if bars and bars[0].until - bars[0].since < timedelta(hours=1):
        tens = 10 if len(bars) <= 90 else 20
        room = max(1, len(bars) // _LABELS_ON_AXIS)
        return {at for at, bar in enumerate(bars[:-room]) if bar.since.minute % tens == 0}
    return set(range(0, len(bars), max(1, len(bars) // (_LABELS_ON_AXIS - 1))))


def _time_slot(bar: Bar, labelled: bool, last: bool, now: datetime, query: dict[str, Any]) -> Slot:
    since, until = timezone.localtime(bar.since), timezone.localtime(bar.until)
    by_hour = bar.until - bar.since < timedelta(days=1)
    hourly = bar.until - bar.since <= timedelta(hours=1)
    if last and bar.until > now:
        label = _("now")
    elif labelled:
        label = f"{since:%H:%M}" if hourly else formats.day(since)
    else:
        label = ""
    day = formats.weekday(since)
    title = f"{day}, {since:%H:%M}–{until:%H:%M} {since.tzname()}" if by_hour else f"{day} {since.tzname()}"
    ends = {"from": f"{bar.since:%Y-%m-%dT%H:%MZ}", "to": f"{bar.until:%Y-%m-%dT%H:%MZ}"}
    href = f"{reverse('calls')}?{urlencode({**query, **ends})}"
    return Slot(label, title, href, bar.until > now)


def days_chart(title: str, days: Sequence[tuple[date, int]], css: str, today: date) -> Chart:
    every = _every(len(days))
    slots = [
        Slot(formats.day(day) if at % every == 0 else "", formats.weekday(day), open=day >= today)
        for at, (day, _count) in enumerate(days)
    ]
    return charts.stacked(title, slots, [Series(_("Calls"), css, [count for _day, count in days])])


def results_chart(days: Sequence[tuple[date, Any]], since: date, today: date) -> Chart:
    """Opens and clicks of sends by the day they went out."""
    found = dict(days)
    every_day = [since + timedelta(days=at) for at in range((today - since).days + 1)]
    step = _every(len(every_day))
    slots = [
        Slot(formats.day(day) if at % step == 0 else "", formats.weekday(day), open=day == today)
        for at, day in enumerate(every_day)
    ]
    series = [
        Series(name, css, [(found[day].get(key) or 0) if day in found else 0 for day in every_day])
        for name, css, key in ((_("Opens"), "series-1", "opens"), (_("Clicks"), "series-2", "clicks"))
    ]
    return charts.lined(_("Opens and clicks by day of sending"), slots, series, area=True)


def figures_chart(figures: Sequence[Row], metric: str, today: date) -> Chart | None:
    """One metric of one send, day by day, a line a channel; of the first day alone, a bar a channel."""
    if not figures:
        return None
    first, last = min(row.day for row in figures), max(row.day for row in figures)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    lines = [
        Series(channel_title(channel), channel_css(channel), values)
        for channel, values in _values_by_channel(figures, metric, days).items()
    ]
    written = formats.money if metric == "revenue" else formats.number
    if len(days) == 1:
        return charts.stacked(_("Results per day"), [Slot(one.name, one.name) for one in lines], _apart(lines), written)
    step = _every(len(days))
    slots = [
        Slot(formats.day(day) if at % step == 0 else "", formats.weekday(day), open=day >= today)
        for at, day in enumerate(days)
    ]
    return charts.lined(_("Results per day"), slots, lines, written)


def _apart(lines: Sequence[Series]) -> list[Series]:
    """Each with its only value in a place of its own, so that bars stand side by side."""
    places = range(len(lines))
    return [replace(one, values=[one.values[0] if at == own else 0 for at in places]) for own, one in enumerate(lines)]


def _values_by_channel(figures: Sequence[Row], metric: str, days: Sequence[date]) -> dict[str, list[Number | None]]:
    """Channels that state the metric; the whole send where Braze states it once a day."""
    found: dict[str, list[Number | None]] = {}
    whole = {row.day for row in figures if not row.channel and metric in row.metrics}
    by_key = group_totals(figures, lambda row: ("" if row.day in whole else row.channel, row.day))
    for channel in sorted({channel for channel, _day in by_key}):
        values = [one.get(metric) if (one := by_key.get((channel, day))) else None for day in days]
        if any(value is not None for value in values):
            found[channel] = values
    return found


def metric_title(metric: str) -> str:
    titles = {
        "sent": _("Sent"),
        "opens": _("Opens"),
        "clicks": _("Clicks"),
        "conversions": _("Conversions"),
        "revenue": _("Revenue"),
    }
    return titles.get(metric, metric)


def days_left_chart(counts: Sequence[int], query: str) -> Chart:
    slots = [
        Slot(_("%(count)d d") % {"count": day} if day in (0, 7, len(counts) - 1) else "",
             _("%(count)d days left") % {"count": day}, f"{reverse('sends')}{query}")
        for day in range(len(counts))
    ]  # fmt: skip
    return charts.stacked(_("Sends by days left at Braze"), slots, [Series(_("Sends"), "series-1", list(counts))])
