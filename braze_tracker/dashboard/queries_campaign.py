"""One campaign: its sends together and side by side, its own series, its calls and what went wrong in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from braze_tracker.analytics.campaigns import PERMISSION
from braze_tracker.analytics.models import Budget, Campaign, CampaignPlan, DailyFigures, SyncPlan
from braze_tracker.analytics.totals import Row
from braze_tracker.dashboard.outcomes import Pill, error_pill
from braze_tracker.dashboard.queries_campaigns import FAILED
from braze_tracker.dashboard.queries_sends import SendRow, Totals, Variations, read_totals, send_row, variations_of
from braze_tracker.dashboard.queries_sums import SendSums, sums_of
from braze_tracker.recording.models import ApiCall, Send

SENDS = 10
"""The newest sends: listed, and added up by channel and variation."""
DAYS = 30
"""Of the campaign's own series."""
LATELY = timedelta(days=14)
CALLS = 2_000
"""Calls looked at: the newest of two weeks, found by the index of campaigns."""
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
    unlisted: bool
    """Whether a key was refused the list that tells names."""
    workspaces: tuple[int, ...]
    """Those in which it was called or sent."""
    sums: SendSums | None
    """Of all its sends; None where there are none."""
    sends: tuple[SendFigures, ...]
    variations: Variations
    """Of the newest sends together."""
    own: OwnSeries | None
    calls: Calls


@dataclass(frozen=True, slots=True)
class _Day:
    """One row of the campaign's own figures."""

    day: date
    channel: str
    variation: str
    variation_name: str
    metrics: Any


def campaign_detail(campaign_id: str, workspace: int | None, now: datetime) -> CampaignDetail | None:
    """None for a campaign of which nothing is known."""
    plans = _plans(campaign_id, workspace, (now - timedelta(days=DAYS)).date())
    sends = list(_newest_sends(campaign_id, workspace))
    calls = _calls(campaign_id, workspace, now)
    known = [(one["name"], one["variations"]) for one in plans] + [(one.name, one.variations) for one in sends]
    unlisted = any(one["unlisted"] for one in plans) or any(one.unlisted for one in sends)
    if not known:
        known = list(_in(Campaign.objects.filter(campaign_id=campaign_id), workspace).values_list("name", "variations"))
    if not (known or calls.all):
        return None
    name = next((name for name, _variations in known if name), "")
    names = {key: text for _name, variations in known for key, text in (variations or {}).items()}
    figures = list(DailyFigures.objects.filter(send__in=[one.pk for one in sends]).order_by("day", "position"))
    return CampaignDetail(
        campaign_id=campaign_id,
        name=name,
        unlisted=unlisted,
        workspaces=tuple(sorted({one.workspace_id for one in sends} | {one["workspace"] for one in plans})),
        sums=sums_of(_in(SyncPlan.objects.filter(send__campaign_id=campaign_id), workspace)) if sends else None,
        sends=_with_days(sends, figures, name),
        variations=variations_of(figures, names),
        own=_own(plans, names, now),
        calls=calls,
    )


def _in(rows: QuerySet[Any], workspace: int | None) -> QuerySet[Any]:
    return rows.filter(workspace=workspace) if workspace else rows


def _known_as() -> dict[str, Subquery | Exists]:
    """What the campaign of a row and its variations are called in the row's workspace, or why that is not known."""
    known = Campaign.objects.filter(workspace=OuterRef("workspace"), campaign_id=OuterRef("campaign_id"))
    refused = Budget.objects.filter(workspace=OuterRef("workspace"), pool=PERMISSION).exclude(pause_reason="")
    names = {name: Subquery(known.values(name)[:1]) for name in ("name", "variations")}
    return {**names, "unlisted": Exists(refused)}


def _newest_sends(campaign_id: str, workspace: int | None) -> QuerySet[Any]:
    sends = _in(Send.objects.filter(campaign_id=campaign_id), workspace).select_related("plan")
    newest: QuerySet[Any] = sends.annotate(**_known_as()).order_by("-sent_at", "-pk")[:SENDS]
    return newest


def _with_days(sends: Sequence[Send], figures: Iterable[DailyFigures], name: str) -> tuple[SendFigures, ...]:
    days: dict[int, list[Row]] = defaultdict(list)
    for one in figures:
        days[one.send_id].append(Row(one.day, one.channel, one.metrics))
    names = {one.campaign_id: name for one in sends}
    return tuple(SendFigures(send_row(one, names), tuple(days[one.pk])) for one in sends)


_OF_PLAN = (
    "pk", "workspace", "workspace__time_zone", "called_at", "totals", "next_look_at", "last_look_at", "last_figures_at",
    "failures", "last_error", "name", "variations", "unlisted",
)  # fmt: skip
_OF_DAY = ("day", "channel", "variation", "variation_name", "metrics")


def _plans(campaign_id: str, workspace: int | None, since: date) -> list[dict[str, Any]]:
    """The campaign's plan in each workspace that calls it, each with its days, all in one statement."""
    lately = FilteredRelation("figures", condition=Q(figures__day__gte=since))
    rows = _in(CampaignPlan.objects.filter(campaign_id=campaign_id), workspace).annotate(lately=lately, **_known_as())
    columns = (*_OF_PLAN, *(f"lately__{name}" for name in _OF_DAY))
    found: dict[int, dict[str, Any]] = {}
    for row in rows.order_by("pk", "lately__day", "lately__channel", "lately__position").values_list(*columns):
        of_plan, day = row[: len(_OF_PLAN)], row[len(_OF_PLAN) :]
        plan = found.setdefault(row[0], {**dict(zip(_OF_PLAN, of_plan, strict=True)), "days": []})
        if day[0] is not None:
            plan["days"].append(_Day(*day))
    return list(found.values())


def _own(plans: Sequence[dict[str, Any]], names: Mapping[str, str], now: datetime) -> OwnSeries | None:
    """Of several workspaces that call it, the one whose key may read its figures tells them."""
    if not plans:
        return None
    plan = max(plans, key=lambda one: (one["last_figures_at"] is not None, one["last_figures_at"] or one["called_at"]))
    days: list[_Day] = plan["days"]
    return OwnSeries(
        plan=plan["pk"],
        zone=plan["workspace__time_zone"],
        days=tuple(Row(one.day, one.channel, one.metrics) for one in days),
        variations=variations_of((one for one in days if one.day > (now - LATELY).date()), names),
        totals=read_totals(plan["totals"]),
        next_look_at=plan["next_look_at"],
        last_look_at=plan["last_look_at"],
        last_figures_at=plan["last_figures_at"],
        failing=plan["failures"] > 0,
        last_error=plan["last_error"],
    )


def _calls(campaign_id: str, workspace: int | None, now: datetime) -> Calls:
    """The newest calls and the errors that they met; a call is a row for each kind of error, and for none."""
    calls = _in(ApiCall.objects.filter(campaign_id=campaign_id, started_at__gte=now - LATELY), workspace)
    newest = calls.exclude(campaign_id="").exclude(origin="sync").order_by("-started_at")
    fields = ("pk", "outcome", "started_at", "errors__group")
    found = list(newest.values_list(*fields, *(f"errors__group__{name}" for name in _OF_GROUP))[: CALLS + 1])
    day_ago = now - timedelta(hours=24)
    failed = {row[0]: row[2] for row in found[:CALLS] if row[1] in FAILED}
    return Calls(
        all=len({row[0] for row in found[:CALLS]}),
        capped=len(found) > CALLS,
        today=sum(at >= day_ago for at in failed.values()),
        lately=len(failed),
        groups=_groups([row for row in found[:CALLS] if row[3] is not None], day_ago),
        last_at=found[0][2] if found else None,
    )


_OF_GROUP = ("title", "severity", "status")


def _groups(rows: Sequence[tuple[Any, ...]], day_ago: datetime) -> tuple[GroupOfErrors, ...]:
    """Rows newest first: of which group, of what it is called, and when."""
    lately, today = Counter(row[3] for row in rows), Counter(row[3] for row in rows if row[2] >= day_ago)
    newest: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        newest.setdefault(row[3], row)
    return tuple(
        GroupOfErrors(key, title, error_pill(severity, status), today[key], count, at)
        for key, count in lately.most_common(MOST_GROUPS)
        for _pk, _outcome, at, _group, title, severity, status in (newest[key],)
    )


def first_day(days: Sequence[Row], fallback: date) -> date:
    """The day from which the days of a send are counted: the send's own, or earlier where Braze says so."""
    return min((row.day for row in days), default=fallback)
