"""Messages for later: create, move and delete a schedule, and the list of broadcasts to come.

https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from braze_tracker.sandbox import message_rules
from braze_tracker.sandbox.message_rules import moment, schedule
from braze_tracker.sandbox.messaging import NOTICES, is_broadcast, tracked_id
from braze_tracker.sandbox.state import State, new_id
from braze_tracker.sandbox.wire import Reply, Request, Rule, created


@dataclass(frozen=True)
class Schedule:
    id: str
    at: datetime
    campaign_id: str | None
    send_id: str | None
    broadcast: bool


def has_no_time(_: State, request: Request) -> bool:
    return "time" not in schedule(request)


def is_past(_: State, request: Request) -> bool:
    due = moment(schedule(request).get("time"))
    return due is not None and schedule(request).get("in_local_time") is not True and due <= request.at


def is_unknown(state: State, request: Request) -> bool:
    return str(request.data.get("schedule_id")) not in state.schedules


def has_gone_out(state: State, request: Request) -> bool:
    known: Schedule = state.schedules[request.data["schedule_id"]]
    return known.at <= request.at


_TIMES = (
    message_rules.BAD_SEND_AT,
    Rule(has_no_time, 400, "schedule must have a time"),
    message_rules.PAST_IN_LOCAL_TIME,
    Rule(is_past, 400, "The schedule time must be in the future"),
)
CREATE_MESSAGE = (*message_rules.SEND, *_TIMES)
CREATE_TRIGGER = (*message_rules.TRIGGER, *_TIMES)
CREATE_CANVAS = (*message_rules.CANVAS, *_TIMES)
UPDATE = (
    Rule(is_unknown, 400, "Invalid schedule_id"),
    Rule(has_gone_out, 400, "The schedule has already been sent"),
    *_TIMES,
)
DELETE = (Rule(is_unknown, 400, "Invalid schedule_id"),)


def create(state: State, request: Request) -> Reply:
    """`send_id` comes back where the message is tracked; its figures begin at the scheduled time."""
    due = moment(schedule(request)["time"])
    if due is None:  # ruled out by BAD_SEND_AT
        raise ValueError(schedule(request)["time"])
    campaign_id, send_id = request.data.get("campaign_id"), tracked_id(request)
    made = Schedule(str(uuid.uuid4()), due, campaign_id, send_id, is_broadcast(request))
    state.schedules[made.id] = made
    if campaign_id and send_id:
        state.transmit(campaign_id, send_id, due)
    canvas = state.canvases.get(str(request.data.get("canvas_id")))
    notice = NOTICES.get(canvas.status) if canvas else None
    return created(dispatch_id=new_id(), schedule_id=made.id, send_id=send_id, notice=notice)


def update(state: State, request: Request) -> Reply:
    old: Schedule = state.schedules[request.data["schedule_id"]]
    due = moment(schedule(request)["time"]) or old.at
    _withdraw(state, old, request.at)
    state.schedules[old.id] = replace(old, at=due)
    if old.campaign_id and old.send_id:
        state.transmit(old.campaign_id, old.send_id, due)
    return created()


def delete(state: State, request: Request) -> Reply:
    _withdraw(state, state.schedules.pop(request.data["schedule_id"]), request.at)
    return created()


def _withdraw(state: State, old: Schedule, at: datetime) -> None:
    """What has gone out already cannot be taken back."""
    pair = (old.campaign_id, old.send_id)
    if old.at > at and pair in state.transmissions:
        moments = list(state.transmissions[pair])
        moments.remove(old.at)
        state.transmissions[pair] = tuple(moments)


def lacks_end_time(_: State, request: Request) -> bool:
    return moment(request.query.get("end_time")) is None


BROADCASTS = (Rule(lacks_end_time, 400, "end_time must be a valid ISO-8601 date"),)


def broadcasts(state: State, request: Request) -> Reply:
    """The broadcasts due until `end_time`, soonest first. This reply has no `message`."""
    until = moment(request.query["end_time"]) or request.at
    due = [one for one in state.schedules.values() if one.broadcast and request.at < one.at <= until]
    return Reply(200, {"scheduled_broadcasts": [_listed(state, one) for one in sorted(due, key=lambda one: one.at)]})


def _listed(state: State, one: Schedule) -> dict[str, Any]:
    campaign = state.campaigns.get(one.campaign_id or "")
    return {
        "name": campaign.name if campaign else "API message",
        "id": one.campaign_id or one.id,
        "type": "Campaign",
        "tags": [],
        "next_send_time": one.at.isoformat(),
        "schedule_type": "global",
    }
