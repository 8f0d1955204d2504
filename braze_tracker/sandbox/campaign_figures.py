"""A campaign's own days: what all its sends count together, and the messages to people named one by one.

Worked out from the figures of its parts, so that a campaign and its sends never contradict each other; and they never
expire. https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_analytics/"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from braze_tracker.sandbox.content import Campaign
from braze_tracker.sandbox.figures import RETENTION, Day, figures
from braze_tracker.sandbox.state import State

UNIQUE = "unique_recipients"
"""Counted for the campaign already: not added up."""
Part = Callable[[], list[Day]]


def campaign_figures(state: State, campaign: Campaign, at: datetime, first: date, last: date) -> Part:
    """The days from ``first`` to ``last`` as Braze would show them at ``at``: to be worked out without the lock."""
    return partial(_together, [*_parts(state, campaign, at)], first, last)


def _parts(state: State, campaign: Campaign, at: datetime) -> Iterator[Part]:
    everywhere = tuple(state.sent_moments(campaign.id))
    for (owner, send_id), moments in state.transmissions.items():
        if owner == campaign.id:
            yield partial(_part, campaign, send_id, tuple(moments), at, state.zone, everywhere)
    for (owner, day), (moment, people) in state.named.items():
        if owner == campaign.id:
            addressed = replace(campaign, audience=people * len(campaign.channels))
            yield partial(_part, addressed, f"named/{day}", (moment,), at, state.zone, everywhere)


def _part(
    campaign: Campaign, name: str, moments: tuple[datetime, ...], at: datetime, zone: tzinfo, everywhere: Any
) -> list[Day]:
    """Nothing grows any more after the days for which a send's figures are kept."""
    until = min(at, max(moments) + RETENTION - timedelta(seconds=1))
    return figures(campaign, name, moments, until, zone=zone, campaign_moments=everywhere)


def _together(parts: Iterable[Part], first: date, last: date) -> list[Day]:
    days: dict[str, Day] = {}
    for part in parts:
        for day in part():
            if first.isoformat() <= day["time"] <= last.isoformat():
                days[day["time"]] = _added(days[day["time"]], day) if day["time"] in days else day
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [_as_told(days.get(day.isoformat()) or _idle(day)) for day in every]


def _added(one: Day, other: Day) -> Day:
    channels = {**one["messages"], **other["messages"]}
    messages = {
        channel: _entries(one["messages"].get(channel, []), other["messages"].get(channel, [])) for channel in channels
    }
    return {**_sums(one, other), "time": one["time"], "messages": messages}


def _entries(ones: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_id = {entry["variation_api_id"]: entry for entry in ones}
    for entry in others:
        key = entry["variation_api_id"]
        by_id[key] = _sums(by_id[key], entry) if key in by_id else entry
    return list(by_id.values())


def _sums(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: _sum(name, one.get(name, 0), value) for name, value in other.items()}


def _sum(name: str, one: Any, other: Any) -> Any:
    if not isinstance(other, int | float):
        return other
    if name == UNIQUE:
        return max(one, other)
    return one + other if isinstance(other, int) else round(one + other, 2)


def _as_told(day: Day) -> Day:
    """Variations are named by their ids alone; what they are called is told by the campaign's details."""
    messages = {
        channel: [{name: value for name, value in entry.items() if name != "variation_name"} for entry in entries]
        for channel, entries in day["messages"].items()
    }
    return {**day, "messages": messages}


def _idle(day: date) -> Day:
    return {"time": day.isoformat(), "messages": {}, "conversions": 0, UNIQUE: 0, "revenue": 0}
