"""Whole lists for exports, however long: read page by page by keyset, so that no transaction and no memory grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from braze_tracker.analytics.models import DailyFigures
from braze_tracker.analytics.totals import Number
from braze_tracker.dashboard.filters import CallFilter
from braze_tracker.dashboard.queries_campaigns import CampaignFilter, every_campaign
from braze_tracker.dashboard.queries_errors import GroupFilter, groups_of
from braze_tracker.dashboard.queries_matching import matching
from braze_tracker.dashboard.queries_names import campaign_names
from braze_tracker.dashboard.queries_sends import SendFilter, sends_of
from braze_tracker.dashboard.queries_sums import RATED
from braze_tracker.recording.models import ApiCall, ErrorGroup, Send, Workspace
from braze_tracker.recording.querysets import older

AT_ONCE = 1000
Some = TypeVar("Some", bound=Model)
Row = Sequence[object]

CALLS = (
    "id", "started_at", "workspace", "origin", "endpoint", "outcome", "status", "failure", "message", "error_count",
    "elapsed_us", "attempt", "operation", "possible_duplicate", "campaign_id", "campaign", "canvas_id", "send_id",
    "dispatch_id", "schedule_id", "external_send_id", "request_id",
)  # fmt: skip
TOTALS = (
    "sent", "delivered", "opens", "unique_opens", "clicks", "unique_clicks", "bounces", "unsubscribes", "conversions",
    "revenue",
)  # fmt: skip
SENDS = (
    "send_id", "campaign_id", "campaign", "workspace", "sent_at", "scheduled", "cancelled_at", "source", "uses",
    "state", "looks", "last_look_at", "last_figures_at", "dropped_at", "channels", *TOTALS,
)  # fmt: skip
CAMPAIGNS = (
    "campaign_id", "campaign", "workspace", "sends", "sent", "opens", "open_rate", "clicks", "click_rate",
    "conversions", "conversion_rate", "revenue", "errors_24h", "last_used_at",
)  # fmt: skip
GROUPS = (
    "id", "severity", "status", "code", "error", "endpoint_family", "state", "calls", "first_seen", "last_seen",
    "latest_call",
)  # fmt: skip


def call_rows(wanted: CallFilter) -> Iterator[Row]:
    calls = matching(wanted).select_related("workspace")
    if wanted.outcomes:
        calls = calls.filter(outcome__in=wanted.outcomes)
    return _told(calls, "started_at", _call)


def send_rows(wanted: SendFilter, now: datetime) -> Iterator[Row]:
    return _told(sends_of(wanted, now).select_related("workspace", "plan"), "sent_at", _send)


def group_rows(wanted: GroupFilter) -> Iterator[Row]:
    return _told(groups_of(wanted), "last_seen", _group)


def campaign_rows(wanted: CampaignFilter, now: datetime) -> Iterator[Row]:
    """As listed: of the sends of 14 days, or of the campaign's own series where there are none (``sends`` is 0).

    A rate is a share between 0 and 1, as spreadsheets reckon.
    """
    places = dict(Workspace.objects.values_list("pk", "name"))
    for one in every_campaign(wanted, now):
        told = [(one.totals.get(name), one.totals.base(name)) for name in RATED]
        shares = (part for count, base in told for part in (count, _share(count, base)))
        money = one.totals.get("revenue")
        yield (
            one.campaign_id, one.name, places.get(one.workspace, ""), one.sends, one.totals.get("sent"), *shares,
            money, one.errors, one.last_at,
        )  # fmt: skip


def _share(part: Number | None, base: Number | None) -> object:
    return round(Decimal(part) / Decimal(base), 4) if part is not None and base else None


def figures_of(send: int) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The names of the columns, and a row for each day, channel and variation: a send has few."""
    rows = list(DailyFigures.objects.filter(send=send).order_by("day", "channel", "position", "variation"))
    metrics = sorted({name for row in rows for name in row.metrics})
    told = ((row.day, row.channel, row.variation, row.variation_name, *map(row.metrics.get, metrics)) for row in rows)
    return ("day", "channel", "variation", "variation_name", *metrics), told


def _told(rows: QuerySet[Some], by: str, tell: Callable[[Some, Mapping[str, str]], Row]) -> Iterator[Row]:
    """Newest first. What comes in meanwhile is newer than the first row, and is left out."""
    page = list(rows.order_by(f"-{by}", "-pk")[:AT_ONCE])
    while page:
        names = campaign_names(getattr(row, "campaign_id", "") for row in page)
        for row in page:
            yield tell(row, names)
        last = page[-1]
        page = list(older(rows, getattr(last, by), last.pk, by=by)[:AT_ONCE]) if len(page) == AT_ONCE else []


def _call(call: ApiCall, names: Mapping[str, str]) -> Row:
    known = {"workspace": call.workspace.name, "campaign": names.get(call.campaign_id, "")}
    return [known[name] if name in known else getattr(call, name) for name in CALLS]


def _send(send: Send, names: Mapping[str, str]) -> Row:
    plan: Any = getattr(send, "plan", None)
    known = {"workspace": send.workspace.name, "campaign": names.get(send.campaign_id, "")}
    totals = plan.totals if plan else {}
    own = (known[name] if name in known else getattr(send, name) for name in SENDS[:9])
    followed = (getattr(plan, name, None) for name in SENDS[9:15])
    return [*own, *followed, *map(totals.get, TOTALS)]


def _group(group: ErrorGroup, _names: Mapping[str, str]) -> Row:
    known = {"error": group.title, "latest_call": group.last_call_id}
    return [known[name] if name in known else getattr(group, name) for name in GROUPS]
