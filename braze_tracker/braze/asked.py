"""What a request asked, as far as judging needs: its ids, whether it may be repeated, what a "Bad Request" means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from braze_tracker.braze.endpoint import Endpoint, Repeat
from braze_tracker.braze.exchange import Exchange
from braze_tracker.braze.replies import read_body

_LONGEST_MOMENT = 100
_FURTHEST_ZONE = timedelta(hours=14)
_MARKS = (b"campaign_id", b"canvas_id", b"send_id", b"schedule_id")
_NOTHING: Mapping[str, Any] = {}
_STEPS = frozenset({"inc", "add", "$add"})
"""What an attribute's value may be told to do. https://www.braze.com/docs/api/objects_filters/user_attributes_object"""


def asked_ids(exchange: Exchange) -> Mapping[str, Any]:
    """The request's fields where they may hold an id; a body without one is not read: judging runs by the thousand."""
    body = exchange.request_body
    in_body = read_body(body).fields if any(mark in body for mark in _MARKS) or body[:2] == b"\x1f\x8b" else _NOTHING
    if "?" not in exchange.url:
        return in_body
    return {**dict(parse_qsl(exchange.url.partition("?")[2].partition("#")[0])), **in_body}


def may_repeat(endpoint: Endpoint, exchange: Exchange) -> bool:
    """Whether sending this request twice ends as sending it once.

    Beyond what the endpoint promises: /users/track with nothing but attributes that are set, and a transactional send
    with an ``external_send_id``, which Braze keeps from being sent twice for 24 hours.
    """
    if endpoint.repeat is not Repeat.UNSAFE:
        return True
    if endpoint.family == "users.track":
        fields = read_body(exchange.request_body).fields
        return bool(fields.get("attributes")) and not (
            fields.get("events") or fields.get("purchases") or _counts(fields)
        )
    if endpoint.family == "transactional":
        return bool(read_body(exchange.request_body).fields.get("external_send_id"))
    return False


def _counts(fields: Mapping[str, Any]) -> bool:
    """Whether an attribute takes a step such as ``{"inc": 1}`` from the value it has."""
    waiting: list[object] = [fields]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if not _STEPS.isdisjoint(value):
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False


def bad_request(exchange: Exchange) -> str:
    """Which of the errors that Braze calls "400 Bad Request" this request deserves: a code of the catalogue."""
    body = read_body(exchange.request_body)
    if not body.readable:
        return "invalid_json"
    time, local = _time_asked(body.fields)
    if time is None:
        return "bad_request"
    moment = _moment(time)
    if moment is None:
        return "bad_send_at"
    if local and _may_have_passed(moment, exchange.started_at or datetime.now(UTC)):
        return "local_time_past"
    return "bad_request"


def _time_asked(fields: Mapping[str, Any]) -> tuple[object, bool]:
    schedule = fields.get("schedule")
    place: Mapping[str, Any] = schedule if isinstance(schedule, dict) else fields
    time = place.get("time")
    return (fields.get("send_at") if time is None else time), place.get("in_local_time") is True


def _moment(value: object) -> datetime | None:
    # the expressions below would need minutes for a long run of blanks
    if not isinstance(value, str) or len(value) > _LONGEST_MOMENT:
        return None
    text = re.sub(r"\s+(?=[+-]\d)", "", re.sub(r"\s*(UTC|GMT)$", "+00:00", value.strip()))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _may_have_passed(moment: datetime, now: datetime) -> bool:
    """The company's zone is not in the request: whether the time has passed in some zone on earth."""
    try:
        return _naive(moment) < _naive(now) + _FURTHEST_ZONE
    except OverflowError:
        return False


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
