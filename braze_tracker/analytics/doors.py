"""How a workspace's Braze is reached: the address, and the key as something that can be put on a request.

It makes no call, and the key never leaves it as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from braze_tracker.analytics import reasons
from braze_tracker.braze.access import KeyAuth, checked_key
from braze_tracker.braze.exceptions import InvalidArgument
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.workspaces import workspace_key


@dataclass(frozen=True, slots=True)
class Door:
    base: str
    """``https://rest.iad-01.braze.com``, without a slash at its end."""
    auth: KeyAuth | None
    """None: the door is shut, and ``shut`` says why and what to do."""
    shut: str = ""


def door_of(workspace: Workspace) -> Door:
    base = workspace.rest_endpoint.rstrip("/") or f"https://{workspace.host}"
    key = workspace_key(workspace)
    if not key:
        return Door(base, None, reasons.NO_KEY)
    try:
        return Door(base, KeyAuth(checked_key(key)))
    except InvalidArgument:
        return Door(base, None, reasons.UNUSABLE_KEY)
