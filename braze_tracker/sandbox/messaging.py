"""What happens when a message is asked for: sends, triggers and the ids they are given.

What a request must look like stands in `message_rules`. https://www.braze.com/docs/api/endpoints/messaging/"""

from __future__ import annotations

from collections.abc import Iterator

from braze_tracker.sandbox.state import State, new_id
from braze_tracker.sandbox.wire import Reply, Request, created

NAMED = ("external_user_ids", "user_aliases", "recipients")
GROUPS = ("segment_id", "audience")
NOTICES = {
    "paused": "The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect.",
    "archived": "The Canvas is archived. Unarchive the Canvas to ensure trigger requests will take effect.",
}


def is_broadcast(request: Request) -> bool:
    """Whether the message goes to a group rather than to people named one by one."""
    named = any(request.data.get(name) for name in NAMED)
    return not named and (request.data.get("broadcast") is True or any(request.data.get(name) for name in GROUPS))


def tracked_id(request: Request) -> str | None:
    """The send id of a request: its own, or a new one for a broadcast of a campaign, or none."""
    if request.data.get("campaign_id") is None:
        return None
    own: str | None = request.data.get("send_id")
    return own or (new_id() if is_broadcast(request) else None)


def send(state: State, request: Request) -> Reply:
    """People named one by one get a dispatch id only; unknown ones are minor errors."""
    send_id = tracked_id(request)
    if send_id:
        state.transmit(request.data["campaign_id"], send_id, request.at)
    elif campaign_id := request.data.get("campaign_id"):
        state.tell_people(campaign_id, count_of_people(request), request.at)
    errors = [f"The external user id {name} is unknown and was skipped." for name in unknown_people(request)]
    return created(dispatch_id=new_id(), send_id=send_id, errors=errors or None)


def count_of_people(request: Request) -> int:
    return sum(len(request.data.get(name) or []) for name in NAMED)


def unknown_people(request: Request) -> Iterator[str]:
    """Ids that begin with `unknown` belong to nobody in the sandbox."""
    names = list(request.data.get("external_user_ids") or [])
    names += [one.get("external_user_id") for one in request.data.get("recipients") or [] if isinstance(one, dict)]
    return (name for name in names if str(name).startswith("unknown"))


def trigger_canvas(state: State, request: Request) -> Reply:
    """A paused or archived canvas accepts the request and does nothing; only `notice` tells."""
    canvas = state.canvases[request.data["canvas_id"]]
    return created(dispatch_id=new_id(), notice=NOTICES.get(canvas.status))


def create_send_id(state: State, request: Request) -> Reply:
    send_id = request.data.get("send_id") or new_id()
    state.send_ids[request.data["campaign_id"], send_id] = request.at
    return created(send_id=send_id)
