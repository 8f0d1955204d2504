"""What is known of calls that somebody may want to send again: read from the ledger, for `rules` to decide by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q

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

_DID_NOTHING = Q(sent=Sent.NOTHING)


def standings(calls: Sequence[ApiCall], hosts: Mapping[str, str]) -> dict[UUID, Standing]:
    """By id. The calls come with their workspaces; eight questions to the database, however many calls."""
    states, since = body_states(call.pk for call in calls), made_since(calls)
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


def body_states(keys: Iterable[UUID]) -> dict[UUID, BodyState]:
    """Of the requests of which anything is kept that can be read."""
    found = {}
    for stored in CallBody.objects.filter(pk__in=list(keys)).iterator(chunk_size=_AT_ONCE):
        try:
            found[stored.call_id] = read_bodies(stored).request.body.state
        except ValueError:  # as if it were gone: nothing of it can be sent
            continue
    return found


def made_since(calls: Sequence[ApiCall]) -> set[UUID]:
    """Those after which the same request was made again and did, or may have done, what it asked for: by the same
    operation, or by anybody where the requests are equal to the letter."""
    others = ApiCall.objects.exclude(_DID_NOTHING).order_by()
    operations = dict(
        others.filter(operation__in=[call.operation for call in calls])
        .values_list("operation")
        .annotate(Max("started_at"))
    )
    equal = _equal({call.request_digest for call in calls if call.request_digest is not None})
    return {
        call.pk
        for call in calls
        if _later(call, operations.get(call.operation))
        or _later(call, equal.get((call.workspace_id, call.request_digest)))
    }


def _equal(digests: Collection[int]) -> dict[tuple[int, int | None], datetime]:
    others = ApiCall.objects.exclude(_DID_NOTHING).filter(request_digest__in=digests).order_by()
    rows = others.values_list("workspace_id", "request_digest").annotate(Max("started_at"))
    return {(workspace, digest): at for workspace, digest, at in rows}


def _later(call: ApiCall, at: datetime | None) -> bool:
    return at is not None and at > call.started_at


def _replays(calls: Sequence[ApiCall]) -> tuple[set[UUID], set[UUID]]:
    """The originals of which a replay waits, and those since which one was sent, of them or of an equal request, that
    may have done something: what has left is not in the ledger at once."""
    kin = _kin(calls)
    keys = {call.pk for call in calls}
    asked = Replay.objects.filter(original__in=keys.union(*kin.values())).exclude(state=ReplayState.REFUSED)
    rows = list(asked.values_list("original", "state", "call", "sent_at"))
    made = {call for _, _, call, _ in rows if call}
    harmless = set(ApiCall.objects.filter(_DID_NOTHING, pk__in=made).values_list("pk", flat=True)) if made else set()
    left: dict[UUID, list[datetime | None]] = defaultdict(list)
    for original, state, call, at in rows:
        if state == ReplayState.SENT and call not in harmless:
            left[original].append(at)
    waiting = {original for original, state, _, _ in rows if state == ReplayState.WAITING}
    return waiting & keys, {
        call.pk
        for call in calls
        if left[call.pk] or any(_later(call, at) for other in _of(call, kin) for at in left[other])
    }


Kin = Mapping[tuple[object, object], set[UUID]]
"""Calls of which a replay was sent: by their operation, and by their workspace and request."""


def _kin(calls: Sequence[ApiCall]) -> Kin:
    sent = Replay.objects.filter(original=OuterRef("pk"), state=ReplayState.SENT)
    digests = {call.request_digest for call in calls if call.request_digest is not None}
    like = Q(operation__in={call.operation for call in calls}) | Q(request_digest__in=digests)
    found: dict[tuple[object, object], set[UUID]] = defaultdict(set)
    for other in ApiCall.objects.filter(like, Exists(sent)).order_by().only(*_LIKENESS):
        for likeness in likenesses(other):
            found[likeness].add(other.pk)
    return found


_LIKENESS = ("operation", "workspace_id", "request_digest")


def likenesses(call: ApiCall) -> list[tuple[object, object]]:
    """What calls share that ask for the same thing: an operation, or a request that is equal to the letter."""
    own: list[tuple[object, object]] = [("", call.operation)]
    return own if call.request_digest is None else [*own, (call.workspace_id, call.request_digest)]


def _of(call: ApiCall, kin: Kin) -> set[UUID]:
    return set[UUID]().union(*(kin.get(likeness, ()) for likeness in likenesses(call)))
