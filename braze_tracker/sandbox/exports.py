"""What can be asked about sends, campaigns and canvases over time: the series, and their rules.

https://www.braze.com/docs/api/endpoints/export/campaigns/"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from braze_tracker.sandbox.campaign_figures import campaign_figures
from braze_tracker.sandbox.content import draw
from braze_tracker.sandbox.figures import Day, figures, spans
from braze_tracker.sandbox.message_rules import moment
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, Rule, found

EARLIEST, LATEST = 2000, 2999


def lacks(name: str) -> Callable[[State, Request], bool]:
    return lambda _, request: not request.query.get(name)


def length_outside(most: int) -> Callable[[State, Request], bool]:
    def broken(_: State, request: Request) -> bool:
        text = request.query.get("length", "")
        return not (text.isdecimal() and 1 <= int(text) <= most)

    return broken


def has_bad_end(_: State, request: Request) -> bool:
    if "ending_at" not in request.query:
        return False
    end = moment(request.query["ending_at"])
    return end is None or not EARLIEST <= end.year <= LATEST


def is_unknown_campaign(state: State, request: Request) -> bool:
    return request.query["campaign_id"] not in state.campaigns


def is_unknown_canvas(state: State, request: Request) -> bool:
    return request.query["canvas_id"] not in state.canvases


CAMPAIGN_ID = Rule(lacks("campaign_id"), 400, "campaign_id must be a string of the campaign api identifier")
CANVAS_ID = Rule(lacks("canvas_id"), 400, "canvas_id must be a string of the Canvas api identifier")
KNOWN_CAMPAIGN = Rule(is_unknown_campaign, 400, "Invalid Campaign ID")
KNOWN_CANVAS = Rule(is_unknown_canvas, 400, "Invalid Canvas ID")
BAD_END = Rule(has_bad_end, 400, "ending_at must be a valid ISO-8601 date-time")
UP_TO_100 = Rule(length_outside(100), 400, "length must be an integer between 1 and 100")
SEND_SERIES = (CAMPAIGN_ID, Rule(lacks("send_id"), 400, "send_id must be a string"), UP_TO_100, BAD_END)
CAMPAIGN_SERIES = (CAMPAIGN_ID, KNOWN_CAMPAIGN, UP_TO_100, BAD_END)
CANVAS_SERIES = (
    CANVAS_ID,
    KNOWN_CANVAS,
    Rule(lacks("ending_at"), 400, "ending_at is required"),
    BAD_END,
    Rule(length_outside(14), 400, "length must be an integer between 1 and 14"),
)


def send_figures(state: State, campaign_id: str, send_id: str, at: datetime) -> Callable[[], list[Day]]:
    """Everything Braze holds about a send at `at`, nothing for an unknown pair: to be worked out without the lock."""
    moments = state.transmissions.get((campaign_id, send_id), ())
    campaign = state.campaigns.get(campaign_id)
    if campaign is None:
        return list
    everywhere = tuple(state.sent_moments(campaign_id))
    return partial(figures, campaign, send_id, moments, at, zone=state.zone, campaign_moments=everywhere)


def send_series(state: State, request: Request) -> Reply:
    """An unknown or expired send id is no mistake: the series is empty."""
    days = send_figures(state, request.query["campaign_id"], request.query["send_id"], request.at)
    return _series(days, *period(state, request))


def campaign_series(state: State, request: Request) -> Reply:
    """A campaign's own days, whether or not its messages had a send id; they never expire."""
    campaign = state.campaigns[request.query["campaign_id"]]
    first, last = period(state, request)
    until = request.at.astimezone(state.zone).date().isoformat()
    days = campaign_figures(
        state, campaign, request.at, date.fromisoformat(first), date.fromisoformat(min(last, until))
    )
    return _series(days, first, last)


def _series(days: Callable[[], list[Day]], first: str, last: str) -> Reply:
    def body() -> dict[str, Any]:
        return {"data": [day for day in days() if first <= day["time"] <= last], "message": "success"}

    return Reply(200, body)


def canvas_series(state: State, request: Request) -> Reply:
    """Here `data` is an object, with one entry a day under `stats`."""
    canvas = state.canvases[request.query["canvas_id"]]
    stats = [_canvas_day(canvas.id, span.day.isoformat()) for span in _spans(state, request)]
    return found(data={"name": canvas.name, "stats": stats})


def _canvas_day(canvas_id: str, day: str) -> dict[str, Any]:
    entries = 200 + draw(canvas_id, day) % 300
    totals = {
        "revenue": round(entries * 1.37, 2),
        "conversions": entries // 9,
        "conversions_by_entry_time": entries // 10,
        "entries": entries,
    }
    return {"time": day, "total_stats": totals}


def _spans(state: State, request: Request) -> Any:
    end = min(ending_at(request), request.at)
    return spans(end - timedelta(days=int(request.query["length"]) - 1), end, state.zone)


def period(state: State, request: Request) -> tuple[str, str]:
    """The first and the last day that `length` and `ending_at` ask for, both included."""
    end = ending_at(request).astimezone(state.zone).date()
    return (end - timedelta(days=int(request.query["length"]) - 1)).isoformat(), end.isoformat()


def ending_at(request: Request) -> datetime:
    return moment(request.query.get("ending_at")) or request.at
