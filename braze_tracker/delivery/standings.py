"""What is known of calls that somebody may want to send again: read from the ledger, for `rules` to decide by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast

from braze_tracker.braze.captured import BodyState
from braze_tracker.braze.outcomes import Sent
from braze_tracker.braze.scrubbing import HIDDEN
from braze_tracker.delivery.doors import door_of
from braze_tracker.delivery.models import Replay, ReplayState
from braze_tracker.delivery.rules import Obstacle, Standing
from braze_tracker.recording.models import ApiCall, CallBody
from braze_tracker.recording.stored_bodies import read_bodies

LONGEST_ADDRESS = 8000
"""An address of so many letters may have been cut."""
_AT_ONCE = 50
"""Bodies held in memory at a time."""

Likeness = tuple[int, UUID | int]
"""What calls share that ask for the same thing: an operation, or a workspace and a request equal to the letter."""

_DID_NOTHING = Q(sent=Sent.NOTHING)


def standings(calls: Sequence[ApiCall], hosts: Mapping[str, str]) -> dict[UUID, Standing]:
    """By id. The calls come with their workspaces; six questions to the database, however many calls."""
    states, since = _states(calls), made_since(calls)
    waiting, sent = _replays(calls)
    doors = {call.workspace_id: door_of(call.workspace, hosts) for call in calls}
    return {
        call.pk: Standing(
            origin=call.origin,
            outcome=call.outcome,
            sent=call.sent,
            body=states.get(call.pk),
            address_whole=is_whole(call.url),
            door=door if isinstance(door := doors[call.workspace_id], Obstacle) else None,
            underway=call.pk in waiting,
            since=call.pk in since or call.pk in sent,
        )
        for call in calls
    }


def is_whole(address: str) -> bool:
    """Whether a stored path and query is what was sent: nothing masked in it, nothing cut off."""
    plain = address.startswith("/") and not address.startswith("//") and len(address) < LONGEST_ADDRESS
    return plain and HIDDEN not in address and HIDDEN not in unquote(address)


def _states(calls: Sequence[ApiCall]) -> dict[UUID, BodyState]:
    """A body that came with its call is not asked for again."""
    loaded = [call for call in calls if ApiCall.stored_body.is_cached(call)]
    others = [call.pk for call in calls if not ApiCall.stored_body.is_cached(call)]
    bodies = [call.stored_body for call in loaded if getattr(call, "stored_body", None)]
    return _read(bodies) | (body_states(others) if others else {})


def body_states(keys: Iterable[UUID]) -> dict[UUID, BodyState]:
    """Of the requests of which anything is kept that can be read."""
    return _read(CallBody.objects.filter(pk__in=list(keys)).iterator(chunk_size=_AT_ONCE))


def _read(bodies: Iterable[CallBody]) -> dict[UUID, BodyState]:
    found = {}
    for stored in bodies:
        try:
            found[stored.call_id] = read_bodies(stored).request.body.state
        except ValueError:  # as if it were gone: nothing of it can be sent
            continue
    return found


def made_since(calls: Sequence[ApiCall]) -> set[UUID]:
    """Those after which the same request was made again and did, or may have done, what it asked for: by the same
    operation, or by anybody where the requests are equal to the letter."""
    latest = _latest(calls)
    return {call.pk for call in calls if any(_later(call, latest.get(likeness)) for likeness in likenesses(call))}


def _latest(calls: Sequence[ApiCall]) -> dict[Likeness, datetime]:
    """What calls share → when the last of them that did, or may have done, something began. One question."""
    others = ApiCall.objects.exclude(_DID_NOTHING).order_by()
    operations = others.filter(operation__in={call.operation for call in calls}).annotate(
        place=Value(0), word=Cast("operation", TextField())
    )
    requests = others.filter(request_digest__in=_digests(calls)).annotate(
        place=F("workspace"), word=Cast("request_digest", TextField())
    )
    each = (one.values_list("place", "word").annotate(Max("started_at")) for one in (operations, requests))
    rows = next(each).union(next(each), all=True)
    return {(place, int(word)) if place else (0, UUID(word)): at for place, word, at in rows}


def _digests(calls: Sequence[ApiCall]) -> set[int]:
    return {call.request_digest for call in calls if call.request_digest is not None}


def _later(call: ApiCall, at: datetime | None) -> bool:
    return at is not None and at > call.started_at


def _replays(calls: Sequence[ApiCall]) -> tuple[set[UUID], set[UUID]]:
    """The originals of which a replay waits, and those since which one was sent, of them or of an equal request, that
    may have done something: what has left is not in the ledger at once."""
    rows = _asked(calls)
    made = {row.call for row in rows if row.call}
    harmless = set(ApiCall.objects.filter(_DID_NOTHING, pk__in=made).values_list("pk", flat=True)) if made else set()
    left: dict[UUID | Likeness, list[datetime | None]] = defaultdict(list)
    for row in rows:
        if row.state == ReplayState.SENT and row.call not in harmless:
            left[row.original].append(row.sent_at)
            for likeness in _shared(row.operation, row.workspace, row.digest):
                left[likeness].append(row.sent_at)
    waiting = {row.original for row in rows if row.state == ReplayState.WAITING}
    return waiting & {call.pk for call in calls}, {
        call.pk
        for call in calls
        if left[call.pk] or any(_later(call, at) for likeness in likenesses(call) for at in left[likeness])
    }


class _Asked(NamedTuple):
    """A replay that was not refused, and what its original shares with others."""

    original: UUID
    state: str
    call: UUID | None
    sent_at: datetime | None
    operation: UUID | None
    workspace: int | None
    digest: int | None


def _asked(calls: Sequence[ApiCall]) -> list[_Asked]:
    like = Q(operation__in={call.operation for call in calls}) | Q(request_digest__in=_digests(calls))
    sent_before = Q(state=ReplayState.SENT, original__in=ApiCall.objects.filter(like).order_by().values("pk"))
    of_these = Q(original__in={call.pk for call in calls})
    original = ApiCall.objects.filter(pk=OuterRef("original")).order_by()
    rows = Replay.objects.filter(of_these | sent_before).exclude(state=ReplayState.REFUSED)
    shared = (Subquery(original.values(name)) for name in ("operation", "workspace", "request_digest"))
    return list(map(_Asked._make, rows.values_list("original", "state", "call", "sent_at", *shared)))


def likenesses(call: ApiCall) -> list[Likeness]:
    return _shared(call.operation, call.workspace_id, call.request_digest)


def _shared(operation: UUID | None, workspace: int | None, digest: int | None) -> list[Likeness]:
    """Nothing of a call that is not in the ledger any more."""
    own: list[Likeness] = [(0, operation)] if operation else []
    return [*own, (workspace, digest)] if workspace and digest is not None else own
