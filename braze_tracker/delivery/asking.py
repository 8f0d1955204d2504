"""Somebody asks for calls to be sent again, or stops it: rows for the worker, and a line in the audit log.

Nothing leaves from here. What the person has confirmed is checked against what is known of the call at this moment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.db.models.query import QuerySet

from braze_tracker.delivery.candidates import Chosen
from braze_tracker.delivery.models import BatchState, Replay, ReplayBatch, ReplayState
from braze_tracker.delivery.pacing import FASTEST
from braze_tracker.delivery.rules import Consequence, Dropped, Obstacle, consequence, obstacle
from braze_tracker.delivery.standings import standings
from braze_tracker.recording import triage
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import ApiCall, ErrorGroup, Workspace

Person = AbstractBaseUser | AnonymousUser


class CannotReplay(ValueError):
    """This call cannot be sent again now."""

    def __init__(self, why: Obstacle) -> None:
        super().__init__(why.value)
        self.why = why


class AnotherConsequence(ValueError):
    """What the person confirmed holds no more; nothing was asked for."""


class AskedAlready(ValueError):
    """Somebody has asked for the same replay meanwhile: a second click, or another person."""


def turn_of(call: ApiCall) -> int:
    """How often it has been asked to be sent again. The form brings it back, so that each form sends once."""
    return Replay.objects.filter(original=call.pk).count()


def ask(
    call: ApiCall, *, turn: int, confirmed: Consequence, by: Person, now: datetime, hosts: Mapping[str, str]
) -> Replay:
    """One call. Raises CannotReplay, AnotherConsequence or AskedAlready, and nothing is asked for then."""
    one = standings([call], hosts)[call.pk]
    if (why := obstacle(one)) is not None:
        raise CannotReplay(why)
    if consequence(one) is not confirmed:
        raise AnotherConsequence
    if turn != turn_of(call):
        raise AskedAlready
    try:
        with transaction.atomic():
            replay = Replay.objects.create(
                original=call.pk, turn=turn, username=by.get_username(), asked_at=now, consequence=confirmed
            )
            note(by, Deed.REPLAYED, f"call {call.pk}", at=now, detail=call.endpoint)
    except IntegrityError as error:
        raise AskedAlready from error
    return replay


@transaction.atomic
def ask_many(
    group: ErrorGroup, workspace: Workspace | None, chosen: Chosen, *, per_minute: int, by: Person, now: datetime
) -> ReplayBatch | None:
    """The calls that were chosen, the oldest first; None where none is left of them. Raises ValueError for a pace that
    is none."""
    if not 1 <= per_minute <= FASTEST:
        raise ValueError(f"The pace is 1 to {FASTEST} calls a minute, not {per_minute}.")
    batch = ReplayBatch.objects.create(
        group=group, workspace=workspace, username=by.get_username(), asked_at=now, chosen=0,
        per_minute=per_minute, next_at=now,
    )  # fmt: skip
    turns = _turns(chosen.can)
    rows = [
        Replay(
            original=key, turn=turns[key], batch=batch, username=batch.username, asked_at=now,
            consequence=Consequence.NOTHING_SENT,
        )
        for key in reversed(chosen.can)
        if key in turns
    ]  # fmt: skip
    # a call that somebody else asked for at this moment is theirs
    Replay.objects.bulk_create(rows, ignore_conflicts=True)
    batch.chosen = batch.replays.count()
    if not batch.chosen:
        batch.delete()
        return None
    batch.save(update_fields=["chosen"])
    note(by, Deed.REPLAYED, triage.subject(group), at=now, detail=f"{batch.chosen} calls at {per_minute} a minute")
    return batch


def _turns(keys: Collection[UUID]) -> dict[UUID, int]:
    """The next turn of each call of which no replay waits. What is not seen here yet takes the same turn, and one of
    the two is refused by the database: so a turn begins only when the one before it is over.
    """
    waiting = Count("pk", filter=Q(state=ReplayState.WAITING))
    rows = Replay.objects.filter(original__in=keys).order_by().values_list("original")
    asked = {key: (turns, waits) for key, turns, waits in rows.annotate(turns=Count("pk"), waits=waiting)}
    found = {key: asked.get(key, (0, 0)) for key in keys}
    return {key: turn for key, (turn, waits) in found.items() if not waits}


@transaction.atomic
def stop(batch: ReplayBatch, *, by: Person, now: datetime) -> bool:
    """What waits is not sent any more; what has left has left. False where it had ended already."""
    if not ended(ReplayBatch.objects.filter(pk=batch.pk), Dropped.STOPPED, now=now):
        return False
    note(by, Deed.REPLAY_STOPPED, triage.subject(batch.group), at=now)
    return True


def ended(batches: QuerySet[ReplayBatch], why: Dropped, *, now: datetime) -> int:
    """Stops those of the batches that go on; how many. Called in a transaction."""
    going = batches.filter(state__in=GOING)
    keys = list(going.values_list("pk", flat=True))
    stopped = ReplayBatch.objects.filter(pk__in=keys, state__in=GOING).update(state=BatchState.STOPPED, ended_at=now)
    left = Replay.objects.filter(batch__in=keys, state=ReplayState.WAITING)
    left.update(state=ReplayState.REFUSED, reason=why)
    return stopped


GOING = (BatchState.WAITING, BatchState.RUNNING)
