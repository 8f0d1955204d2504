"""Lines over a span of time whose points lie where they were seen, not at even steps; several share one beginning.

Geometry alone, as in `charts`. A tip and the table twin tell the last point at or before each stop.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.charts import HEIGHT, WIDTH, Amount, Chart, Hit, Label, Line, Row, Series, Written, scale

_FEW = 30
"""More points than that are drawn without dots."""


@dataclass(frozen=True, slots=True)
class Track:
    """``points`` are (time, amount), earliest first."""

    name: str
    css: str
    points: Sequence[tuple[float, Amount]]

    def at(self, time: float) -> Amount | None:
        """The last amount seen by then; None before the first point, and after the last."""
        place = bisect_right(self.points, time, key=lambda point: point[0])
        if not place or time > self.points[-1][0]:
            return None
        return self.points[place - 1][1]


@dataclass(frozen=True, slots=True)
class Stop:
    """A time that is told in words; ``label`` stands on the axis if the stops are evenly spaced."""

    time: float
    title: str


def timed(
    title: str,
    end: float,
    labels: Sequence[str],
    stops: Sequence[Stop],
    tracks: Sequence[Track],
    written: Written = formats.number,
) -> Chart:
    """From 0 to ``end``. ``labels`` stand at even distances from the one to the other."""
    within = [(track, inside(track.points, end)) for track in tracks]
    ceiling, steps = scale(max((amount for _track, points in within for _time, amount in points), default=0))
    marks = [ceiling * step / steps for step in range(steps, -1, -1)]
    lines = tuple(_line(track.css, points, end, ceiling) for track, points in within)
    return Chart(
        title=title,
        series=tuple(Series(track.name, track.css, [amount for _time, amount in points]) for track, points in within),
        y_labels=tuple(formats.compact(mark) for mark in marks),
        y_lines=tuple(_text(HEIGHT - mark / ceiling * HEIGHT) for mark in marks),
        x_labels=tuple(Label(text, bool((len(labels) - 1 - at) % 2)) for at, text in enumerate(labels)),
        hits=_hits(stops, tracks, end, written),
        rows=tuple(Row(stop.title, "", _cells(stop, tracks, written)) for stop in stops if _told(stop, tracks)),
        lines=lines,
    )


def inside(points: Sequence[tuple[float, Amount]], end: float) -> list[tuple[float, Amount]]:
    """The points up to ``end``, and where the line to the next one leaves the plot."""
    kept = [point for point in points if point[0] <= end]
    beyond = next((point for point in points if point[0] > end), None)
    if kept and beyond:
        (time, amount), (later, more) = kept[-1], beyond
        share = (end - time) / (later - time)
        kept.append((end, float(amount) + (float(more) - float(amount)) * share))
    return kept


def _line(css: str, points: Sequence[tuple[float, Amount]], end: float, ceiling: float) -> Line:
    places = [(time / end * WIDTH, HEIGHT - float(amount) / ceiling * HEIGHT) for time, amount in points]
    path = "".join(f"{'L' if at else 'M'}{_text(x)} {_text(y)}" for at, (x, y) in enumerate(places))
    dotted = places if len(places) <= _FEW else places[-1:]
    return Line(css, path, "", "", "".join(f"M{_text(x)} {_text(y)}h0" for x, y in dotted))


def _hits(stops: Sequence[Stop], tracks: Sequence[Track], end: float, written: Written) -> tuple[Hit, ...]:
    """Each stop answers from half-way to the one before to half-way to the next."""
    seen = [stop for stop in stops if stop.time <= end]
    edges = [0.0, *((one.time + two.time) / 2 for one, two in pairwise(seen)), end]
    return tuple(
        Hit(_text(left / end * WIDTH), _text((right - left) / end * WIDTH), _tip(stop, tracks, written), "")
        for stop, (left, right) in zip(seen, pairwise(edges), strict=False)
        if _told(stop, tracks)
    )


def _tip(stop: Stop, tracks: Sequence[Track], written: Written) -> str:
    told = ((track.name, track.at(stop.time)) for track in tracks)
    return "\n".join([stop.title, *(f"{name}: {written(amount)}" for name, amount in told if amount is not None)])


def _cells(stop: Stop, tracks: Sequence[Track], written: Written) -> tuple[str, ...]:
    amounts = (track.at(stop.time) for track in tracks)
    return tuple(formats.NOTHING if amount is None else written(amount) for amount in amounts)


def _told(stop: Stop, tracks: Sequence[Track]) -> bool:
    return any(track.at(stop.time) is not None for track in tracks)


def _text(value: float) -> str:
    """A coordinate with no more digits than a screen has."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
