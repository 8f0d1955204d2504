"""Keeps Braze's answers as daily figures: only what changed is written, and a figure that Braze lowered is marked.

It never asks Braze and never decides when to look. An answer without figures is not handed in here at all, so it
cannot wipe anything; days, rows and metrics that an answer leaves out stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from braze_tracker.analytics.models import DailyFigures
from braze_tracker.analytics.totals import Row, number, stored, totals
from braze_tracker.braze.series import DataSeries
from braze_tracker.recording.fitting import SMALL, fits

Place = tuple[date, str, str]
"""day, channel, variation"""
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Answer:
    send: int
    at: datetime
    series: DataSeries


@dataclass(frozen=True, slots=True)
class Kept:
    rows: int
    """Rows in the answer."""
    changed: int
    totals: dict[str, Any]
    channels: list[str]


def keep(answers: Iterable[Answer]) -> dict[int, Kept]:
    """Upserts the figures of several sends at once; the caller's transaction makes it whole."""
    answers = list(answers)
    before = _stored_rows([answer.send for answer in answers])
    written: list[DailyFigures] = []
    kept = {}
    for answer in answers:
        rows = before.setdefault(answer.send, {})
        named = rows_of(answer)
        changed = [row for place, row in named.items() if _merge(rows.get(place), row)]
        rows.update({_place(row): row for row in changed})
        written += changed
        kept[answer.send] = Kept(len(named), len(changed), _totals(rows), _channels(rows))
    _write(written)
    return kept


def rows_of(answer: Answer) -> dict[Place, DailyFigures]:
    """The answer's points as rows, one a place: should Braze name a place twice, the later stands."""
    rows = {}
    for point in filter(lambda point: point.metrics, answer.series):
        row = DailyFigures(
            send_id=answer.send,
            day=point.day,
            channel=fits(point.channel or "", 64),
            variation=fits(point.variation, 191),
            variation_name=fits(point.variation_name or "", 255),
            position=min(point.position, SMALL),
            metrics={fits(name, 191): stored(value) for name, value in point.metrics.items()},
            first_at=answer.at,
            changed_at=answer.at,
        )
        rows[_place(row)] = row
    return rows


def _merge(old: DailyFigures | None, new: DailyFigures) -> bool:
    """Makes ``new`` what is to be stored; False when nothing differs from what is."""
    if old is None:
        return True
    lowered = _lowered(old.metrics, new.metrics)
    same = not lowered and all(
        name in old.metrics and number(old.metrics[name]) == number(value) for name, value in new.metrics.items()
    )
    if same and old.variation_name == new.variation_name and old.position == new.position:
        return False
    new.metrics = {**old.metrics, **new.metrics}
    new.first_at = old.first_at
    new.restated = old.restated + bool(lowered)
    return True


def _lowered(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name, value in new.items() if name in old and number(value) < number(old[name])]


def _stored_rows(sends: list[int]) -> dict[int, dict[Place, DailyFigures]]:
    found: dict[int, dict[Place, DailyFigures]] = {}
    for row in DailyFigures.objects.filter(send__in=sends):
        found.setdefault(row.send_id, {})[_place(row)] = row
    return found


def _write(rows: list[DailyFigures]) -> None:
    DailyFigures.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=("send", "day", "channel", "variation"),
        update_fields=("variation_name", "position", "metrics", "restated", "changed_at"),
    )


def _place(row: DailyFigures) -> Place:
    return row.day, row.channel, row.variation


def _totals(rows: Mapping[Place, DailyFigures]) -> dict[str, Any]:
    return totals(Row(row.day, row.channel, row.metrics) for row in rows.values())


def _channels(rows: Mapping[Place, DailyFigures]) -> list[str]:
    return sorted({channel for _day, channel, _variation in rows if channel})
