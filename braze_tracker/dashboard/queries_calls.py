"""The list of calls: one keyset page, and how many calls each tab would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from braze_tracker.dashboard.filters import OWN_CALLS, TABS, CallFilter, Search, cursor
from braze_tracker.dashboard.outcomes import Pill, pill
from braze_tracker.dashboard.queries_counts import CAP, answers, how_many
from braze_tracker.dashboard.queries_names import Names, campaign_names
from braze_tracker.recording.models import ApiCall

PAGE = 50
_ID_COLUMNS = ("send_id", "dispatch_id", "request_id")


@dataclass(frozen=True, slots=True)
class CallRow:
    id: UUID
    pill: Pill
    method: str
    path: str
    message: str
    send_id: str
    campaign_id: str
    campaign: str
    elapsed_us: int | None
    at: datetime
    attempt: int
    workspace: int
    origin: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """``older`` is the cursor of the next page; empty on the last."""

    rows: tuple[CallRow, ...]
    older: str


FIELDS = (
    "id", "outcome", "status", "endpoint", "message", "send_id", "campaign_id", "elapsed_us", "started_at", "attempt",
    "workspace_id", "origin",
)  # fmt: skip


def call_page(wanted: CallFilter, size: int = PAGE) -> CallPage:
    calls = _matching(wanted)
    if wanted.outcomes:
        calls = calls.filter(outcome__in=wanted.outcomes)
    if wanted.before:
        at, key = wanted.before
        calls = calls.filter(Q(started_at__lt=at) | Q(started_at=at, id__lt=key), started_at__lte=at)
    found = list(calls.order_by("-started_at", "-id").values_list(*FIELDS)[: size + 1])
    names = campaign_names(row[6] for row in found)
    rows = call_rows(found[:size], names)
    return CallPage(rows, cursor(rows[-1].at, rows[-1].id) if len(found) > size else "")


def call_rows(found: Iterable[tuple[Any, ...]], names: Names) -> tuple[CallRow, ...]:
    """Rows of `FIELDS`, ready to be shown."""
    return tuple(_row(values, names) for values in found)


def _row(values: tuple[Any, ...], names: Names) -> CallRow:
    key, outcome, status, endpoint, message, send_id, campaign, took, at, attempt, workspace, origin = values
    method, _space, path = endpoint.partition(" ")
    return CallRow(
        id=key,
        pill=pill(outcome, status),
        method=method,
        path=path,
        message=message,
        send_id=send_id,
        campaign_id=campaign,
        campaign=names.get(campaign, campaign),
        elapsed_us=took,
        at=at,
        attempt=attempt,
        workspace=workspace,
        origin=origin,
    )


def tab_counts(wanted: CallFilter, cap: int = CAP) -> dict[str, int]:
    """Each tab's number obeys the other filters and stops above the cap.

    One walk over the matches answers for every tab; only where there are more than the cap is each tab asked.
    """
    calls = _matching(wanted)
    seen = Counter(calls.order_by().values_list("outcome", flat=True)[: cap + 1])
    if seen.total() <= cap:
        return {tab: sum(seen[one] for one in outcomes or seen) for tab, outcomes in TABS.items()}
    asked = {tab: how_many(calls.filter(outcome__in=outcomes), cap) for tab, outcomes in TABS.items() if outcomes}
    return {"": seen.total(), **answers(asked)}


def _matching(wanted: CallFilter) -> QuerySet[ApiCall]:
    """Every filter but the tab and the cursor. The range is always part of it, so every search is bounded."""
    exact = {"workspace": wanted.workspace, "endpoint": wanted.endpoint}
    calls = ApiCall.objects.filter(
        started_at__gte=wanted.period.since,
        started_at__lt=wanted.period.until,
        **{column: value for column, value in exact.items() if value},
    )
    if wanted.campaign:
        calls = _exactly(calls, "campaign_id", wanted.campaign)
    if wanted.status:
        calls = calls.filter(status=wanted.status)
    if wanted.group:
        calls = calls.filter(errors__group=wanted.group)
    return _searched(_of_origin(calls, wanted.origin), wanted.search)


def _exactly(calls: QuerySet[ApiCall], column: str, value: str) -> QuerySet[ApiCall]:
    """Says that the id is not empty, too: SQLite uses an index over the ids that are there only if told so."""
    return calls.filter(**{column: value}).exclude(**{column: ""})


def _of_origin(calls: QuerySet[ApiCall], origin: str) -> QuerySet[ApiCall]:
    if origin == OWN_CALLS:
        return calls.exclude(origin="sync")
    return calls if origin == "any" else calls.filter(origin=origin)


def _searched(calls: QuerySet[ApiCall], search: Search) -> QuerySet[ApiCall]:
    for column, value in search.exact.items():
        calls = _exactly(calls, column, value)
    if search.status:
        calls = calls.filter(status=search.status)
    if search.message:
        wanted = Q(message__icontains=search.message)
        if " " not in search.message:  # one word may be an id that somebody pasted
            for column in _ID_COLUMNS:
                wanted |= Q(**{column: search.message})
        calls = calls.filter(wanted)
    return calls
