"""Charts as geometry: numbers in, coordinates and texts out. Templates turn them into SVG.

Every plot is 1000 units wide and 100 high and is stretched by `preserveAspectRatio="none"`; labels are HTML beside
it. Nothing here knows a colour: a series carries the name of a CSS class.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from braze_tracker.dashboard import formats

WIDTH, HEIGHT = 1000, 100
_BAR_SHARE = 0.72
_STEPS = (1, 2, 2.5, 5, 10)

Amount = int | float | Decimal
Written = Callable[[Amount], str]


@dataclass(frozen=True, slots=True)
class Series:
    """``css`` names its colour; a ``None`` is a gap in a line."""

    name: str
    css: str
    values: Sequence[Amount | None]

    @property
    def total(self) -> Amount:
        return sum((value for value in self.values if value is not None), 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """One step on the x axis: its label, its name in full, where it leads, and whether its time is not over."""

    label: str
    title: str
    href: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """``minor``: left out where the screen is narrow."""

    text: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Rect:
    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Hit:
    """The area that answers the pointer: as tall as the plot."""

    x: str
    width: str
    tip: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    css: str
    path: str
    tail: str
    """The last step while its time is not over: drawn dashed."""
    area: str
    dots: str


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    series: tuple[Series, ...]
    y_labels: tuple[str, ...]
    y_lines: tuple[str, ...]
    x_labels: tuple[Label, ...]
    """One a slot, so that each stands under its own; most are empty."""
    hits: tuple[Hit, ...]
    rows: tuple[Row, ...]
    bars: tuple[Rect, ...] = ()
    lines: tuple[Line, ...] = ()


def stacked(title: str, slots: Sequence[Slot], series: Sequence[Series], written: Written = formats.number) -> Chart:
    """Bars, the first series at the axis."""
    tops = [sum((one.values[at] or 0 for one in series), 0) for at in range(len(slots))]
    ceiling, steps = scale(max(tops, default=0))
    frame = _frame(title, slots, series, (ceiling, steps), written, between=False)
    return replace(frame, bars=_stack(slots, series, ceiling))


def lined(
    title: str, slots: Sequence[Slot], series: Sequence[Series], written: Written = formats.number, area: bool = False
) -> Chart:
    """Lines from edge to edge; an open last slot is reached by a dashed step."""
    ceiling, steps = scale(max((value for one in series for value in one.values if value is not None), default=0))
    lines = tuple(_line(one, slots, ceiling, area) for one in series)
    return replace(_frame(title, slots, series, (ceiling, steps), written, between=True), lines=lines)


def sparks(values: Sequence[Amount], width: int = 100, height: int = 22) -> tuple[Rect, ...]:
    """Little bars; an empty step keeps its place as a thin line."""
    top = max(values, default=0) or 1
    step = width / max(1, len(values))
    return tuple(
        Rect(
            "" if value else "nothing",
            _text(at * step),
            _text(height - _tall(value, top, height)),
            _text(step - 1),
            _text(_tall(value, top, height)),
        )
        for at, value in enumerate(values)
    )


def _tall(value: Amount, top: Amount, height: int) -> float:
    return max(1.5, float(value) / float(top) * height) if value else 0.8


def scale(top: Amount) -> tuple[float, int]:
    """A round ceiling at or above ``top`` and the number of steps to it."""
    if top <= 0:
        return 4.0, 4
    rough = float(top) / 4
    size = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    step = next((size * one for one in _STEPS if size * one >= rough), size * 10)
    step = max(1.0, float(round(step))) if step < 10 else step
    steps = -(-float(top) // step)
    return step * max(1.0, steps), int(max(1.0, steps))


def _frame(
    title: str,
    slots: Sequence[Slot],
    series: Sequence[Series],
    ceiling_and_steps: tuple[float, int],
    written: Written,
    between: bool,
) -> Chart:
    """Everything but the marks themselves. ``between``: slots are points from edge to edge, not bars side by side."""
    ceiling, steps = ceiling_and_steps
    marks = [ceiling * step / steps for step in range(steps, -1, -1)]
    return Chart(
        title=title,
        series=tuple(series),
        y_labels=tuple(formats.compact(mark) for mark in marks),
        y_lines=tuple(_text(HEIGHT - mark / ceiling * HEIGHT) for mark in marks),
        x_labels=_labels(slots),
        hits=tuple(_hit(at, slots, series, written, between) for at in range(len(slots))),
        rows=tuple(
            Row(slot.title, slot.href, tuple(_cell(one.values[at], written, between) for one in series))
            for at, slot in enumerate(slots)
        ),
    )


def _cell(value: Amount | None, written: Written, between: bool) -> str:
    """A bar that is missing is none; a gap in a line is not known."""
    return formats.NOTHING if value is None and between else written(value or 0)


def _labels(slots: Sequence[Slot]) -> tuple[Label, ...]:
    """Every second one is minor, but never the last."""
    named = [at for at, slot in enumerate(slots) if slot.label]
    minor = {at for place, at in enumerate(reversed(named)) if place % 2}
    return tuple(Label(slot.label, at in minor) for at, slot in enumerate(slots))


def _stack(slots: Sequence[Slot], series: Sequence[Series], ceiling: float) -> tuple[Rect, ...]:
    step = WIDTH / max(1, len(slots))
    bars = []
    for at in range(len(slots)):
        floor = 0.0
        for one in series:
            tall = float(one.values[at] or 0) / ceiling * HEIGHT
            if tall:
                x, y = (at + (1 - _BAR_SHARE) / 2) * step, HEIGHT - floor - tall
                bars.append(Rect(one.css, _text(x), _text(y), _text(step * _BAR_SHARE), _text(tall)))
            floor += tall
    return tuple(bars)


def _hit(at: int, slots: Sequence[Slot], series: Sequence[Series], written: Written, between: bool) -> Hit:
    amounts = [(one.name, one.values[at]) for one in series]
    tip = "\n".join([slots[at].title, *(f"{name}: {written(value)}" for name, value in amounts if value)])
    if between:
        step = WIDTH / max(1, len(slots) - 1)
        left, right = max(0.0, (at - 0.5) * step), min(float(WIDTH), (at + 0.5) * step)
        return Hit(_text(left), _text(right - left), tip, slots[at].href)
    step = WIDTH / max(1, len(slots))
    return Hit(_text(at * step), _text(step), tip, slots[at].href)


def _line(one: Series, slots: Sequence[Slot], ceiling: float, area: bool) -> Line:
    step = WIDTH / max(1, len(slots) - 1)
    points = [
        (at * step, HEIGHT - float(value) / ceiling * HEIGHT)
        for at, value in enumerate(one.values)
        if value is not None
    ]
    whole = points[:-1] if points and slots[-1].open and one.values[-1] is not None else points
    tail = points[len(whole) - 1 :] if whole and len(whole) < len(points) else []
    return Line(
        css=one.css,
        path=_path(whole),
        tail=_path(tail),
        area=_closed(points) if area and points else "",
        dots="".join(f"M{_text(x)} {_text(y)}h0" for x, y in points),
    )


def _closed(points: Sequence[tuple[float, float]]) -> str:
    """The line and the axis below it."""
    return f"{_path(points)}L{_text(points[-1][0])} {HEIGHT}L{_text(points[0][0])} {HEIGHT}Z"


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if at else 'M'}{_text(x)} {_text(y)}" for at, (x, y) in enumerate(points))


def _text(value: float) -> str:
    """A coordinate with no more digits than a screen has."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
