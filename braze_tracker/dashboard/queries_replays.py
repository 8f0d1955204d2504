"""What a call's page says of replays: which call it is a replay of, its own, and whether it can be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from braze_tracker.delivery.queries import Made, in_the_way, replay_behind, replays_of
from braze_tracker.delivery.standings import body_states
from braze_tracker.recording.bodies import Bodies
from braze_tracker.recording.instances import declared_hosts
from braze_tracker.recording.models import ApiCall


@dataclass(frozen=True, slots=True)
class CallReplays:
    """``obstacle``: the word of what is in the way; asked only for those who may send again."""

    behind: Made | None
    made: tuple[Made, ...]
    obstacle: str = ""

    unsettled: bool = False


def call_replays(call: ApiCall, bodies: Bodies | None, now: datetime, *, may_replay: bool) -> CallReplays:
    """``bodies`` as they were read for the page; None where they were not, or where nothing is kept."""
    made = replays_of(call.pk)
    behind = replay_behind(call.pk) if call.origin == "replay" else None
    unsettled = any(one.unsettled(now) for one in made)
    if not may_replay:
        return CallReplays(behind, made, unsettled=unsettled)
    body = bodies.request.body.state if bodies else body_states([call.pk]).get(call.pk)
    why = in_the_way(call, body, made, declared_hosts(settings.BRAZE_HOSTS))
    return CallReplays(behind, made, why.value if why else "", unsettled)
