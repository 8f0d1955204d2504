"""The ids by which a send is found again, taken from the reply first and from the request where it has none.

https://www.braze.com/docs/api/identifier_types
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braze_tracker.braze.asked import asked_ids
from braze_tracker.braze.endpoint import Endpoint
from braze_tracker.braze.endpoints import route_values
from braze_tracker.braze.exchange import Exchange
from braze_tracker.braze.outcomes import Receipt
from braze_tracker.braze.replies import read_body

_LONGEST = 64
_LONGEST_EXTERNAL = 255


def receipt_of(exchange: Exchange, endpoint: Endpoint, reply: Mapping[str, Any]) -> Receipt:
    """Every id is text of 1 to 64 characters or None; a number becomes text, as `3456789` is a valid send_id."""
    asked = asked_ids(exchange)
    if named := route_values(endpoint, exchange.url):
        asked = {**asked, **named}
    details = reply.get("metadata")
    details = details if isinstance(details, dict) else {}
    return Receipt(
        send_id=_id(reply.get("send_id")) or _id(asked.get("send_id")),
        dispatch_id=_id(reply.get("dispatch_id")),
        schedule_id=_id(reply.get("schedule_id")) or _id(asked.get("schedule_id")),
        campaign_id=_id(asked.get("campaign_id"))
        or _id(reply.get("campaign_id"))
        or _id(details.get("campaign_api_id")),
        canvas_id=_id(asked.get("canvas_id")) or _id(reply.get("canvas_id")),
    )


def external_send_id(exchange: Exchange) -> str | None:
    """The caller's own name for a transactional message, from the reply's metadata or from the request."""
    for body in (exchange.response_body, exchange.request_body):
        if b"external_send_id" in body:
            fields = read_body(body).fields
            details = fields.get("metadata")
            found = details.get("external_send_id") if isinstance(details, dict) else None
            if text := _id(found or fields.get("external_send_id"), _LONGEST_EXTERNAL):
                return text
    return None


def _id(value: object, longest: int = _LONGEST) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if 0 < len(text) <= longest and text.isprintable() else None
