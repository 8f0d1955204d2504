"""What can be asked about campaigns and sends afterwards: series, lists and details.

https://www.braze.com/docs/api/endpoints/export/campaigns/"""

from __future__ import annotations

from datetime import datetime, timedelta

from braze_tracker.sandbox.figures import Day, figures
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, found


def send_figures(state: State, campaign_id: str, send_id: str, at: datetime) -> list[Day]:
    """Everything Braze holds about a send at `at`; nothing for an unknown pair."""
    moments = state.transmissions.get((campaign_id, send_id), ())
    campaign = state.campaigns.get(campaign_id)
    if campaign is None:
        return []
    everywhere = tuple(state.sent_days(campaign_id))
    return figures(campaign, send_id, moments, at, zone=state.zone, campaign_moments=everywhere)


def send_series(state: State, request: Request) -> Reply:
    """An unknown or expired send id is no mistake: the series is empty."""
    days = send_figures(state, request.query["campaign_id"], request.query["send_id"], request.at)
    return found(data=within(state, request, days))


def within(state: State, request: Request, days: list[Day]) -> list[Day]:
    """The days that `length` and `ending_at` ask for."""
    ending = ending_at(request).astimezone(state.zone).date()
    first = ending - timedelta(days=int(request.query["length"]))
    return [day for day in days if first.isoformat() <= day["time"] <= ending.isoformat()]


def ending_at(request: Request) -> datetime:
    text = request.query.get("ending_at")
    moment = datetime.fromisoformat(text) if text else request.at
    return moment if moment.tzinfo else moment.replace(tzinfo=request.at.tzinfo)
