"""Agreed faults: what may go wrong between the sandbox and its caller, by name.

`KINDS` is the whole list. A fault replaces a reply (the request was not processed), alters it, or
disturbs its delivery (the request was processed all the same, as after a lost reply in real life)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random
from threading import Lock

from braze_tracker.sandbox.wire import Reply, Request, refused


class Delivery(StrEnum):
    WHOLE = "whole"
    SLOW = "slow"
    HANG = "hang"
    CUT_HEADERS = "cut_headers"
    CUT_BODY = "cut_body"
    RESET = "reset"


def unchanged(reply: Reply) -> Reply:
    return reply


@dataclass(frozen=True)
class Kind:
    """`instead` set: the request is not processed. `seconds`: how long a slow or hanging reply is held."""

    instead: Reply | None = None
    alter: Callable[[Reply], Reply] = unchanged
    delivery: Delivery = Delivery.WHOLE
    seconds: float = 0.0


REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


def _broken(status: int, reason: str) -> dict[str, Kind]:
    page = f"<html>\n<head><title>{status} {reason}</title></head>\n<body><center><h1>{status} {reason}</h1></center>"
    html = Reply(status, f"{page}<hr><center>cloudflare</center></body>\n</html>\n".encode(), content_type="text/html")
    return {
        f"{status}": Kind(Reply(status, {"message": reason})),
        f"{status}_html": Kind(html),
        f"{status}_plain": Kind(Reply(status, f"error code: {status}".encode(), content_type="text/plain")),
        f"{status}_empty": Kind(Reply(status, b"")),
    }


def dumped(reply: Reply) -> bytes:
    return reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()


def _body(change: Callable[[bytes], bytes]) -> Kind:
    return Kind(alter=lambda reply: replace(reply, body=change(dumped(reply))))


KINDS: dict[str, Kind] = {
    **{name: kind for status, reason in REASONS.items() for name, kind in _broken(status, reason).items()},
    "520": Kind(Reply(520, b"error code: 520", content_type="text/plain")),
    "429": Kind(refused(429, "Rate Limited")),
    "conflict": Kind(refused(429, "Another job is in progress")),
    "queued": Kind(Reply(202, {"message": "queued"})),
    "hang": Kind(delivery=Delivery.HANG, seconds=30.0),
    "slow": Kind(delivery=Delivery.SLOW, seconds=2.0),
    "cut": Kind(delivery=Delivery.CUT_BODY),
    "cut_headers": Kind(delivery=Delivery.CUT_HEADERS),
    "reset": Kind(delivery=Delivery.RESET),
    "garbage": _body(lambda body: b"\x00\xff\xfe{<not>json\x80" + body[:7]),
    "truncated": _body(lambda body: body[: len(body) // 2]),
    "bom": _body(lambda body: b"\xef\xbb\xbf" + body),
    "latin1": _body(lambda body: b'{"message": "succ\xe8s"}'),
    "null": _body(lambda body: b"null"),
    "list": _body(lambda body: b"[" + body + b"]"),
    "gzip_lie": Kind(alter=lambda reply: replace(reply, headers=(*reply.headers, ("Content-Encoding", "gzip")))),
}


@dataclass(frozen=True)
class Fault:
    """An agreement: the next `times` requests (None: all) to `path` (a shell pattern) with `marker` go wrong."""

    name: str
    times: int | None = 1
    path: str | None = None
    probability: float = 1.0
    seconds: float | None = None
    marker: str | None = None

    @property
    def kind(self) -> Kind:
        return KINDS[self.name]

    @property
    def hold(self) -> float:
        return self.kind.seconds if self.seconds is None else self.seconds

    def meets(self, request: Request) -> bool:
        on_path = self.path is None or fnmatchcase(request.path, self.path)
        return on_path and self.marker in (None, request.headers.get("x-client-marker"))


class Faults:
    """Thread-safe; agreements are tried in the order in which they were made."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._agreed: list[Fault] = []
        self._random = Random(8399)  # noqa: S311 - repeatable on purpose

    def add(self, fault: Fault) -> None:
        """ValueError for a name that is not in `KINDS`."""
        if fault.name not in KINDS:
            raise ValueError(f"There is no fault {fault.name!r}; choose one of {', '.join(KINDS)}.")
        with self._lock:
            self._agreed.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._agreed.clear()

    @property
    def agreed(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._agreed)

    def draw(self, request: Request) -> Fault | None:
        """The fault that this request meets, counted off."""
        with self._lock:
            for place, fault in enumerate(self._agreed):
                if fault.meets(request) and self._random.random() < fault.probability:
                    self._count_off(place, fault)
                    return fault
        return None

    def _count_off(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._agreed[place]
        else:
            self._agreed[place] = replace(fault, times=fault.times - 1)
