"""The order in which Braze looks at a request: key, address, size and type, permission, quota, mistakes, effect.

Knows no socket: a request comes in, a reply goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from braze_tracker.sandbox.keys import KeyRing
from braze_tracker.sandbox.routes import Route, find
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, first_broken, refused

LARGEST_BODY = 4 * 1024 * 1024


class Application:
    def __init__(self, state: State, keys: KeyRing) -> None:
        self.state, self.keys = state, keys

    def answer(self, request: Request) -> Reply:
        key = self.keys.find(request.headers.get("authorization", ""))
        if isinstance(key, Reply):
            return key
        place = find(request.method, request.path)
        if place is None:
            return refused(404, "Not Found")
        route, ids = place
        if not key.may(route.permission):
            return refused(403, "Access Denied")
        return self._process(route, replace(request, ids=ids))

    def _process(self, route: Route, request: Request) -> Reply:
        data = read_body(request)
        if isinstance(data, Reply):
            return data
        request = replace(request, data=data)
        with self.state.lock:
            return first_broken(route.rules, self.state, request) or route.handle(self.state, request)


def read_body(request: Request) -> Mapping[str, Any] | Reply:
    """The JSON object that a body holds, or the reply that says why it holds none."""
    if request.method == "GET":
        return {}
    if len(request.body) > LARGEST_BODY:
        return refused(413, "Payload Too Large")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return refused(415, "Unsupported Media Type")
    try:
        data = json.loads(request.body or b"{}")
    except ValueError as problem:
        return Reply(400, {"error": f"There was a problem in the JSON you submitted: {problem}"})
    return data if isinstance(data, dict) else refused(400, "Bad Request")
