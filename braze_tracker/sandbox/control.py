"""The control desk under `/_sandbox/`: time, faults, limits, and what was answered. No part of Braze.

A table of calls; each takes the box and a request and gives a JSON object back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.faults import KINDS
from braze_tracker.sandbox.limits import POOLS
from braze_tracker.sandbox.wire import Reply, Request

PREFIX = "/_sandbox/"
Asked = Mapping[str, Any]


def answer(box: Box, request: Request) -> Reply:
    """200 with the result, 404 for an unknown call, 400 with a sentence under `error` for a wrong one."""
    call = CALLS.get((request.method, request.path.removeprefix(PREFIX)))
    if call is None:
        known = ", ".join(f"{method} {PREFIX}{name}" for method, name in CALLS)
        return Reply(404, {"error": f"There is no such control call; there are {known}."})
    try:
        asked = json.loads(request.body) if request.body else dict(request.query)
        if not isinstance(asked, dict):
            raise ValueError("The body must be a JSON object.")
        return Reply(200, call(box, asked))
    except KeyError as problem:
        return Reply(400, {"error": f"{problem.args[0]} is missing or unknown."})
    except (ValueError, TypeError) as problem:
        return Reply(400, {"error": str(problem)})


def read_clock(box: Box, _: Asked) -> dict[str, Any]:
    return {"now": box.clock.now().isoformat(), "speed": box.clock.speed}


def set_clock(box: Box, asked: Asked) -> dict[str, Any]:
    """`now` null or absent and no `speed`: real time again. `now` alone: stands still there. `speed` alone: goes on."""
    now, speed = asked.get("now"), asked.get("speed")
    if now is not None:
        box.clock.set(datetime.fromisoformat(now), float(speed or 0))
    elif "now" in asked or speed is None:
        box.clock.set(datetime.now(UTC), 1.0 if speed is None else float(speed))
    else:
        box.clock.run(float(speed))
    return read_clock(box, asked)


def read_faults(box: Box, _: Asked) -> dict[str, Any]:
    return {"faults": [asdict(fault) for fault in box.faults.agreed], "kinds": list(KINDS)}


def add_fault(box: Box, asked: Asked) -> dict[str, Any]:
    options = {name: asked[name] for name in ("path", "probability", "seconds", "marker") if name in asked}
    box.fault(asked["kind"], asked.get("times", 1), **options)
    return read_faults(box, asked)


def clear_faults(box: Box, asked: Asked) -> dict[str, Any]:
    box.faults.clear()
    return read_faults(box, asked)


def set_limit(box: Box, asked: Asked) -> dict[str, Any]:
    if asked["pool"] not in POOLS:
        raise ValueError(f"There is no pool {asked['pool']!r}; choose one of {', '.join(POOLS)}.")
    with box.state.lock:
        box.limits.set(asked["pool"], asked.get("limit"), asked.get("seconds_left"))
    return {"pools": list(POOLS)}


def read_answered(box: Box, asked: Asked) -> dict[str, Any]:
    """`since`: the last number already seen."""
    since = int(asked.get("since", 0))
    entries = [asdict(entry) | {"at": entry.at.isoformat()} for entry in box.answered_since(since)]
    return {"answered": entries, "last": entries[-1]["number"] if entries else since}


def read_campaigns(box: Box, _: Asked) -> dict[str, Any]:
    return {"campaigns": [asdict(campaign) for campaign in box.campaigns]}


def read_figures(box: Box, asked: Asked) -> dict[str, Any]:
    at = datetime.fromisoformat(asked["at"]) if "at" in asked else box.clock.now()
    return {"data": box.figures(asked["campaign_id"], asked["send_id"], at)}


CALLS: dict[tuple[str, str], Callable[[Box, Asked], dict[str, Any]]] = {
    ("GET", "clock"): read_clock,
    ("POST", "clock"): set_clock,
    ("GET", "faults"): read_faults,
    ("POST", "faults"): add_fault,
    ("DELETE", "faults"): clear_faults,
    ("POST", "limits"): set_limit,
    ("GET", "answered"): read_answered,
    ("GET", "campaigns"): read_campaigns,
    ("GET", "figures"): read_figures,
}
