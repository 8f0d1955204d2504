"""What pages ask about replays: which were made of a call, which made a call, how a batch comes along. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from braze_tracker.braze.captured import BodyState
from braze_tracker.delivery.asking import GOING
from braze_tracker.delivery.doors import door_of
from braze_tracker.delivery.models import Replay, ReplayBatch, ReplayState
from braze_tracker.delivery.rules import Obstacle, Standing, obstacle
from braze_tracker.delivery.standings import is_whole
from braze_tracker.recording.models import ApiCall

MOST_MADE = 20
MOST_BATCHES = 5
HEARD_WITHIN = timedelta(minutes=2)
"""An answer that is to come is in the ledger by then."""
NOT_KNOWN = ("", "pending")


@dataclass(frozen=True, slots=True)
class Made:
    """One replay. ``outcome`` is empty while the new call is not in the ledger; ``reason``: why it was not sent."""

    original: UUID
    call: UUID | None
    state: str
    reason: str
    username: str
    asked_at: datetime
    sent_at: datetime | None
    outcome: str
    status: int | None

    @property
    def waits(self) -> bool:
        return self.state == ReplayState.WAITING

    def unsettled(self, now: datetime) -> bool:
        """Whether something about it is soon to change. Of a worker that died nothing more is heard."""
        if self.state != ReplayState.SENT or self.outcome not in NOT_KNOWN:
            return self.waits
        return self.sent_at is None or now - self.sent_at < HEARD_WITHIN


@dataclass(frozen=True, slots=True)
class Progress:
    """A batch. ``outcomes`` counts what became of the calls that were sent, those not in the ledger yet under an empty
    word; ``refused`` counts the others by the reason why they were not sent."""

    id: int
    state: str
    username: str
    asked_at: datetime
    ended_at: datetime | None
    next_at: datetime
    per_minute: int
    chosen: int
    waiting: int
    outcomes: Mapping[str, int]
    refused: Mapping[str, int]

    @property
    def going(self) -> bool:
        return self.state in GOING

    def unsettled(self, now: datetime) -> bool:
        """The same for all of them."""
        if self.going or self.ended_at is None:
            return True
        return now - self.ended_at < HEARD_WITHIN and any(self.outcomes.get(word) for word in NOT_KNOWN)

    @property
    def done(self) -> int:
        return self.chosen - self.waiting


def replays_of(original: UUID) -> tuple[Made, ...]:
    """The replays of a call, the newest first."""
    return _made(Replay.objects.filter(original=original).order_by("-turn")[:MOST_MADE])


def replay_behind(call: UUID) -> Made | None:
    """The replay that made a call, also while the call is not in the ledger."""
    return next(iter(_made(Replay.objects.filter(call=call))), None)


def in_the_way(
    call: ApiCall, body: BodyState | None, made: Iterable[Made], hosts: Mapping[str, str]
) -> Obstacle | None:
    """Why the call, of whose body so much is kept, cannot be sent again; as the form will say, without asking anew."""
    door = door_of(call.workspace, hosts)
    one = Standing(
        origin=call.origin,
        outcome=call.outcome,
        sent=call.sent,
        body=body,
        address_whole=is_whole(call.url),
        door=door if isinstance(door, Obstacle) else None,
        underway=any(replay.waits for replay in made),
    )
    return obstacle(one)


def batches_of(group: int, workspace: int | None) -> tuple[Progress, ...]:
    """The replays of an error, the newest first; of a workspace, those that were asked for it or for all."""
    found = list(_batches(group, workspace).order_by("-asked_at", "-pk")[:MOST_BATCHES])
    counts = _counts([batch.pk for batch in found])
    return tuple(_progress(batch, counts[batch.pk]) for batch in found)


def latest_batch(group: int, workspace: int | None) -> int:
    """The number of the one that was asked for last, 0 where there is none: a form brings it back, and begins nothing
    where another has begun since."""
    latest: int | None = _batches(group, workspace).aggregate(latest=Max("pk"))["latest"]
    return latest or 0


def _batches(group: int, workspace: int | None) -> QuerySet[ReplayBatch]:
    batches = ReplayBatch.objects.filter(group=group)
    return batches if workspace is None else batches.filter(Q(workspace=workspace) | Q(workspace=None))


Counted = Counter[tuple[str, str, str]]
"""How many replays of a state, a reason and an outcome."""


def _counts(batches: Sequence[int]) -> dict[int, Counted]:
    counts = {batch: Counted() for batch in batches}
    if batches:
        rows = _with_outcome(Replay.objects.filter(batch__in=batches).order_by())
        words = ("batch", "state", "reason", "outcome")
        for batch, state, reason, outcome, count in rows.values_list(*words).annotate(Count("pk")):
            counts[batch][state, reason, outcome or ""] += count
    return counts


def _progress(batch: ReplayBatch, counts: Counted) -> Progress:
    waiting, outcomes, refused = 0, Counter[str](), Counter[str]()
    for (state, reason, outcome), count in counts.items():
        if state == ReplayState.WAITING:
            waiting += count
        elif state == ReplayState.SENT:
            outcomes[outcome] += count
        else:
            refused[reason] += count
    return Progress(
        batch.pk, batch.state, batch.username, batch.asked_at, batch.ended_at, batch.next_at, batch.per_minute,
        batch.chosen, waiting, dict(outcomes), dict(refused),
    )  # fmt: skip


def _with_outcome(replays: QuerySet[Replay]) -> QuerySet[Replay]:
    made = ApiCall.objects.filter(pk=OuterRef("call"))
    return replays.annotate(outcome=Subquery(made.values("outcome")[:1]), status=Subquery(made.values("status")[:1]))


def _made(replays: QuerySet[Replay]) -> tuple[Made, ...]:
    fields = ("original", "call", "state", "reason", "username", "asked_at", "sent_at", "outcome", "status")
    rows = _with_outcome(replays).values_list(*fields)
    return tuple(
        Made(original, call, state, reason, who, asked_at, sent_at, outcome or "", status)
        for original, call, state, reason, who, asked_at, sent_at, outcome, status in rows
    )
