"""What the calls of a grown tracker are like: workspaces, campaigns, error groups, and ten thousand kinds of call.

A kind is everything of a call but its moment and its ids. Pure values, the same at every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

KINDS = 10_000
CAMPAIGNS = 300
GROUPS = 200
DECLARED = ("Orchid shop", "Maple travel", "Cedar bank")
SMALL = 20

SENDING = ("POST /campaigns/trigger/send", "POST /messages/send", "POST /canvas/trigger/send")
_ENDPOINTS = {
    "POST /users/track": 42, SENDING[0]: 24, SENDING[1]: 12, SENDING[2]: 5, "POST /users/export/ids": 5,
    "POST /users/delete": 1, "POST /campaigns/trigger/schedule/create": 3, "POST /messages/schedule/create": 2,
    "POST /subscription/status/set": 4, "GET /campaigns/list": 1, "GET /email/hard_bounces": 1,
}  # fmt: skip
OWN_LOOK = "GET /sends/data_series"
_LOOKS = 12
"""Of a hundred calls so many are the tracker's own."""
_OUTCOMES = {
    "success": 92.4, "queued": 0.6, "non_fatal": 2.8, "fatal_client": 2.2, "rate_limited": 0.8, "fatal_server": 0.7,
    "unknown": 0.5,
}  # fmt: skip
_STATUS = {"success": 201, "queued": 202, "non_fatal": 201, "rate_limited": 429, "fatal_server": 502, "unknown": None}
_TITLES = (
    "The campaign_id is not a valid campaign", "'external_id' must be a string", "The maximum number of events is 75",
    "Invalid subscription state", "'email' is not a valid address", "Too many requests", "Gateway time-out",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the slots that calls are drawn from. ``message`` is empty where nothing went wrong."""

    slot: int
    workspace: int
    origin: str
    endpoint: str
    outcome: str
    status: int | None
    message: str
    campaign: str


@dataclass(frozen=True, slots=True)
class GroupKind:
    """An error group. Its title is the message of its calls."""

    title: str
    severity: str
    status: int | None
    outcome: str


def campaign_id(number: int) -> str:
    return str(UUID(int=0x8F3F0A6E5A4C4D1C9D5E << 48 | number))


def groups() -> list[GroupKind]:
    outcomes = ("non_fatal", "fatal_client", "fatal_client", "rate_limited", "fatal_server")
    return [_group(number, outcomes[number % len(outcomes)]) for number in range(GROUPS)]


def _group(number: int, outcome: str) -> GroupKind:
    title = f"{_TITLES[number % len(_TITLES)]} ({number})"
    severity = "non_fatal" if outcome == "non_fatal" else "fatal"
    return GroupKind(title, severity, _status(outcome, number), outcome)


def _status(outcome: str, number: int) -> int | None:
    return (400, 400, 404, 401)[number % 4] if outcome == "fatal_client" else _STATUS[outcome]


def kinds(workspaces: int) -> Iterator[Kind]:
    """``workspaces``: how many there are; the first three are large. Campaigns and error groups have a long tail."""
    draw = random.Random(4)
    told = groups()
    places = list(accumulate([400, 250, 150, *[1] * (workspaces - 3)]))
    tail = list(accumulate(1 / (rank + 2) for rank in range(CAMPAIGNS)))
    for slot in range(KINDS):
        own = draw.random() * 100 < _LOOKS
        endpoint = OWN_LOOK if own else draw.choices(list(_ENDPOINTS), list(_ENDPOINTS.values()))[0]
        outcome = draw.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
        matching = [(at, one) for at, one in enumerate(told) if one.outcome == outcome]
        group = draw.choices(matching, [1 / (at + 1) for at, _one in matching])[0][1] if matching else None
        campaign = draw.choices(range(CAMPAIGNS), cum_weights=tail)[0] if endpoint in SENDING or own else None
        yield Kind(
            slot=slot,
            workspace=draw.choices(range(workspaces), cum_weights=places)[0],
            origin="sync" if own else draw.choices(("client", "gateway"), (70, 30))[0],
            endpoint=endpoint,
            outcome=outcome,
            status=group.status if group else _STATUS[outcome],
            message=group.title if group else "",
            campaign="" if campaign is None else campaign_id(campaign),
        )
