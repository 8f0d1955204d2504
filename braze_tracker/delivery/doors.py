"""Where a workspace's Braze is reached and with which key; or what keeps it shut. It makes no call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from braze_tracker.braze.access import KeyAuth, checked_key
from braze_tracker.braze.exceptions import InvalidArgument
from braze_tracker.delivery.rules import Obstacle
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.workspaces import workspace_key


@dataclass(frozen=True, slots=True)
class Door:
    base: str
    """``https://rest.iad-01.braze.com``, without a slash at its end."""
    auth: KeyAuth


def door_of(workspace: Workspace, hosts: Mapping[str, str]) -> Door | Obstacle:
    """``hosts`` are those that may get a key (`instances.declared_hosts`)."""
    if not workspace.declared:
        return Obstacle.UNDECLARED
    if workspace.sample:
        return Obstacle.SAMPLE
    if workspace.paused:
        return Obstacle.PAUSED
    base = workspace.rest_endpoint.rstrip("/") or f"https://{workspace.host}"
    if hosts.get(workspace.host) != base:
        return Obstacle.UNLISTED
    key = workspace_key(workspace)
    if not key:
        return Obstacle.NO_KEY
    try:
        return Door(base, KeyAuth(checked_key(key)))
    except InvalidArgument:
        return Obstacle.UNUSABLE_KEY
