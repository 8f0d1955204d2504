"""Rows of a ledger as lines of text: written where sample data is made, read where it is stored.

It decides which kinds of rows are sample data and in which order they refer to each other; what becomes of them it
leaves to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from django.core import serializers
from django.db.models import Model, QuerySet

from braze_tracker.analytics.models import (
    Campaign,
    CampaignFigures,
    CampaignPlan,
    DailyFigures,
    Snapshot,
    SyncPlan,
)
from braze_tracker.recording.models import (
    ApiCall,
    CallBody,
    CallRecipient,
    ErrorGroup,
    ErrorOccurrence,
    HourlyCount,
    HourlyErrors,
    MinuteCount,
    Send,
    Workspace,
)

KINDS: tuple[type[Model], ...] = (
    Workspace,
    ApiCall,
    CallBody,
    CallRecipient,
    ErrorGroup,
    ErrorOccurrence,
    HourlyErrors,
    HourlyCount,
    MinuteCount,
    Send,
    SyncPlan,
    DailyFigures,
    Snapshot,
    Campaign,
    CampaignPlan,
    CampaignFigures,
)
"""Each refers to none that comes after it. Not among them: keys, tokens and budgets, which no sample needs, and the
totals that metrics tell."""


def write(out: IO[str], rows: Iterable[QuerySet[Model]] | None = None) -> None:
    """One JSON object a line, as Django's serializers write it. Without ``rows``: all there are of each kind."""
    for some in rows or (kind._default_manager.order_by("pk") for kind in KINDS):
        serializers.serialize("jsonl", some.iterator(), stream=out)


def read(lines: IO[str]) -> Iterator[Model]:
    """The rows in the order in which they were written; none is stored. Raises DeserializationError, a ValueError or
    not, for a line that is none of ours."""
    for one in serializers.deserialize("jsonl", lines):
        yield one.object
