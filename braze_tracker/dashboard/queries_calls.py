"""The list of calls: one keyset page, and how many calls each tab would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import TABS, CallFilter, cursor
from braze_tracker.dashboard.outcomes import Pill, pill
from braze_tracker.dashboard.queries_counts import CAP, answers, by_value, how_many
from braze_tracker.dashboard.queries_kept import KeptHours, edges, kept_hours, kept_outcomes, latest_hours
from braze_tracker.dashboard.queries_matching import REACH, matching, shortened
from braze_tracker.dashboard.queries_names import Names, Naming, campaign_names
from braze_tracker.recording.models import ApiCall
from braze_tracker.recording.querysets import older

PAGE = 50
WALKED = timedelta(hours=2)
"""Shorter ranges are walked, and not asked of the kept counts."""
LOOKED_AT = 5_000
"""Of a list that the kept counts do not know so many calls are counted: a walk from one index to the calls."""


@dataclass(frozen=True, slots=True)
class CallRow:
    id: UUID
    outcome: str
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
    possible_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class CallPage:
    """``older`` is the cursor of the next page; empty on the last."""

    rows: tuple[CallRow, ...]
    older: str


@dataclass(frozen=True, slots=True)
class CallList:
    """``counts`` maps a tab to its calls: ``at_least`` so many where there are more than were looked at.
    ``searched_since`` is set where the range holds more than was searched. ``hours``: what the kept counts say of it.
    """

    page: CallPage
    counts: dict[str, int]
    at_least: bool
    searched_since: datetime | None
    hours: KeptHours


FIELDS = (
    "id", "outcome", "status", "endpoint", "message", "send_id", "campaign_id", "elapsed_us", "started_at", "attempt",
    "workspace_id", "origin", "possible_duplicate",
)  # fmt: skip


def call_list(
    asked: CallFilter,
    size: int = PAGE,
    naming: Naming = campaign_names,
    most: int = LOOKED_AT,
    pruned_before: datetime | None = None,
) -> CallList:
    """The page and the number on each tab, in a walk over few calls however many there are.

    ``pruned_before``: from before it calls may be gone that the kept counts still know.
    """
    wanted = shortened(asked)
    hours = kept_hours(wanted) if wanted.counted and wanted.period.length > WALKED else None
    whole = pruned_before is None or pruned_before <= wanted.period.since
    page = call_page(wanted, size, naming, hours if whole else None)
    if not (wanted.counted or wanted.outcomes or wanted.before or page.older):
        seen = Counter(row.outcome for row in page.rows)  # all there are stand on this page
    elif wanted.counted:
        seen = outcomes_seen(wanted, hours)
    else:
        seen = by_value(matching(wanted).order_by().values_list("outcome")[:most], "outcome")
    counts = {tab: sum(seen[one] for one in outcomes or seen) for tab, outcomes in TABS.items()}
    at_least = not wanted.counted and seen.total() >= most
    return CallList(page, counts, at_least, wanted.period.since if wanted is not asked else None, hours or {})


def call_page(
    wanted: CallFilter, size: int = PAGE, naming: Naming = campaign_names, hours: KeptHours | None = None
) -> CallPage:
    """Where the kept counts know the list, only hours that hold calls of it are read: a rare endpoint costs no walk.

    ``hours`` as of `latest_hours`.
    """
    periods = latest_hours(wanted, size + 1, hours) if wanted.counted else (wanted.period,)
    parts = [_listed(replace(wanted, period=period)).values_list(*FIELDS) for period in periods]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0] if parts else ApiCall.objects.none()
    moment = "-errors__at" if wanted.group else "-started_at"  # the same, and the index of an error's calls has it
    found = list(rows.order_by(moment, "-id")[: size + 1])
    names = naming([row[6] for row in found])
    shown = call_rows(found[:size], names)
    return CallPage(shown, cursor(shown[-1].at, shown[-1].id) if len(found) > size else "")


def _listed(wanted: CallFilter) -> QuerySet[ApiCall]:
    calls = matching(wanted).order_by()
    if wanted.outcomes:
        calls = calls.filter(outcome__in=wanted.outcomes)
    if wanted.before:
        calls = older(calls, *wanted.before).order_by()  # the parts are joined before they are sorted
    return calls


def outcomes_seen(wanted: CallFilter, hours: KeptHours | None) -> Counter[str]:
    """Calls by outcome under every filter but the tab; above the cap a number only says that it is above.

    The kept counts answer for whole hours; the calls are walked for the range's ends, or through all of it.
    """
    if hours is None:
        return walked([matching(wanted)])
    ends = [matching(replace(wanted, period=edge)) for edge in edges(wanted.period)]
    whole = kept_outcomes(hours, wanted.period)
    return whole + walked(ends) if ends else whole


def walked(parts: list[QuerySet[ApiCall]], cap: int = CAP, most: int = REACH) -> Counter[str]:
    """Only where there are more than ``most`` is each outcome counted by itself, up to the cap."""
    first, *others = (calls.order_by().values_list("outcome") for calls in parts)
    seen = by_value((first.union(*others, all=True) if others else first)[: most + 1], "outcome")
    if seen.total() <= most:
        return seen
    asked = ({one.value: how_many(calls.filter(outcome=one), cap) for one in Outcome} for calls in parts)
    return sum((Counter(answers(one)) for one in asked), Counter[str]())


def call_rows(found: Iterable[tuple[Any, ...]], names: Names) -> tuple[CallRow, ...]:
    """Rows of `FIELDS`, ready to be shown."""
    return tuple(_row(values, names) for values in found)


def _row(values: tuple[Any, ...], names: Names) -> CallRow:
    key, outcome, status, endpoint, message, send_id, campaign, took, at, attempt, workspace, origin, doubled = values
    method, _space, path = endpoint.partition(" ")
    return CallRow(
        id=key,
        outcome=outcome,
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
        possible_duplicate=doubled,
    )
