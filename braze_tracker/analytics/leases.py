"""Due plans are taken by conditional update with a lease, so that any number of workers do each look once."""

from __future__ import annotations

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


def take(due: QuerySet[Some], limit: int, now: datetime, *order: str) -> QuerySet[Some]:
    """Up to ``limit`` of the due plans in this order, leased to the caller alone."""
    lease = uuid4()
    wanted = list(due.order_by(*order, "pk").values_list("pk", flat=True)[:limit])
    plans: QuerySet[Some] = due.model._default_manager.order_by(*order, "pk")
    taken = due.filter(pk__in=wanted).update(lease=lease, leased_until=now + LEASE)
    return plans.filter(pk__in=wanted, lease=lease) if taken else plans.none()
