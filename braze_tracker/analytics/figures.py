"""Keeps Braze's answers as daily figures: only what changed is written, and a figure that Braze lowered is marked.

It never asks Braze and never decides when to look. An answer without figures is not handed in here at all, so it
cannot wipe anything; days, rows and metrics that an answer leaves out stay as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from braze_tracker.analytics.models import CampaignFigures, DailyFigures
from braze_tracker.analytics.totals import Row, number, stored, totals
from braze_tracker.braze.json_text import parse
from braze_tracker.braze.series import DataSeries
from braze_tracker.recording.fitting import SMALL, fits
from braze_tracker.recording.upsert import NEW, upsert

Place = tuple[date, str, str]
"""day, channel, variation"""
KEY = ("day", "channel", "variation")
READ = (
    Cast("day", models.TextField()), "channel", "variation", "variation_name", "position",
    Cast("metrics", models.TextField()), "restated",
)  # fmt: skip
"""Days and metrics as text: reading them as Django does costs more than all the rest of a row."""
REPLACED = dict.fromkeys(("variation_name", "position", "metrics", "restated", "changed_at"), NEW)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where figures are kept, and the column that says whose they are."""

    model: type[models.Model]
    owner: str


SENDS = Shelf(DailyFigures, "send_id")
CAMPAIGNS = Shelf(CampaignFigures, "plan_id")


@dataclass(frozen=True, slots=True)
class Answer:
    owner: int
    """The primary key of the send, or of the campaign's plan."""
    at: datetime
    series: DataSeries


@dataclass(frozen=True, slots=True)
class Kept:
    rows: int
    """Rows in the answer."""
    changed: int
    totals: dict[str, Any]
    channels: list[str]


@dataclass(slots=True)
class Figures:
    """One row of a shelf, without what a model's object costs: an answer has dozens of them."""

    day: date
    channel: str
    variation: str
    variation_name: str
    position: int
    metrics: dict[str, int | str]
    restated: int = 0

    @property
    def place(self) -> Place:
        return self.day, self.channel, self.variation


def keep(answers: Iterable[Answer], shelf: Shelf = SENDS, since: date | None = None) -> dict[int, Kept]:
    """Upserts several answers at once, by their owner; the caller's transaction makes it whole.

    ``since``: no answer has an earlier day, so that nothing earlier need be read, nor is it part of the totals.
    """
    answers = list(answers)
    before = _stored_rows(shelf, [answer.owner for answer in answers], since)
    written: list[dict[str, Any]] = []
    kept = {}
    for answer in answers:
        rows = before.setdefault(answer.owner, {})
        named = rows_of(answer.series)
        changed = [row for place, row in named.items() if _merge(rows.get(place), row)]
        rows.update({row.place: row for row in changed})
        written += [_columns(shelf, answer, row) for row in changed]
        kept[answer.owner] = Kept(len(named), len(changed), _totals(rows), _channels(rows))
    upsert(shelf.model, written, key=(shelf.owner, *KEY), on_conflict=REPLACED)
    return kept


def rows_of(series: DataSeries) -> dict[Place, Figures]:
    """The answer's points as rows, one a place: should Braze name a place twice, the later stands."""
    rows = {}
    for point in filter(lambda point: point.metrics, series):
        row = Figures(
            day=point.day,
            channel=fits(point.channel or "", 64),
            variation=fits(point.variation, 191),
            variation_name=fits(point.variation_name or "", 255),
            position=min(point.position, SMALL),
            metrics={
                name: value if type(value) is int else stored(value)
                for name, value in zip(_fitting(tuple(point.metrics)), point.metrics.values(), strict=True)
            },
        )
        rows[row.place] = row
    return rows


@lru_cache(maxsize=1024)
def _fitting(names: tuple[str, ...]) -> tuple[str, ...]:
    """Most rows of a channel have the same metrics."""
    return tuple(fits(name, 191) for name in names)


def _merge(old: Figures | None, new: Figures) -> bool:
    """Makes ``new`` what is to be stored; False when nothing differs from what is."""
    if old is None:
        return True
    if old == new:
        return False
    lowered = _lowered(old.metrics, new.metrics)
    same = not lowered and all(
        name in old.metrics and number(old.metrics[name]) == number(value) for name, value in new.metrics.items()
    )
    if same and old.variation_name == new.variation_name and old.position == new.position:
        return False
    new.metrics = {**old.metrics, **new.metrics}
    new.restated = old.restated + bool(lowered)
    return True


def _lowered(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name, value in new.items() if name in old and number(value) < number(old[name])]


def _stored_rows(shelf: Shelf, owners: list[int], since: date | None) -> dict[int, dict[Place, Figures]]:
    found: dict[int, dict[Place, Figures]] = {}
    rows = shelf.model._default_manager.filter(**{f"{shelf.owner}__in": owners})
    rows = rows if since is None else rows.filter(day__gte=since)
    for owner, day, channel, variation, name, position, metrics, restated in rows.values_list(shelf.owner, *READ):
        at = date.fromisoformat(day)
        row = Figures(at, channel, variation, name, position, parse(metrics), restated)
        found.setdefault(owner, {})[at, channel, variation] = row
    return found


def _columns(shelf: Shelf, answer: Answer, row: Figures) -> dict[str, Any]:
    """``first_at`` counts only where the row is new."""
    return {
        shelf.owner: answer.owner,
        "day": row.day.isoformat(),
        "channel": row.channel,
        "variation": row.variation,
        "variation_name": row.variation_name,
        "position": row.position,
        "metrics": json.dumps(row.metrics),
        "restated": row.restated,
        "first_at": answer.at,
        "changed_at": answer.at,
    }


def _totals(rows: Mapping[Place, Figures]) -> dict[str, Any]:
    return totals(Row(row.day, row.channel, row.metrics) for row in rows.values())


def _channels(rows: Mapping[Place, Figures]) -> list[str]:
    return sorted({channel for _day, channel, _variation in rows if channel})
