"""One look: asks Braze for a send's or a campaign's figures and says what came back.

HTTP only: it must never touch the database, because it runs in the pool's threads.

https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from time import perf_counter
from urllib.parse import urlencode
from uuid import UUID

import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.access import KeyAuth
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.exchange import Exchange
from braze_tracker.braze.judging import judge
from braze_tracker.braze.limits import Limits, read_limits
from braze_tracker.braze.outcomes import Outcome, Verdict
from braze_tracker.braze.series import DataSeries, UnreadableSeries
from braze_tracker.braze.wire_failures import failure_of

LONGEST = 100
"""Days that Braze answers at most."""
ACCEPTED = (Outcome.SUCCESS, Outcome.NON_FATAL)


class Came(StrEnum):
    """What a look came to."""

    FIGURES = "figures"
    EMPTY = "empty"
    FAILED = "failed"
    """This one could not be read; it is left alone for a while."""
    REFUSED = "refused"
    """The key is refused: nothing of this workspace can be read."""
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Ask:
    """All that a look needs to know."""

    plan: int
    """Its primary key."""
    workspace: int
    lease: UUID
    endpoint: str
    """The address without its query."""
    auth: KeyAuth
    campaign_id: str
    send_id: str
    """Empty: the campaign's own series is asked for."""
    since: datetime
    """Figures are wanted from then on: since the send_id was first used."""
    probe: bool = False

    @property
    def named(self) -> dict[str, object]:
        """Fields of what is logged about it."""
        return {"workspace": self.workspace, "campaign_id": self.campaign_id, "send_id": self.send_id}


@dataclass(frozen=True, slots=True)
class Look:
    ask: Ask
    at: datetime
    came: Came
    series: DataSeries | None = None
    status: int | None = None
    error: str = ""
    elapsed: timedelta | None = None
    limits: Limits | None = None


def look(ask: Ask, wire: Wire, clock: Callable[[], datetime]) -> Look:
    at, began = clock(), perf_counter()
    exchange = _exchange(ask, wire, at)
    elapsed = timedelta(seconds=perf_counter() - began)
    verdict = judge(exchange)
    endpoint = identify("GET", ask.endpoint)
    limits = read_limits(exchange.response_headers, exchange.status, at, endpoint)
    came, series, error = _read(exchange, verdict)
    return Look(ask, at, came, series, exchange.status, error, elapsed, limits)


def query(ask: Ask, at: datetime) -> dict[str, str]:
    """``length`` covers ``since`` and a partial day at each end."""
    days = max((at - ask.since).days, 0) + 2
    return {
        "campaign_id": ask.campaign_id,
        **({"send_id": ask.send_id} if ask.send_id else {}),
        "length": str(min(LONGEST, days)),
        "ending_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _exchange(ask: Ask, wire: Wire, at: datetime) -> Exchange:
    asked = query(ask, at)
    url = f"{ask.endpoint}?{urlencode(asked)}"
    try:
        reply = wire.get(ask.endpoint, asked, ask.auth)
    except requests.RequestException as error:
        return Exchange(method="GET", url=url, failure=failure_of(error).value)
    return Exchange(
        method="GET",
        url=url,
        request_headers=dict(reply.request.headers),
        status=reply.status_code,
        response_headers=dict(reply.headers),
        response_body=reply.content,
    )


def _read(exchange: Exchange, verdict: Verdict) -> tuple[Came, DataSeries | None, str]:
    error = verdict.errors[0].message if verdict.errors else ""
    if verdict.outcome is Outcome.RATE_LIMITED:
        return Came.LIMITED, None, error
    if exchange.status in (401, 403):
        return Came.REFUSED, None, error
    if verdict.outcome not in ACCEPTED:
        return Came.FAILED, None, error or verdict.outcome.value
    try:
        series = DataSeries.parse(exchange.response_body)
    except UnreadableSeries:
        return Came.FAILED, None, reasons.UNREADABLE
    return (Came.FIGURES if _counts(series) else Came.EMPTY), series, ""


def _counts(series: DataSeries) -> bool:
    """Whether anything but zeros was counted for it. Uniques belong to the campaign, a control group to no send."""
    return any(
        value
        for point in series
        if not point.control
        for name, value in point.metrics.items()
        if name != "unique_recipients"
    )
