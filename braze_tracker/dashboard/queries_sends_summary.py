"""Many sends at once: campaigns by revenue, and results by the day of sending. From the kept totals only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, Func, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.dashboard.queries_names import campaign_names
from braze_tracker.dashboard.queries_sends import Totals
from braze_tracker.dashboard.queries_sums import Stated, aggregates, exact, read_sums

_MOST = 5000
"""Sends looked at: the newest of the period."""
_BY_DAY = ("opens", "clicks")


@dataclass(frozen=True, slots=True)
class CampaignRow:
    campaign_id: str
    name: str
    sends: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class SendsSummary:
    """``days`` maps the day of sending to the opens and clicks of its sends."""

    campaigns: tuple[CampaignRow, ...]
    days: tuple[tuple[date, Totals], ...]
    sends: int


def sends_summary(since: datetime, until: datetime, workspace: int | None, most: int = 5) -> SendsSummary:
    """Campaigns by revenue, and results by day of sending, from the kept totals."""
    plans = SyncPlan.objects.filter(send__sent_at__gte=since, send__sent_at__lt=until)
    plans = plans.filter(workspace=workspace) if workspace else plans
    newest = SyncPlan.objects.filter(pk__in=plans.order_by("-send__sent_at").values("pk")[:_MOST]).order_by()
    days = {row.pop("day"): row for row in _by_day(newest)}
    return SendsSummary(
        tuple(_richest(newest, most)),
        tuple((day, Totals(exact({name: row[name] for name in _BY_DAY}), {})) for day, row in sorted(days.items())),
        sum(row["sends"] for row in days.values()),
    )


def _richest(plans: QuerySet[SyncPlan], most: int) -> Iterator[CampaignRow]:
    grouped = plans.values("send__campaign_id").annotate(**aggregates())
    first = [Coalesce(f"sum_{name}", Value(0.0)).desc() for name in ("revenue", "sent")]
    rows: list[dict[str, Any]] = [dict(row) for row in grouped.order_by(*first, "send__campaign_id")[:most]]
    names = campaign_names(row["send__campaign_id"] for row in rows)
    for row in rows:
        campaign, sums = str(row["send__campaign_id"]), read_sums(row)
        yield CampaignRow(campaign, names.get(campaign, campaign), sums.sends, sums.totals)


def _by_day(plans: QuerySet[SyncPlan]) -> list[dict[str, Any]]:
    sums = {name: Coalesce(Sum(Stated(name)), Value(0.0)) for name in _BY_DAY}
    found = plans.annotate(day=Day("send__sent_at")).values("day").annotate(sends=Count("pk"), **sums)
    return [dict(row) for row in found]


class Day(Func):
    """The day in UTC. Django's own truncation calls Python for each row on SQLite."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1, 10)")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s AT TIME ZONE 'UTC')::date")
