"""Many sends at once: campaigns by revenue, and results by the day of sending. From the kept totals only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.dashboard.queries_names import campaign_names
from braze_tracker.dashboard.queries_sends import Totals, add_totals, read_totals

_MOST = 5000
"""Sends looked at: the newest of the period."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    campaign_id: str
    name: str
    sends: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class SendsSummary:
    """``days`` maps the day of sending to the totals of its sends."""

    campaigns: tuple[CampaignRow, ...]
    days: tuple[tuple[date, Totals], ...]
    sends: int


def sends_summary(since: datetime, until: datetime, workspace: int | None, most: int = 5) -> SendsSummary:
    """Campaigns by revenue, and results by day of sending, from the kept totals."""
    plans = SyncPlan.objects.filter(send__sent_at__gte=since, send__sent_at__lt=until)
    plans = plans.filter(workspace=workspace) if workspace else plans
    rows = plans.order_by("-send__sent_at").values_list("send__campaign_id", "send__sent_at", "totals")[:_MOST]
    by_campaign: dict[str, list[Totals]] = defaultdict(list)
    by_day: dict[date, list[Totals]] = defaultdict(list)
    for campaign, sent_at, kept in rows:
        one = read_totals(kept)
        by_campaign[campaign].append(one)
        by_day[sent_at.date()].append(one)
    best = sorted(by_campaign.items(), key=_revenue, reverse=True)[:most]
    names = campaign_names(campaign for campaign, _several in best)
    return SendsSummary(
        tuple(CampaignRow(key, names.get(key, key), len(several), add_totals(several)) for key, several in best),
        tuple((day, add_totals(several)) for day, several in sorted(by_day.items())),
        sum(len(several) for several in by_campaign.values()),
    )


def _revenue(item: tuple[str, list[Totals]]) -> tuple[Decimal, Decimal]:
    whole = add_totals(item[1])
    return Decimal(whole.get("revenue") or 0), Decimal(whole.get("sent") or 0)
