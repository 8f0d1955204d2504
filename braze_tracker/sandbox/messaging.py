"""What happens when a message is asked for: sends, triggers and the ids they are given.

Rules about what a request must look like stand in the tables of `messaging_rules`.
https://www.braze.com/docs/api/endpoints/messaging/"""

from __future__ import annotations

from braze_tracker.sandbox.state import State, new_id
from braze_tracker.sandbox.wire import Reply, Request, created

NAMED = ("external_user_ids", "user_aliases", "recipients")
GROUPS = ("segment_id", "audience")


def is_broadcast(request: Request) -> bool:
    """Whether the message goes to a group rather than to people named one by one."""
    named = any(request.data.get(name) for name in NAMED)
    return not named and (request.data.get("broadcast") is True or any(request.data.get(name) for name in GROUPS))


def send(state: State, request: Request) -> Reply:
    """`send_id` comes back for a broadcast of a campaign, or when the caller brought one created before."""
    campaign_id = request.data.get("campaign_id")
    send_id = request.data.get("send_id")
    if campaign_id and send_id is None and is_broadcast(request):
        send_id = new_id()
    if campaign_id is None or send_id is None:
        return created(dispatch_id=new_id())
    state.transmit(campaign_id, send_id, request.at)
    return created(dispatch_id=new_id(), send_id=send_id)


def create_send_id(state: State, request: Request) -> Reply:
    send_id = request.data.get("send_id") or new_id()
    state.send_ids[request.data["campaign_id"], send_id] = request.at
    return created(send_id=send_id)
