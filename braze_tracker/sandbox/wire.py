"""What the sandbox reads and says: a request, a reply, and the usual replies by name.

Knows no endpoint, no state and no socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Request:
    """A request received whole. `data` is the parsed JSON body, an empty object where there is none."""

    id: str
    method: str
    path: str
    at: datetime
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    data: Mapping[str, Any] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """A reply to give. `body` is a JSON value, or bytes to send as they are; None is an empty body."""

    status: int
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"
    send_id: str | None = None


Predicate = Callable[[Any, Request], bool]


@dataclass(frozen=True)
class Rule:
    """One row of a table of mistakes: when `broken` is true the reply is `status` with `message`."""

    broken: Predicate
    status: int
    message: str


def first_broken(rules: tuple[Rule, ...], state: Any, request: Request) -> Reply | None:
    """The reply that the first broken rule gives, or None for a request without mistakes."""
    for rule in rules:
        if rule.broken(state, request):
            return refused(rule.status, rule.message)
    return None


def refused(status: int, message: str, **more: Any) -> Reply:
    return Reply(status, {"message": message, **more})


def created(**keys: Any) -> Reply:
    """Braze answers an accepted POST with 201."""
    return Reply(201, {**keys, "message": "success"}, send_id=keys.get("send_id"))


def found(**keys: Any) -> Reply:
    return Reply(200, {**keys, "message": "success"})
