"""The table of endpoints: path, permission, rate-limit pool, rules to keep, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from braze_tracker.sandbox import exports, messaging, users
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, Rule


@dataclass(frozen=True)
class Route:
    """`{name}` in a path stands for one segment. The pool "sending" is the broadcast pool for a broadcast."""

    method: str
    path: str
    permission: str
    pool: str
    handle: Callable[[State, Request], Reply]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))

    def ids(self, method: str, path: str) -> Mapping[str, str] | None:
        match = self.pattern.fullmatch(path) if method == self.method else None
        return match.groupdict() if match else None

    def pool_for(self, request: Request) -> str:
        if self.pool != "sending":
            return self.pool
        return "broadcast" if messaging.is_broadcast(request) else "shared"


ROUTES: tuple[Route, ...] = (
    Route("POST", "/messages/send", "messages.send", "sending", messaging.send),
    Route("POST", "/campaigns/trigger/send", "campaigns.trigger.send", "sending", messaging.send),
    Route("POST", "/sends/id/create", "sends.id.create", "send_ids", messaging.create_send_id),
    Route("GET", "/sends/data_series", "sends.data_series", "shared", exports.send_series),
    Route("POST", "/users/track", "users.track", "users_track", users.track),
)


def find(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    for route in ROUTES:
        ids = route.ids(method, path)
        if ids is not None:
            return route, ids
    return None
