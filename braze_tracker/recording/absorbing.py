"""Merges a workspace that traffic has shown into a declared one, for as long as somebody will wait.

What is left when the time is over stays where it is, whole and counted right, and another call goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from braze_tracker.recording.merging import merge, move_calls, move_sends
from braze_tracker.recording.models import Workspace

Going = Callable[[], bool]
"""Asked between two batches: whether to go on."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """``calls`` moved now; ``whole``: nothing is left, and the merged workspace is gone."""

    calls: int
    whole: bool


def to_the_end() -> bool:
    return True


def absorb(found: Workspace, into: Workspace, *, going: Going = to_the_end) -> Absorbed:
    """The keys move first, so that new traffic is the declared one's whatever is left of the old."""
    if found.declared or found == into:
        raise ValueError("Only a workspace that nobody declared is merged, and into another one.")
    found.keys.update(workspace=into)
    moved = 0
    while some := move_calls(found, into):
        moved += some
        if not going():
            return Absorbed(moved, whole=False)
    while move_sends(found, into):
        if not going():
            return Absorbed(moved, whole=False)
    return Absorbed(moved + merge(found, into), whole=True)
