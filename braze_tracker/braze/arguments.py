"""What a caller may give a call: refused here where Braze could only refuse it, and written as Braze reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from braze_tracker.braze.exceptions import InvalidArgument

_SEND_ID_LONGEST = 64


def check_path(path: str) -> None:
    """A full URL would carry the key to another host."""
    if not path.startswith("/"):
        raise InvalidArgument(f"{path!r} is not a path: begin it with a slash, as in /messages/send.")


def check_send_id(fields: object) -> None:
    """At most 64 characters of ASCII. https://www.braze.com/docs/api/identifier_types"""
    send_id = fields.get("send_id") if isinstance(fields, Mapping) else None
    if send_id is None:
        return
    if not isinstance(send_id, str):
        raise InvalidArgument(f"send_id must be text: write it in quotes, as in send_id={str(send_id)!r}.")
    if not send_id.isascii():
        raise InvalidArgument(f"send_id may hold ASCII characters only: {send_id!r} holds others.")
    if len(send_id) > _SEND_ID_LONGEST:
        raise InvalidArgument(f"send_id may be {_SEND_ID_LONGEST} characters long: this one has {len(send_id)}.")


def as_query(params: Mapping[str, object]) -> dict[str, str]:
    """Query parameters as text: ``true``, ``2026-03-01T09:00:00+00:00``. None leaves one out."""
    return {name: _text(value) for name, value in params.items() if value is not None}


def as_body(value: object) -> bytes:
    """JSON on one line. Raises `InvalidArgument` for what JSON has no word for."""
    try:
        return json.dumps(value, default=_moment, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgument(f"The body cannot be written as JSON: {error}.") from error


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _moment(value) if isinstance(value, date) else str(value)


def _moment(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise InvalidArgument(f"{value} has no time zone: Braze would guess one. Use an aware datetime.")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a value of type {type(value).__name__} has no JSON form")
