"""The gateway's own addresses, under ``/-/``, where Braze has none: whether it lives, is ready, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from braze_tracker.exposition import CONTENT_TYPE
from braze_tracker.gateway.clients import Written
from braze_tracker.gateway.metrics import told
from braze_tracker.gateway.refusals import json_reply, own_reply
from braze_tracker.gateway.relay import Relay

PREFIX = "/-/"


@dataclass(frozen=True, slots=True)
class OwnAddresses:
    """``age``: seconds since workspaces and tokens were last read, None before that. ``stale``: the age from which on
    they may be outdated. ``writable``: whether notes can be written. ``lost``: how many were taken and not written."""

    relay: Relay
    age: Callable[[], float | None]
    stale: float
    writable: Callable[[], bool]
    lost: Callable[[], int] = lambda: 0

    def answer(self, request: web.BaseRequest) -> Written:
        path = request.raw_path.partition("?")[0]
        keep = request.keep_alive and request.content.is_eof()
        if path == METRICS:
            data = own_reply(200, self._metrics(), CONTENT_TYPE.encode(), close=not keep)
            return Written(data, status=200, keep=keep)
        status, document = _ADDRESSES.get(path, OwnAddresses._nothing)(self)
        return Written(json_reply(status, document, close=not keep), status=status, keep=keep)

    def _health(self) -> tuple[int, object]:
        return 200, {"alive": True}

    def _ready(self) -> tuple[int, object]:
        age = self.age()
        known, writable = age is not None and age < self.stale, self.writable()
        ready = known and writable and not self.relay.stopping
        return 200 if ready else 503, {"ready": ready, "workspaces_read": known, "journal_writable": writable}

    def _metrics(self) -> bytes:
        ready = self._ready()[0] == 200
        tally, at_once = self.relay.tally, self.relay.at_once
        return told(tally, at_once=at_once, ready=ready, age=self.age(), failures=self._failures())

    def _failures(self) -> dict[str, int]:
        lost = self.lost()
        return dict(self.relay.taker.failures) | ({"not written": lost} if lost else {})

    def _status(self) -> tuple[int, object]:
        tally, age = self.relay.tally, self.age()
        return 200, {
            "in_flight": tally.in_flight,
            "at_once": self.relay.at_once,
            "relayed": dict(tally.relayed),
            "refused": dict(tally.refused),
            "clients_left": tally.clients_left,
            "recording_failures": self._failures(),
            "workspaces_read_seconds_ago": None if age is None else round(age, 1),
        }

    def _nothing(self) -> tuple[int, object]:
        return 404, {"message": f"The gateway has only {', '.join((*_ADDRESSES, METRICS))} of its own."}


_ADDRESSES: dict[str, Callable[[OwnAddresses], tuple[int, object]]] = {
    "/-/health": OwnAddresses._health,
    "/-/ready": OwnAddresses._ready,
    "/-/status": OwnAddresses._status,
}
METRICS = "/-/metrics"
"""The only one whose answer is no JSON."""
