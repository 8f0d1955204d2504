"""What is known of an endpoint, as a value, and the short form its tables are written in. Names no endpoint itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SHARED = "shared"
"""The 250,000 calls an hour that most endpoints draw on together. https://www.braze.com/docs/api/api_limits"""
BROADCAST = "broadcast"
"""Sends to a whole audience: 250 a minute over all audiences."""

SENT_NOW = frozenset({"dispatch_id", "send_id"})
SENT_LATER = frozenset({"dispatch_id", "schedule_id", "send_id"})
FIGURES = frozenset({"data"})


class Repeat(StrEnum):
    """What a second, identical call does."""

    SAFE = "safe"
    """It only reads."""
    IDEMPOTENT = "idempotent"
    """It writes the same thing again: the end is the same."""
    UNSAFE = "unsafe"
    """It may send, count or create twice."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Method and route template, with what Braze's documentation says of them. https://www.braze.com/docs/api/home"""

    method: str
    template: str
    name: str
    """``POST /messages/send``, at most 120 characters."""
    family: str
    """``messages``, ``campaigns.trigger``: endpoints whose errors are alike."""
    permission: str
    """What the API key must be allowed to do; empty where Braze documents none."""
    pool: str
    """The rate-limit pool a call draws on."""
    repeat: Repeat
    sends: bool = False
    """It asks Braze to send messages, now or later."""
    carries: frozenset[str] = frozenset()
    """Keys a success carries beyond ``message``; ``send_id`` only where Braze gives one."""
    known: bool = True
    broadcast_pool: str = ""
    """The pool drawn on instead when the call addresses a whole audience."""


def name_of(method: str, template: str) -> str:
    return f"{method} {template}"[:120]


def endpoint(
    call: str,
    family: str,
    permission: str = "",
    *,
    pool: str = SHARED,
    repeat: Repeat | None = None,
    sends: bool = False,
    carries: Iterable[str] = (),
    broadcast_pool: str = "",
) -> Endpoint:
    """One row of a table. ``call`` is ``METHOD /route``; without ``repeat`` a row follows its method."""
    method, template = call.split(" ")
    return Endpoint(
        method=method,
        template=template,
        name=name_of(method, template),
        family=family,
        permission=permission,
        pool=pool,
        repeat=repeat or repeat_of(method),
        sends=sends,
        carries=frozenset(carries),
        broadcast_pool=broadcast_pool,
    )


_BY_METHOD = {
    "GET": Repeat.SAFE,
    "HEAD": Repeat.SAFE,
    "OPTIONS": Repeat.SAFE,
    "PUT": Repeat.IDEMPOTENT,
    "DELETE": Repeat.IDEMPOTENT,
}


def repeat_of(method: str) -> Repeat:
    """HTTP's own promise, for what no table says better."""
    return _BY_METHOD.get(method, Repeat.UNSAFE)
