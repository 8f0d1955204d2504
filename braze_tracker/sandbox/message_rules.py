"""Mistakes in a request to send, as tables: predicate, status, what Braze says.

Texts and order follow https://www.braze.com/docs/api/errors/; the first broken row answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from braze_tracker.sandbox.content import REQUEST_KEYS, Campaign
from braze_tracker.sandbox.messaging import GROUPS, NAMED
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Request, Rule

MOST_IDS = 50
LONGEST_SLIDEUP, LARGEST_APPLE, LARGEST_ANDROID = 140, 1_912, 4_000
CHANNELS = {request: channel for channel, request in REQUEST_KEYS.items()}
SEND_ID = re.compile(r"[\x21-\x7e]{1,64}")


def messages(request: Request) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The messages of a request, by their request names such as `apple_push`."""
    given = request.data.get("messages")
    for name, message in given.items() if isinstance(given, dict) else ():
        if isinstance(message, dict) and message:
            yield name, message


def size(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def moment(text: Any) -> datetime | None:
    """An ISO-8601 moment (UTC where it has no offset), or None for anything else."""
    try:
        read = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _campaign(state: State, request: Request) -> Campaign | None:
    return state.campaigns.get(str(request.data.get("campaign_id")))


def has_no_target(_: State, request: Request) -> bool:
    return request.data.get("broadcast") is not True and not any(request.data.get(n) for n in (*NAMED, *GROUPS))


def has_broadcast_and_recipients(_: State, request: Request) -> bool:
    return request.data.get("broadcast") is True and any(request.data.get(name) for name in NAMED)


def names_people_otherwise(_: State, request: Request) -> bool:
    return any(name in request.data and not isinstance(request.data[name], list) for name in NAMED)


def has_too_many_ids(_: State, request: Request) -> bool:
    return size(request.data.get("external_user_ids")) + size(request.data.get("user_aliases")) > MOST_IDS


def has_too_many_recipients(_: State, request: Request) -> bool:
    return size(request.data.get("recipients")) > MOST_IDS


def names_no_campaign_of(*kinds: str) -> Any:
    """A campaign_id is given, but no campaign of these kinds has it."""

    def broken(state: State, request: Request) -> bool:
        campaign = _campaign(state, request)
        return "campaign_id" in request.data and (campaign is None or campaign.kind not in kinds)

    return broken


def lacks_campaign(_: State, request: Request) -> bool:
    return not isinstance(request.data.get("campaign_id"), str)


def lacks_canvas(_: State, request: Request) -> bool:
    return not isinstance(request.data.get("canvas_id"), str)


def names_no_canvas(state: State, request: Request) -> bool:
    return request.data["canvas_id"] not in state.canvases


def has_no_message(_: State, request: Request) -> bool:
    return not any(messages(request))


def lacks_variation(_: State, request: Request) -> bool:
    return "campaign_id" in request.data and any("message_variation_id" not in m for _, m in messages(request))


def has_unknown_variation(state: State, request: Request) -> bool:
    campaign = _campaign(state, request)
    known = {variation.id for variation in campaign.variations} if campaign else set()
    return campaign is not None and any(str(m.get("message_variation_id")) not in known for _, m in messages(request))


def has_variation_of_other_type(state: State, request: Request) -> bool:
    campaign = _campaign(state, request)
    types = {variation.id: variation.channel for variation in campaign.variations} if campaign else {}
    return campaign is not None and any(
        types[message["message_variation_id"]] != CHANNELS.get(name) for name, message in messages(request)
    )


def has_extra_that_is_no_object(_: State, request: Request) -> bool:
    pushes = (message for name, message in messages(request) if name in ("apple_push", "android_push"))
    return any("extra" in push and not isinstance(push["extra"], dict) for push in pushes)


def has_long_slideup(_: State, request: Request) -> bool:
    texts = (str(m.get("alert") or m.get("message") or "") for name, m in messages(request) if name == "slideup")
    return any(len(text) > LONGEST_SLIDEUP for text in texts)


def is_larger(name: str, most: int) -> Any:
    """The payload of a push, as JSON in UTF-8, has more bytes than the platform takes."""

    def broken(_: State, request: Request) -> bool:
        payloads = (json.dumps(m, ensure_ascii=False).encode() for kind, m in messages(request) if kind == name)
        return any(len(payload) > most for payload in payloads)

    return broken


def schedule(request: Request) -> Mapping[str, Any]:
    given = request.data.get("schedule")
    return given if isinstance(given, dict) else {}


def has_bad_send_at(_: State, request: Request) -> bool:
    times = [request.data[name] for name in ("send_at",) if name in request.data]
    times += [schedule(request)[name] for name in ("time", "send_at") if name in schedule(request)]
    return any(moment(text) is None for text in times)


def is_past_in_local_time(state: State, request: Request) -> bool:
    """`in_local_time` with an hour that has already gone by in the company's time zone."""
    if schedule(request).get("in_local_time") is not True:
        return False
    due = moment(schedule(request).get("time"))
    wall = request.at.astimezone(state.zone).replace(tzinfo=None)
    return due is not None and due.replace(tzinfo=None) < wall


def has_unknown_send_id(state: State, request: Request) -> bool:
    """A send id of one's own must have been created first, for this campaign."""
    send_id = request.data.get("send_id")
    return send_id is not None and (request.data.get("campaign_id"), send_id) not in state.send_ids


def has_malformed_send_id(_: State, request: Request) -> bool:
    send_id = request.data.get("send_id")
    return send_id is not None and not (isinstance(send_id, str) and SEND_ID.fullmatch(send_id))


BAD_SEND_AT = Rule(has_bad_send_at, 400, "Bad Request")
PAST_IN_LOCAL_TIME = Rule(is_past_in_local_time, 400, "Bad Request")

_TARGETS = (
    Rule(names_people_otherwise, 400, "external_user_ids, user_aliases and recipients must be arrays"),
    Rule(has_broadcast_and_recipients, 400, "recipients cannot be given when broadcast is true"),
    Rule(has_too_many_ids, 400, "The max number of external_ids and aliases per request was exceeded"),
    Rule(has_too_many_recipients, 400, "The max number of ids per request was exceeded"),
)
_SEND_IDS = (
    Rule(has_malformed_send_id, 400, "send_id must be an ASCII string of at most 64 characters"),
    Rule(has_unknown_send_id, 400, "send_id must be created before it is used"),
)
SEND = (
    Rule(has_no_target, 400, "No Recipients"),
    *_TARGETS,
    Rule(names_no_campaign_of("api"), 400, "Invalid Campaign ID"),
    Rule(has_no_message, 400, "No message to send"),
    Rule(lacks_variation, 400, "Message Variant Unspecified"),
    Rule(has_unknown_variation, 400, "Invalid Message Variant"),
    Rule(has_variation_of_other_type, 400, "Mismatched Message Type"),
    Rule(has_extra_that_is_no_object, 400, "Invalid Extra Push Payload"),
    Rule(has_long_slideup, 400, "Slideup Message Length Exceeded"),
    Rule(is_larger("apple_push", LARGEST_APPLE), 400, "Apple Push Length Exceeded"),
    Rule(is_larger("android_push", LARGEST_ANDROID), 400, "Android Push Length Exceeded"),
    BAD_SEND_AT,
    PAST_IN_LOCAL_TIME,
    *_SEND_IDS,
)
TRIGGER = (
    Rule(lacks_campaign, 400, "campaign_id must be a string of the campaign api identifier"),
    Rule(names_no_campaign_of("triggered"), 400, "Invalid Campaign ID"),
    *_TARGETS,
    BAD_SEND_AT,
    PAST_IN_LOCAL_TIME,
    *_SEND_IDS,
)
SEND_ID_CREATE = (
    Rule(lacks_campaign, 400, "campaign_id must be a string of the campaign api identifier"),
    Rule(names_no_campaign_of("api", "triggered"), 400, "Invalid Campaign ID"),
    Rule(has_malformed_send_id, 400, "send_id must be an ASCII string of at most 64 characters"),
)

CANVAS = (
    Rule(lacks_canvas, 400, "canvas_id must be a string of the Canvas api identifier"),
    Rule(names_no_canvas, 400, "Invalid Canvas ID"),
    *_TARGETS,
)
