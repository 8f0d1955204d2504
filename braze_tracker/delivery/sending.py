"""Sends what waits: each replay is claimed in the database before it can leave, so that it leaves at most once.

The claim is one conditional update that also writes down the new call's id. A worker that dies after it leaves a replay
that may have been sent, and nobody sends it a second time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.delivery.asking import GOING, ended
from braze_tracker.delivery.doors import Door, door_of
from braze_tracker.delivery.models import BatchState, Replay, ReplayBatch, ReplayState
from braze_tracker.delivery.pacing import following, rest
from braze_tracker.delivery.rules import Dropped, Obstacle, may_leave
from braze_tracker.delivery.standings import standings
from braze_tracker.delivery.wire import Letter, Replied, Wire
from braze_tracker.journal.call_ids import new_call_id
from braze_tracker.recording.models import ApiCall
from braze_tracker.recording.stored_bodies import bodies_of

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
ONE_WAITS, MANY_WAIT = timedelta(hours=1), timedelta(days=1)
"""What no worker came to for so long is not sent any more: nobody expects it by then."""


def anything_waits() -> bool:
    """Asked every few seconds, so by reads alone."""
    if Replay.objects.filter(batch=None, state=ReplayState.WAITING).exists():
        return True
    return ReplayBatch.objects.filter(state__in=GOING).exists()


@dataclass(slots=True)
class Sender:
    """One pass over what waits. ``going`` is asked before each call: whether to go on."""

    wire: Wire
    clock: Clock
    hosts: Mapping[str, str]
    going: Callable[[], bool]
    sent: int = 0

    def run(self) -> None:
        give_up(self.clock())
        for replay in Replay.objects.filter(batch=None, state=ReplayState.WAITING).order_by("pk"):
            if not self.going():
                return
            self._send(replay)
        due = Q(state__in=GOING, next_at__lte=self.clock())
        for batch in ReplayBatch.objects.filter(due).order_by("next_at", "pk"):
            self._run_batch(batch)

    def _run_batch(self, batch: ReplayBatch) -> None:
        """All that may leave by now."""
        while self.going() and (replay := _next_of(batch, self.clock())):
            if not take_slot(batch, self.clock()):
                return  # not yet, or another worker's
            replied = self._send(replay)
            if replied and (until := rest(replied.status, replied.limits, self.clock())):
                hold(batch, until)
                return

    def _send(self, replay: Replay) -> Replied | None:
        """What was replied; None where it did not leave."""
        ready = self._ready(replay)
        if not isinstance(ready, tuple):
            refuse(replay, ready)
            return None
        call = new_call_id(self.clock())
        if not claim(replay, call, self.clock()):
            return None
        self.sent += 1
        return self.wire.send(*ready, call)

    def _ready(self, replay: Replay) -> tuple[Letter, Door] | Obstacle | Dropped:
        """What is to be sent and where; or what is in the way by now."""
        call = ApiCall.objects.select_related("workspace").filter(pk=replay.original).first()
        if call is None:
            return Obstacle.NO_CALL
        one = standings([call], self.hosts)[call.pk]
        if (why := may_leave(one, replay.consequence)) is not None:
            return why
        door, letter = door_of(call.workspace, self.hosts), letter_of(call)
        if isinstance(door, Obstacle):
            return door
        return (letter, door) if letter else Obstacle.NO_BODY


def letter_of(call: ApiCall) -> Letter | None:
    """The call as it was sent; None where its body is gone. Whether it is whole has been asked before."""
    bodies = bodies_of(call.pk)
    if bodies is None:
        return None
    asked = bodies.request
    return Letter(
        method=call.endpoint.partition(" ")[0],
        address=call.url,
        content_type=asked.headers.get("content-type", ""),
        body=asked.body.content.encode(),
        level=CaptureLevel(call.workspace.capture),
    )


def claim(replay: Replay, call: UUID, now: datetime) -> bool:
    """True for one worker, once: from then on it counts as sent, whatever becomes of the worker."""
    waiting = Replay.objects.filter(pk=replay.pk, state=ReplayState.WAITING)
    return bool(waiting.update(state=ReplayState.SENT, call=call, sent_at=now))


def refuse(replay: Replay, why: Obstacle | Dropped) -> None:
    waiting = Replay.objects.filter(pk=replay.pk, state=ReplayState.WAITING)
    waiting.update(state=ReplayState.REFUSED, reason=why)


def take_slot(batch: ReplayBatch, now: datetime) -> bool:
    """The right to send one call of the batch now: the row moves on only from where it was read."""
    batch.refresh_from_db(fields=["next_at", "state"])
    if batch.next_at > now or batch.state not in GOING:
        return False
    after = following(batch.next_at, now, batch.per_minute)
    unchanged = ReplayBatch.objects.filter(pk=batch.pk, next_at=batch.next_at, state__in=GOING)
    return bool(unchanged.update(next_at=after, state=BatchState.RUNNING))


def hold(batch: ReplayBatch, until: datetime) -> None:
    ReplayBatch.objects.filter(pk=batch.pk, next_at__lt=until).update(next_at=until)


def _next_of(batch: ReplayBatch, now: datetime) -> Replay | None:
    """The oldest that waits. A batch of which none waits has ended."""
    found = Replay.objects.filter(batch=batch, state=ReplayState.WAITING).order_by("pk").first()
    if found is None:
        going = ReplayBatch.objects.filter(pk=batch.pk, state__in=GOING)
        going.update(state=BatchState.FINISHED, ended_at=now)
    return found


@transaction.atomic
def give_up(now: datetime) -> None:
    late = Replay.objects.filter(batch=None, state=ReplayState.WAITING, asked_at__lt=now - ONE_WAITS)
    late.update(state=ReplayState.REFUSED, reason=Dropped.LATE)
    ended(ReplayBatch.objects.filter(asked_at__lt=now - MANY_WAIT), Dropped.LATE, now=now)
