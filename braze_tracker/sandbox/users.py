"""Profiles: tracking and what else the users endpoints do (https://www.braze.com/docs/api/endpoints/user_data/)."""

from __future__ import annotations

from typing import Any

from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, created

ARRAYS = ("attributes", "events", "purchases")


def track(state: State, request: Request) -> Reply:
    counts: dict[str, Any] = {f"{name}_processed": len(request.data[name]) for name in ARRAYS if request.data.get(name)}
    return created(**counts)
