"""What the gateway itself says, instead of Braze: JSON in Braze's shape, ``{"message": …}``, with what to do."""

from __future__ import annotations

import json
from email.utils import formatdate
from uuid import UUID

from braze_tracker.gateway.heads import CALL_HEADER, Header, reply_head, standard_reason


class Refused(Exception):
    """A request that is not passed on. ``wait``: seconds after which it may be tried again, if that helps."""

    def __init__(self, status: int, message: str, *, wait: int | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.wait = status, message, wait


class UnknownToken(Refused):
    """A token that was not there at the last reading: it may have been issued since."""

    def __init__(self) -> None:
        super().__init__(401, "This token is unknown or was revoked. Issue another in the tracker, under Tokens.")


def said(status: int, message: str, *, wait: int | None = None, call: UUID | None = None, close: bool = False) -> bytes:
    """The whole reply. ``call`` names the recorded attempt; ``close``: this connection ends with it."""
    more: list[Header] = []
    if wait is not None:
        more.append((b"Retry-After", b"%d" % wait))
    if call is not None:
        more.append((CALL_HEADER, str(call).encode()))
    return json_reply(status, {"message": message}, more, close=close)


def json_reply(status: int, document: object, more: list[Header] | None = None, *, close: bool = False) -> bytes:
    return own_reply(status, json.dumps(document).encode(), b"application/json; charset=utf-8", more, close=close)


def own_reply(
    status: int, body: bytes, content_type: bytes, more: list[Header] | None = None, *, close: bool = False
) -> bytes:
    headers = [
        (b"Date", formatdate(usegmt=True).encode()),
        (b"Content-Type", content_type),
        (b"Content-Length", b"%d" % len(body)),
        (b"Cache-Control", b"no-store"),
        *(more or ()),
        *([(b"Connection", b"close")] if close else ()),
    ]
    return reply_head(status, standard_reason(status), headers) + body
