"""Charts in which sends are told apart: growth by the hour and rates by the day, each counted from its beginning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from braze_tracker.analytics.totals import Number
from braze_tracker.dashboard import charts, formats
from braze_tracker.dashboard.charts import Amount, Chart, Series, Slot
from braze_tracker.dashboard.charts_timed import Stop, Track, timed
from braze_tracker.dashboard.plots import metric_title
from braze_tracker.dashboard.queries_campaign import SendFigures, first_day
from braze_tracker.dashboard.queries_growth import Growth
from braze_tracker.dashboard.queries_sends import SendRow, group_totals

LINES = ("line-1", "line-2", "line-3", "line-4")
"""Each of its own colour and dash."""
DAYS = 14
HOUR = timedelta(hours=1)
SPANS: dict[str, timedelta] = {
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
    "14d": timedelta(days=14),
}
_STOPS: dict[str, tuple[float, ...]] = {
    "6h": (0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6),
    "24h": (1, 2, 3, 4, 6, 8, 12, 16, 20, 24),
    "3d": (1, 3, 6, 12, 24, 36, 48, 60, 72),
    "7d": (3, 6, 12, 24, 48, 72, 96, 120, 144, 168),
    "14d": (6, 24, 48, 72, 96, 120, 168, 216, 264, 312, 336),
}
"""Hours since the send that tips and the table twin tell of."""
_LABELS: dict[str, tuple[int, ...]] = {
    "6h": (0, 1, 2, 3, 4, 5, 6),
    "24h": (0, 6, 12, 18, 24),
    "3d": (0, 24, 48, 72),
    "7d": (0, 24, 48, 72, 96, 120, 144, 168),
    "14d": (0, 48, 96, 144, 192, 240, 288, 336),
}


def span_of(growths: Sequence[Growth]) -> str:
    """The shortest span that holds the oldest of these sends, so that the plot is filled."""
    oldest = max((one.looks[-1].age for one in growths if one.looks), default=timedelta(0))
    return next((name for name, length in SPANS.items() if oldest <= length), "14d")


def growth_chart(title: str, growths: Sequence[Growth], metric: str, span: str) -> Chart | None:
    """``metric`` by hours since the send; None where no look states it."""
    several = len({one.send.campaign_id for one in growths}) > 1
    tracks = [
        Track(send_title(one.send, several), css, points)
        for one, css in zip(growths, LINES, strict=False)
        if (points := growing(one, metric))
    ]
    if not tracks:
        return None
    stops = [Stop(hours, age_title(hours)) for hours in _STOPS[span]]
    labels = [_axis(hours, span) for hours in _LABELS[span]]
    return timed(title, SPANS[span] / HOUR, labels, stops, tracks, written(metric))


def growth_title(metric: str) -> str:
    return _("%(metric)s by hours since the send") % {"metric": metric_title(metric)}


def span_choices() -> list[tuple[str, str]]:
    return [("6h", _("6 h")), ("24h", _("24 h")), ("3d", _("3 d")), ("7d", _("7 d")), ("14d", _("14 d"))]


def growing(growth: Growth, metric: str) -> list[tuple[float, Amount]]:
    """(hours since the send, amount). It begins with what was counted before: nothing, unless the send_id is reused."""
    stated = [(look.age / HOUR, value) for look in growth.looks if (value := look.totals.get(metric)) is not None]
    before: Number = next((value for hours, value in reversed(stated) if hours <= 0), 0)
    after = [point for point in stated if point[0] > 0]
    return [(0.0, before), *after] if after else []


def rates_chart(sends: Sequence[SendFigures], metric: str) -> Chart | None:
    """The rate of ``metric`` up to each day since the send; a line ends where its send's days end."""
    rates = [
        Series(send_title(one.send), css, rates_by_day(one, metric)) for one, css in zip(sends, LINES, strict=False)
    ]
    lines = [one for one in rates if any(rate is not None for rate in one.values)]
    if not lines:
        return None
    days = [_("day %(count)d") % {"count": day} for day in range(DAYS)]
    slots = [Slot(day if at in (0, 4, 8, DAYS - 1) else "", day) for at, day in enumerate(days)]
    return charts.lined(title_of_rates(metric), slots, lines, written_rate)


def rates_by_day(send: SendFigures, metric: str) -> list[Amount | None]:
    """Percent, of all that was counted since the send. None from the day on that Braze has not told of."""
    by_day = group_totals(send.days, lambda row: row.day)
    start, last = first_day(send.days, send.send.sent_at.date()), max(by_day, default=None)
    part, base = 0.0, 0.0
    rates: list[Amount | None] = []
    for day in (start + timedelta(days=number) for number in range(DAYS)):
        if one := by_day.get(day):
            part, base = part + float(one.get(metric) or 0), base + float(one.base(metric) or 0)
        rates.append(part * 100 / base if base and last and day <= last else None)
    return rates


def title_of_rates(metric: str) -> str:
    titles = {
        "opens": _("Open rate by days since the send"),
        "clicks": _("Click rate by days since the send"),
        "conversions": _("Conversion rate by days since the send"),
    }
    return titles[metric]


def send_title(send: SendRow, several: bool = False) -> str:
    """What tells a send from others: its time, and its campaign's name where there are several campaigns."""
    at = formats.at_short(send.sent_at)
    return f"{send.campaign or send.campaign_id[:13] or send.send_id}, {at}" if several else at


def age_title(hours: float) -> str:
    """``1 h after the send``, ``2 days after the send``."""
    if hours < 1:
        return _("%(count)d min after the send") % {"count": round(hours * 60)}
    if hours < 48:
        return _("%(count)s h after the send") % {"count": _short(hours)}
    return _("%(count)s d after the send") % {"count": _short(hours / 24)}


def _axis(hours: int, span: str) -> str:
    if hours == 0:
        return _("sent")
    if span.endswith("h"):
        return _("%(count)d h") % {"count": hours}
    return _("%(count)d d") % {"count": hours // 24}


def _short(value: float) -> str:
    return formats.compact(value)


def written(metric: str) -> charts.Written:
    return formats.money if metric == "revenue" else formats.number


def written_rate(percent: Amount) -> str:
    return formats.rate(percent, 100)
