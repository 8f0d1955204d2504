"""The sandbox without its socket: what it is told (time, faults, limits) and what it can be asked.

`take` is the one way in for a request; it answers, applies faults and writes down what it answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from braze_tracker.sandbox.application import Application
from braze_tracker.sandbox.clock import Clock
from braze_tracker.sandbox.content import Campaign, Canvas
from braze_tracker.sandbox.exports import send_figures
from braze_tracker.sandbox.faults import Delivery, Fault, Faults
from braze_tracker.sandbox.figures import Day
from braze_tracker.sandbox.keys import ApiKey, KeyRing
from braze_tracker.sandbox.limits import Limits
from braze_tracker.sandbox.state import Answered, State
from braze_tracker.sandbox.wire import Reply, Request

LOST = frozenset({Delivery.HANG, Delivery.CUT_BODY, Delivery.CUT_HEADERS, Delivery.RESET})
PROXY_HEADERS = (("Server", "cloudflare"), ("CF-Cache-Status", "DYNAMIC"), ("Vary", "Accept-Encoding"))


@dataclass(frozen=True)
class Taken:
    """A reply to deliver, how, and after how many seconds; `number` is its place in `answered`."""

    number: int
    reply: Reply
    delivery: Delivery = Delivery.WHOLE
    hold: float = 0.0


class Box:
    """`key` may do everything; `limited_key` may only read series; `disabled_key` belongs to a closed account."""

    def __init__(
        self, keys: Iterable[ApiKey | str] | None = None, now: datetime | None = None, *, zone: tzinfo = UTC
    ) -> None:
        self.clock = Clock(now)
        self.keys = KeyRing(keys)
        self.state = State(zone=zone)
        self.limits = Limits()
        self.faults = Faults()
        self._application = Application(self.state, self.keys, self.limits)

    @property
    def key(self) -> str:
        return self.keys.keys[0].value

    @property
    def limited_key(self) -> str:
        return self.keys.limited.value

    @property
    def disabled_key(self) -> str:
        return self.keys.disabled.value

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        return tuple(self.state.campaigns.values())

    @property
    def canvases(self) -> tuple[Canvas, ...]:
        return tuple(self.state.canvases.values())

    @property
    def answered(self) -> list[Answered]:
        """Every request received whole, in order."""
        return self.answered_since(0)

    def answered_since(self, number: int) -> list[Answered]:
        with self.state.lock:
            return [entry for entry in self.state.answered if entry.number > number]

    def fault(
        self,
        kind: str | int,
        times: int | None = 1,
        path: str | None = None,
        probability: float = 1.0,
        *,
        seconds: float | None = None,
        marker: str | None = None,
    ) -> None:
        """The next `times` requests go wrong as `kind` says (`faults.KINDS`); `times=None` until `faults.clear()`."""
        self.faults.add(Fault(str(kind), times, path, probability, seconds, marker))

    def figures(self, campaign_id: str, send_id: str, at: datetime) -> list[Day]:
        """The truth about a send at `at`, as `/sends/data_series` would tell it then."""
        with self.state.lock:
            work_out = send_figures(self.state, campaign_id, send_id, at)
        return work_out()

    def take(self, request: Request) -> Taken:
        fault = self.faults.draw(request)
        with self.state.lock:
            reply = self._reply(request, fault)
            number = self._write_down(request, reply, fault)
        reply = reply.worked_out()
        reply = replace(reply, headers=(*PROXY_HEADERS, ("CF-RAY", request.id[:8] + request.id[9:17]), *reply.headers))
        if fault is None:
            return Taken(number, reply)
        return Taken(number, fault.kind.alter(reply), fault.kind.delivery, fault.hold)

    def lost(self, number: int) -> None:
        """The caller was gone before all of this reply was written."""
        with self.state.lock:
            place = number - self.state.answered[0].number
            if place >= 0:
                self.state.answered[place] = replace(self.state.answered[place], delivered=False)

    def _reply(self, request: Request, fault: Fault | None) -> Reply:
        if fault is None or fault.kind.instead is None:
            return self._application.answer(request)
        return self._application.refuse(fault.kind.instead, request)

    def _write_down(self, request: Request, reply: Reply, fault: Fault | None) -> int:
        entry = Answered(
            self.state.next_number(),
            request.id,
            request.method,
            request.path,
            reply.status,
            request.at,
            reply.send_id,
            delivered=fault is None or fault.kind.delivery not in LOST,
            processed=fault is None or fault.kind.instead is None,
            marker=request.headers.get("x-client-marker"),
        )
        self.state.answered.append(entry)
        return entry.number
