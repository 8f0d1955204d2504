"""What a call's page says of replays: which call it is a replay of, its own, and whether it can be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from braze_tracker.dashboard.queries_call import CallDetail
from braze_tracker.delivery.queries import Made, in_the_way, replay_behind, replays_of
from braze_tracker.delivery.standings import body_states
from braze_tracker.recording.instances import declared_hosts


@dataclass(frozen=True, slots=True)
class CallReplays:
    """``obstacle``: the word of what is in the way; asked only for those who may send again."""

    behind: Made | None
    made: tuple[Made, ...]
    obstacle: str = ""

    unsettled: bool = False


def call_replays(detail: CallDetail, now: datetime, *, may_replay: bool) -> CallReplays:
    call, bodies = detail.call, detail.bodies
    made = replays_of(call.pk) if detail.replayed else ()
    behind = replay_behind(call.pk) if call.origin == "replay" else None
    unsettled = any(one.unsettled(now) for one in made)
    if not may_replay:
        return CallReplays(behind, made, unsettled=unsettled)
    body = bodies.request.body.state if bodies else body_states([call.pk]).get(call.pk)
    why = in_the_way(call, body, made, declared_hosts(settings.BRAZE_HOSTS))
    return CallReplays(behind, made, why.value if why else "", unsettled)
