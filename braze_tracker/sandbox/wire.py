"""What the sandbox reads and says: a request, a reply, and the usual replies by name.

Knows no endpoint, no state and no socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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
    """A reply to give. `body` is a JSON value, bytes to send as they are, or a function that works either out."""

    status: int
    body: Any = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"
    send_id: str | None = None

    def worked_out(self) -> Reply:
        """With a body that can be sent. It may take long, so nobody should wait for a lock meanwhile."""
        return replace(self, body=self.body()) if callable(self.body) else self


Predicate = Callable[[Any, Request], bool]


@dataclass(frozen=True)
class Rule:
    """One row of a table of mistakes: when `broken` is true the reply is `status` with `says`,
    a text for `message` or a whole JSON object."""

    broken: Predicate
    status: int
    says: str | Mapping[str, Any]


def first_broken(rules: tuple[Rule, ...], state: Any, request: Request) -> Reply | None:
    """The reply that the first broken rule gives, or None for a request without mistakes."""
    for rule in rules:
        if rule.broken(state, request):
            return refused(rule.status, rule.says) if isinstance(rule.says, str) else Reply(rule.status, rule.says)
    return None


def refused(status: int, message: str, **more: Any) -> Reply:
    return Reply(status, {"message": message, **more})


def created(**keys: Any) -> Reply:
    """Braze answers an accepted POST with 201. A key whose value is None is left out."""
    given = {name: value for name, value in keys.items() if value is not None}
    return Reply(201, {**given, "message": "success"}, send_id=given.get("send_id"))


def accepted(**keys: Any) -> Reply:
    """Work that Braze does later is answered with 202."""
    return Reply(202, {**keys, "message": "success"})


def found(**keys: Any) -> Reply:
    return Reply(200, {**keys, "message": "success"})
