"""Transactional e-mail: one person, at once, repeated safely under an external_send_id.

https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_transactional_message/"""

from __future__ import annotations

import re
from datetime import timedelta

from braze_tracker.sandbox.content import Campaign
from braze_tracker.sandbox.state import State, new_id
from braze_tracker.sandbox.wire import Reply, Request, Rule

REMEMBERED = timedelta(hours=24)
EXTERNAL_SEND_ID = re.compile(r"[a-zA-Z0-9\-_+/=]+")


def _campaign(state: State, request: Request) -> Campaign | None:
    return state.campaigns.get(request.ids["id"])


def is_unknown(state: State, request: Request) -> bool:
    return _campaign(state, request) is None


def is_archived(state: State, request: Request) -> bool:
    campaign = _campaign(state, request)
    return campaign is not None and campaign.archived


def is_of_another_kind(state: State, request: Request) -> bool:
    campaign = _campaign(state, request)
    return campaign is not None and campaign.kind != "transactional"


def lacks_recipient(_: State, request: Request) -> bool:
    return not isinstance(request.data.get("recipient"), dict) or not request.data["recipient"]


def has_bad_external_send_id(_: State, request: Request) -> bool:
    given = request.data.get("external_send_id")
    return given is not None and not (isinstance(given, str) and EXTERNAL_SEND_ID.fullmatch(given))


def is_queued_already(state: State, request: Request) -> bool:
    before = state.external_send_ids.get(request.data.get("external_send_id"))
    return before is not None and request.at - before < REMEMBERED


RULES = (
    Rule(is_unknown, 400, "Campaign does not exist"),
    Rule(is_archived, 400, "Campaign archived"),
    Rule(is_of_another_kind, 400, "Campaign is not a transactional campaign"),
    Rule(lacks_recipient, 400, "No Recipients"),
    Rule(has_bad_external_send_id, 400, "external_send_id must match ^[a-zA-Z0-9-_+\\/=]+$"),
    Rule(is_queued_already, 400, "The external reference has been queued. Please retry to obtain send_id."),
)


def send(state: State, request: Request) -> Reply:
    """No `message` here, and no send_id: `status` and `metadata` tell."""
    external = request.data.get("external_send_id")
    if external is not None:
        state.external_send_ids[external] = request.at
    state.tell_people(request.ids["id"], 1, request.at)
    metadata = {
        "received_at": request.at.isoformat(),
        "enqueued_at": (request.at + timedelta(milliseconds=40)).isoformat(),
        "executed_at": (request.at + timedelta(milliseconds=120)).isoformat(),
        "sent_at": (request.at + timedelta(milliseconds=310)).isoformat(),
        "campaign_api_id": request.ids["id"],
        "external_send_id": external,
    }
    return Reply(201, {"dispatch_id": new_id(), "status": "sent", "metadata": metadata})
