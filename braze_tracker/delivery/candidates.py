"""Which calls of an error may be sent again together, and why the others may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Exists, OuterRef

from braze_tracker.braze.outcomes import Severity
from braze_tracker.delivery.models import Replay, ReplayState
from braze_tracker.delivery.pacing import MOST
from braze_tracker.delivery.rules import Obstacle, harmless, obstacle
from braze_tracker.delivery.standings import likenesses, standings
from braze_tracker.recording.models import ApiCall, ErrorGroup, ErrorOccurrence

HARMFUL: Literal["harmful"] = "harmful"
"""Braze may have done something of it, or the same request was made again since."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of the newest calls of an error that have not been sent again: ``can`` may be, newest first; ``cannot`` counts
    the others by what is in the way (`HARMFUL` beside the obstacles)."""

    can: tuple[UUID, ...] = ()
    cannot: Mapping[Obstacle | Literal["harmful"], int] | None = None

    @property
    def looked_at(self) -> int:
        return len(self.can) + sum((self.cannot or {}).values())


def refused_whole(severity: str, status: int | None) -> bool:
    """Whether an error is one of which Braze did nothing: refused for what was asked, or for the limit."""
    return severity == Severity.FATAL and status is not None and 400 <= status < 500


def choose(group: ErrorGroup, workspace: int | None, hosts: Mapping[str, str]) -> Chosen:
    if not refused_whole(group.severity, group.status):
        return Chosen()
    calls = _newest(group, workspace)
    known = standings(calls, hosts)
    can, cannot = [], Counter[Obstacle | Literal["harmful"]]()
    taken: set[tuple[object, object]] = set()
    for call in calls:
        one, like = known[call.pk], likenesses(call)
        # attempts that were all refused ask for one thing: the last of them stands for all
        why = obstacle(one) or (None if harmless(one) and taken.isdisjoint(like) else HARMFUL)
        if why is None:
            can.append(call.pk)
            taken.update(like)
        else:
            cannot[why] += 1
    return Chosen(tuple(can), dict(cannot.most_common()))


def _newest(group: ErrorGroup, workspace: int | None) -> list[ApiCall]:
    asked = Replay.objects.filter(original=OuterRef("call")).exclude(state=ReplayState.REFUSED)
    rows = ErrorOccurrence.objects.filter(~Exists(asked), group=group).select_related("call__workspace")
    rows = rows.filter(call__workspace=workspace) if workspace else rows
    return [row.call for row in rows.order_by("-at")[:MOST]]
