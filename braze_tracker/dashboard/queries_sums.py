"""Several sends together: their kept totals, added up by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FloatField, Func, Max, QuerySet, Sum

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.totals import Number
from braze_tracker.dashboard.queries_sends import Totals

SUMMED = ("sent", "opens", "clicks", "conversions", "revenue")
RATED = ("opens", "clicks", "conversions")


@dataclass(frozen=True, slots=True)
class SendSums:
    """Of several sends together."""

    sends: int
    last_at: datetime
    totals: Totals


def sums_of(plans: QuerySet[SyncPlan]) -> SendSums | None:
    """All these sends together; None where there are none."""
    row = plans.order_by().aggregate(**aggregates())
    return read_sums(row) if row["sends"] else None


class Stated(Func):
    """A number out of a plan's totals, by its keys. Django's own key transform reads the document twice on SQLite."""

    output_field = FloatField()

    def __init__(self, *keys: str) -> None:
        super().__init__(F("totals"))
        self.extra = {"path": ".".join(("$", *keys)), "keys": ",".join(keys)}

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(JSON_EXTRACT(%(expressions)s, '%(path)s') AS REAL)")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s #>> '{%(keys)s}')::double precision")


def aggregates() -> dict[str, Count | Max | Sum]:
    totals = {f"sum_{name}": Sum(Stated(name)) for name in SUMMED}
    bases = {f"base_{name}": Sum(Stated("of", name)) for name in RATED}
    return {"sends": Count("pk"), "last_at": Max("send__sent_at"), **totals, **bases}


def read_sums(row: Mapping[str, Any]) -> SendSums:
    numbers = {name: row[f"sum_{name}"] for name in SUMMED if row[f"sum_{name}"] is not None}
    bases = {name: row[f"base_{name}"] for name in RATED if row[f"base_{name}"] is not None}
    return SendSums(row["sends"], row["last_at"], Totals(exact(numbers), exact(bases)))


def exact(values: Mapping[str, float]) -> dict[str, Number]:
    """Whole numbers, and money to the cent, as they were before a database added them up."""
    return {name: round(Decimal(value), 2) if name == "revenue" else round(value) for name, value in values.items()}
