"""How the sandbox's tests put a question to it: straight to the box where no wire matters, or over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import requests

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.content import REQUEST_KEYS, Campaign, stable_id
from braze_tracker.sandbox.server import RunningSandbox
from braze_tracker.sandbox.wire import Reply, Request

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
SEGMENT = stable_id("segment", "everyone")


def request(method: str, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> Request:
    """A request as the handler would build it; for a GET `data` is the query."""
    given = {"content-type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
    asked = Request("11111111-2222-3333-4444-555555555555", method, path, NOW, headers=given)
    if method == "GET":
        return replace(asked, query={name: str(value) for name, value in (data or {}).items()})
    return replace(asked, body=json.dumps(data or {}).encode())


def ask(box: Box, method: str, path: str, data: Mapping[str, Any] | None = None) -> Reply:
    """The reply at the box's present hour, to the key that may do everything."""
    asked = request(method, path, data, authorization=f"Bearer {box.key}")
    return box.take(replace(asked, at=box.clock.now())).reply


def post(box: Box, path: str, data: Mapping[str, Any]) -> Reply:
    return ask(box, "POST", path, data)


def get(box: Box, path: str, **query: Any) -> Reply:
    return ask(box, "GET", path, query)


def said(reply: Reply) -> tuple[int, str]:
    """Status and message."""
    return reply.status, reply.body["message"]


def of_kind(box: Box, kind: str) -> Campaign:
    return next(campaign for campaign in box.campaigns if campaign.kind == kind)


def messages_of(campaign: Campaign) -> dict[str, Any]:
    """A message for each channel of a campaign, with its first variation."""
    return {
        REQUEST_KEYS[c]: {"message_variation_id": campaign.variation(c).id, "alert": "Hi"} for c in campaign.channels
    }


def a_send(box: Box, **changes: Any) -> dict[str, Any]:
    """A right body for /messages/send to three people; a change to None takes the key away."""
    campaign = of_kind(box, "api")
    body = {"campaign_id": campaign.id, "messages": messages_of(campaign), "external_user_ids": ["a", "b", "c"]}
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def a_push(**push: Any) -> dict[str, Any]:
    """A push outside any campaign."""
    return {"campaign_id": None, "messages": {"apple_push": {"alert": "Hi", **push}}}


class Caller:
    """A client of a running sandbox, over HTTP."""

    def __init__(self, box: RunningSandbox) -> None:
        self.url = box.url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {box.key}"

    def post(self, path: str, data: Any, **headers: str) -> requests.Response:
        return self.session.post(self.url + path, json=data, headers=headers, timeout=10)

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(self.url + path, params=query, timeout=10)

    def track(self, **headers: str) -> requests.Response:
        return self.post("/users/track", TRACK, **headers)


TRACK = {"attributes": [{"external_id": "customer-1", "tier": "gold"}]}
