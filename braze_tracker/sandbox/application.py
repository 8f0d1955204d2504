"""The order in which Braze looks at a request: key, address, permission, size and type, quota, mistakes, effect.

Knows no socket: a request comes in, a reply goes out. The caller holds the state's lock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from braze_tracker.sandbox.keys import KeyRing
from braze_tracker.sandbox.limits import Limits
from braze_tracker.sandbox.routes import Route, find
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, first_broken, refused

LARGEST_BODY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Application:
    state: State
    keys: KeyRing
    limits: Limits

    def answer(self, request: Request) -> Reply:
        key = self.keys.find(request.headers.get("authorization", ""))
        if isinstance(key, Reply):
            return key
        place = find(request.method, request.path)
        if place is None:
            return self._limited(refused(404, "Not Found"), "shared", request)
        route, ids = place
        if not key.may(route.permission):
            return self._limited(refused(403, "Access Denied"), "shared", request)
        data = read_body(request)
        if isinstance(data, Reply):
            return self._limited(data, "shared", request)
        return self._process(route, replace(request, ids=ids, data=data))

    def refuse(self, reply: Reply, request: Request) -> Reply:
        """A reply that an agreed fault gives in place of the application's own; only a 429 tells of limits."""
        return self._limited(reply, "shared", request) if reply.status == 429 else reply

    def _process(self, route: Route, request: Request) -> Reply:
        pool = route.pool_for(request)
        if not self.limits.take(pool, request.at):
            return self._limited(refused(429, "Rate Limited"), pool, request)
        reply = first_broken(route.rules, self.state, request) or route.handle(self.state, request)
        return self._limited(reply, pool, request)

    def _limited(self, reply: Reply, pool: str, request: Request) -> Reply:
        # A 429 that already says why (a job in progress) is a conflict and leaves quota.
        over = reply.status == 429 and reply.body == {"message": "Rate Limited"}
        return replace(reply, headers=(*reply.headers, *self.limits.headers(pool, request.at, refused=over)))


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
    except (ValueError, RecursionError) as problem:
        return Reply(400, {"error": f"There was a problem in the JSON you submitted: {problem}"})
    return data if isinstance(data, dict) else refused(400, "Bad Request")
