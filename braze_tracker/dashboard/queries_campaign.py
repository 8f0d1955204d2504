"""One campaign: its sends together and side by side, its own series, its calls and what went wrong in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from braze_tracker.analytics.models import Campaign, CampaignFigures, CampaignPlan, DailyFigures, SyncPlan
from braze_tracker.analytics.totals import Row
from braze_tracker.dashboard.outcomes import Pill, error_pill
from braze_tracker.dashboard.queries_campaigns import FAILED, SendSums, sums_of
from braze_tracker.dashboard.queries_sends import SendRow, Totals, Variations, read_totals, send_row, variations_of
from braze_tracker.recording.models import ApiCall, ErrorOccurrence, Send

SENDS = 10
"""The newest sends: listed, and added up by channel and variation."""
DAYS = 30
"""Of the campaign's own series."""
LATELY = timedelta(days=14)
CALLS = 2_000
"""Calls looked at: the newest of two weeks, found by the index of campaigns."""
ERRORS = 300
"""Of those that failed, so many tell which errors they met."""
MOST_GROUPS = 5


@dataclass(frozen=True, slots=True)
class SendFigures:
    """A send and its days, with the day that its first figures are of."""

    send: SendRow
    days: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OwnSeries:
    """The campaign's own figures of the last days. ``totals`` are those of the last 14 of them."""

    plan: int
    zone: str
    days: tuple[Row, ...]
    variations: Variations
    totals: Totals
    next_look_at: datetime | None
    last_look_at: datetime | None
    last_figures_at: datetime | None
    failing: bool
    last_error: str


@dataclass(frozen=True, slots=True)
class GroupOfErrors:
    id: int
    title: str
    pill: Pill
    today: int
    lately: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Calls:
    """Of the newest calls of 14 days: how many there are, how many failed in 24 hours and in all that time."""

    all: int
    capped: bool
    today: int
    lately: int
    groups: tuple[GroupOfErrors, ...]
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    campaign_id: str
    name: str
    workspaces: tuple[int, ...]
    """Those in which it was called or sent."""
    sums: SendSums | None
    """Of all its sends; None where there are none."""
    sends: tuple[SendFigures, ...]
    variations: Variations
    """Of the newest sends together."""
    own: OwnSeries | None
    calls: Calls


def campaign_detail(campaign_id: str, workspace: int | None, now: datetime) -> CampaignDetail | None:
    """None for a campaign of which nothing is known."""
    named = list(_in(Campaign.objects.filter(campaign_id=campaign_id), workspace))
    names = {key: name for one in named for key, name in one.variations.items()}
    sends = list(_newest_sends(campaign_id, workspace))
    figures = list(DailyFigures.objects.filter(send__in=[one.pk for one in sends]).order_by("day", "position"))
    plans = list(_in(CampaignPlan.objects.filter(campaign_id=campaign_id), workspace).select_related("workspace"))
    calls = _calls(campaign_id, workspace, now)
    if not (named or sends or plans or calls.all):
        return None
    plan = max(plans, key=_freshness, default=None)
    return CampaignDetail(
        campaign_id=campaign_id,
        name=next((one.name for one in named), ""),
        workspaces=tuple(sorted({one.workspace_id for one in (*sends, *plans)})),
        sums=sums_of(_in(SyncPlan.objects.filter(send__campaign_id=campaign_id), workspace)) if sends else None,
        sends=_with_days(sends, figures, next((one.name for one in named), "")),
        variations=variations_of(figures, names),
        own=_own(plan, names, now) if plan else None,
        calls=calls,
    )


def _in(rows: QuerySet[Any], workspace: int | None) -> QuerySet[Any]:
    return rows.filter(workspace=workspace) if workspace else rows


def _freshness(plan: CampaignPlan) -> tuple[bool, datetime]:
    """Of several workspaces that call it, the one whose key may read its figures."""
    return plan.last_figures_at is not None, plan.last_figures_at or plan.called_at


def _newest_sends(campaign_id: str, workspace: int | None) -> QuerySet[Send]:
    sends = _in(Send.objects.filter(campaign_id=campaign_id), workspace)
    return sends.select_related("plan").order_by("-sent_at", "-pk")[:SENDS]


def _with_days(sends: Sequence[Send], figures: Iterable[DailyFigures], name: str) -> tuple[SendFigures, ...]:
    days: dict[int, list[Row]] = defaultdict(list)
    for one in figures:
        days[one.send_id].append(Row(one.day, one.channel, one.metrics))
    names = {one.campaign_id: name for one in sends}
    return tuple(SendFigures(send_row(one, names), tuple(days[one.pk])) for one in sends)


def _own(plan: CampaignPlan, names: Mapping[str, str], now: datetime) -> OwnSeries:
    since = (now - timedelta(days=DAYS)).date()
    stored = list(CampaignFigures.objects.filter(plan=plan, day__gte=since).order_by("day", "channel", "position"))
    return OwnSeries(
        plan=plan.pk,
        zone=plan.workspace.time_zone,
        days=tuple(Row(one.day, one.channel, one.metrics) for one in stored),
        variations=variations_of((one for one in stored if one.day > (now - LATELY).date()), names),
        totals=read_totals(plan.totals),
        next_look_at=plan.next_look_at,
        last_look_at=plan.last_look_at,
        last_figures_at=plan.last_figures_at,
        failing=plan.failures > 0,
        last_error=plan.last_error,
    )


def _calls(campaign_id: str, workspace: int | None, now: datetime) -> Calls:
    calls = _in(ApiCall.objects.filter(campaign_id=campaign_id, started_at__gte=now - LATELY), workspace)
    newest = calls.exclude(campaign_id="").exclude(origin="sync").order_by("-started_at")
    found = list(newest.values_list("pk", "outcome", "started_at")[: CALLS + 1])
    failed = {key: at for key, outcome, at in found[:CALLS] if outcome in FAILED}
    day_ago = now - timedelta(hours=24)
    return Calls(
        all=min(len(found), CALLS),
        capped=len(found) > CALLS,
        today=sum(at >= day_ago for at in failed.values()),
        lately=len(failed),
        groups=_groups(list(failed)[:ERRORS], day_ago),
        last_at=found[0][2] if found else None,
    )


def _groups(calls: Sequence[UUID], day_ago: datetime) -> tuple[GroupOfErrors, ...]:
    if not calls:
        return ()
    fields = ("group", "group__title", "group__severity", "group__status", "at")
    rows = list(ErrorOccurrence.objects.filter(call__in=calls).order_by("-at").values_list(*fields))
    lately, today = Counter(row[0] for row in rows), Counter(row[0] for row in rows if row[4] >= day_ago)
    first: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        first.setdefault(row[0], row)
    return tuple(
        GroupOfErrors(key, first[key][1], error_pill(first[key][2], first[key][3]), today[key], count, first[key][4])
        for key, count in lately.most_common(MOST_GROUPS)
    )


def first_day(days: Sequence[Row], fallback: date) -> date:
    """The day from which the days of a send are counted: the send's own, or earlier where Braze says so."""
    return min((row.day for row in days), default=fallback)
