"""Analytics series as points: send × day × channel × variation → metrics. Pure reading; sums nothing but `totals`.

https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from braze_tracker.braze.replies import text_of

Number = int | Decimal

_ID_KEYS = ("variation_api_id", "variation_id")
_NAME_KEYS = ("variation_name", "name")
_NO_METRICS = frozenset((*_ID_KEYS, *_NAME_KEYS))
_NUMBERS = frozenset((int, Decimal))
_DIGITS = 40
"""No figure is longer; a longer one would cost more memory than it is worth believing."""


class UnreadableSeries(ValueError):
    """Braze's answer is not a JSON object with a list under ``data``: keep the answer and look again later."""


@dataclass(slots=True)  # a value too; freezing would make building hundreds of them an answer thrice as slow
class Point:
    """One variation of one channel on one day; the day's own figures have no channel."""

    day: date
    channel: str | None
    variation_id: str | None
    variation_name: str | None
    position: int
    """Its place in Braze's list, from 0."""
    metrics: Mapping[str, Number]
    """Whatever Braze counts, by Braze's own names: whole numbers as int, others as exact Decimal."""
    control: bool = False
    """A control group: people enrolled and sent nothing."""
    variation: str = ""
    """What tells the variations of a channel apart: id, else name, else position. Empty for the day's own figures.

    A name or id that a channel repeats gets its position after it, ``Variant 1 #2``.
    """


@dataclass(frozen=True, slots=True)
class DataSeries:
    points: tuple[Point, ...] = ()
    """By day, then as Braze lists them; the day's own figures first."""
    skipped: int = 0
    """Days left out because their date could not be read."""
    message: str = ""
    days: frozenset[date] = field(default=frozenset())
    """Every day Braze answered for, also those without a figure."""

    @classmethod
    def parse(cls, body: bytes) -> DataSeries:
        """Read the body of ``/sends/data_series``, ``/campaigns/data_series`` or a plainer series.

        Values that are not numbers (null, booleans, text, NaN) are left out, never guessed at. Of a Canvas series,
        whose ``data`` is an object, the totals of each day are read. Raises `UnreadableSeries` only for a body that is
        no series.
        """
        document = _document(body)
        rows = document.get("data")
        if isinstance(rows, dict):
            rows = rows.get("stats", [])
        if not isinstance(rows, list):
            raise UnreadableSeries("Braze's answer has no list of days under 'data'.")
        return _series(rows, _text(document.get("message")) or "")

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)

    def totals(self) -> dict[str, Number]:
        """Each metric added up over days, channels and variations.

        Left out: control groups; every ``unique_…`` figure, because a person counted on two days or in two channels
        would be counted twice (and ``unique_recipients`` belongs to the campaign, not to the send). A name that
        channels report is added up from the channels alone; a day's own figure counts only where no channel reports
        that name, as the two are the same events seen twice.
        """
        channels: dict[str, Number] = {}
        days: dict[str, Number] = {}
        for point in self.points:
            if point.control:
                continue
            sums = days if point.channel is None else channels
            for name, value in point.metrics.items():
                if not name.startswith("unique_"):
                    sums[name] = sums.get(name, 0) + value
        return days | channels


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = _DECODER.decode(text_of(body).strip())
    except (ValueError, RecursionError):
        raise UnreadableSeries("Braze's answer is not JSON.") from None
    if not isinstance(document, dict):
        raise UnreadableSeries("Braze's answer is JSON, but not an object.")
    return document


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _DIGITS else None


def _exact(digits: str) -> Decimal | None:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    return number if len(digits) <= 2 * _DIGITS and abs(number.adjusted()) <= _DIGITS else None


_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_exact, parse_constant=lambda _: None)


def _series(rows: list[Any], message: str) -> DataSeries:
    found: dict[tuple[date, str | None, str], Point] = {}
    days: set[date] = set()
    skipped = 0
    for row in rows:
        day = _day(row.get("time")) if isinstance(row, dict) else None
        if day is None:
            skipped += 1
            continue
        days.add(day)
        # The last word counts where Braze names a day twice.
        found.update(((day, point.channel, point.variation), point) for point in _points(day, row))
    points = tuple(sorted(found.values(), key=lambda point: point.day))
    return DataSeries(points, skipped, message, frozenset(days))


def _day(value: object) -> date | None:
    if not isinstance(value, str) or value[10:11] not in ("", "T", " "):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _points(day: date, row: dict[str, Any]) -> Iterator[Point]:
    own = _metrics(row) or _metrics(row.get("total_stats"))
    if own:
        yield Point(day, None, None, None, 0, own)
    messages = row.get("messages")
    for channel, entries in messages.items() if isinstance(messages, dict) else ():
        yield from _variations(day, channel, entries if isinstance(entries, list) else [entries])


def _variations(day: date, channel: str, entries: list[Any]) -> Iterator[Point]:
    taken: set[str] = set()
    for position, entry in enumerate(entries):
        if not isinstance(entry, dict):
            continue
        variation_id, name = _first(entry, _ID_KEYS), _first(entry, _NAME_KEYS)
        variation = variation_id or name or str(position)
        while variation in taken:
            variation = f"{variation} #{position}"
        taken.add(variation)
        control = entry.get("enrolled") is not None and "sent" not in entry
        yield Point(day, channel, variation_id, name, position, _metrics(entry), control, variation)


def _metrics(entry: object) -> Mapping[str, Number]:
    pairs = entry.items() if isinstance(entry, dict) else ()
    # The very types that the decoder makes of numbers; a boolean is not one of them.
    return {name: value for name, value in pairs if type(value) in _NUMBERS and name not in _NO_METRICS}


def _first(entry: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        if text := _text(entry.get(key)):
            return text
    return None


def _text(value: object) -> str | None:
    """An id may arrive as a number; it is text all the same."""
    if type(value) is str:
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    return str(value).strip() or None
