"""Due plans are taken by conditional update with a lease, so that any number of workers do each look once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from django.db.models import Q, QuerySet

from braze_tracker.analytics.models import Following

LEASE = timedelta(minutes=5)
"""Longer than a look can take with its time-outs and its wait for a thread."""

Some = TypeVar("Some", bound=Following)


def free(now: datetime) -> Q:
    """Nobody has it, or whoever had it is gone."""
    return Q(leased_until=None) | Q(leased_until__lte=now)


def first(due: QuerySet[Some], limit: int, *order: str) -> list[int]:
    """The primary keys of up to ``limit`` plans in this order."""
    return list(due.order_by(*order, "pk").values_list("pk", flat=True)[:limit])


def take(model: type[Some], wanted: Sequence[int], now: datetime) -> QuerySet[Some]:
    """Those of the wanted plans that nobody has taken or moved on meanwhile, leased to the caller alone.

    They are found by their keys and by no column that has an index: SQLite would read all that is due instead.
    """
    lease, plans = uuid4(), model._default_manager.filter(pk__in=wanted)
    still = plans.filter(free(now), next_look_at__lte=now)
    taken = still.update(lease=lease, leased_until=now + LEASE) if wanted else 0
    return plans.filter(lease=lease) if taken else plans.none()
