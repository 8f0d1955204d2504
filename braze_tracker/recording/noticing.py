"""Notices repeats as calls are stored: one look for equal requests a batch, inside the caller's transaction.

The calls of the batch get their marks and operations before they are written, stored ones are changed. Two drains that
store equal requests at one moment do not see each other's; whichever call has its ending stored later sees both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from braze_tracker.braze.asked import may_repeat
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.exchange import Exchange
from braze_tracker.braze.outcomes import Outcome, Sent
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.changes import Change
from braze_tracker.recording.models import ApiCall
from braze_tracker.recording.repeats import (
    INVITING,
    RETRIED_WITHIN,
    SLACK,
    SLOW,
    Seen,
    cleared,
    gathered,
    possible_duplicates,
)
from braze_tracker.recording.upsert import update

MOST = 1000
"""Stored calls looked at for one batch, the newest: more repeats than that are not told apart any more."""
LONGEST = timedelta(hours=1)
"""A stored call that took longer is not found as the first of a repeat."""

Equal = tuple[int, int]
"""A workspace's primary key and a request's digest."""
Columns = dict[str, Any]
_MICROSECOND = timedelta(microseconds=1)


def notice_repeats(changes: Sequence[Change], window: timedelta) -> list[Change]:
    """The changes as they are to be written. Rows stored before that join or are marked now are updated."""
    asked = [change for change in changes if change.fact.digest is not None and _origin(change) != Origin.SYNC]
    if not asked:
        return list(changes)
    seen: dict[Equal, list[Seen]] = defaultdict(list)
    for change in asked:
        seen[change.workspace.pk, change.fact.digest or 0].append(_seen(change))
    for equal, one in _stored(asked, seen, window):
        seen[equal].append(one)
    told = {(change.workspace.pk, change.fact.digest): change for change in asked}
    found = {
        pk: columns
        for equal, calls in seen.items()
        if len(calls) > 1
        for pk, columns in _found(calls, window, harms=_harms(told[equal])).items()
    }
    own = {change.fact.id for change in changes}
    update(ApiCall, [{"id": pk, **columns} for pk, columns in found.items() if pk not in own])
    return [_told(change, found.get(change.fact.id)) for change in changes]


def _found(calls: Sequence[Seen], window: timedelta, *, harms: bool) -> dict[UUID, Columns]:
    """The columns of the calls that change."""
    duplicates = possible_duplicates(calls, window) if harms else set()
    gone = cleared(calls, duplicates, window)
    places = gathered(calls)
    found = {}
    for one in calls:
        place = places.get(one.id)
        columns: Columns = {
            "operation": place.operation if place else one.operation,
            "attempt": place.attempt if place else one.attempt,
            "possible_duplicate": (one.marked or one.id in duplicates) and one.id not in gone,
        }
        if place or columns["possible_duplicate"] != one.marked:
            found[one.id] = columns
    return found


def _told(change: Change, columns: Columns | None) -> Change:
    """A call that joined an operation keeps its digest, whatever its outcome: the next one must find it."""
    if columns is None:
        return change
    row = {**change.fact.row, **columns, "request_digest": change.fact.digest}
    return replace(change, fact=replace(change.fact, row=row))


def _harms(change: Change) -> bool:
    """Whether this request does more when it is made twice."""
    method, _, _ = str(change.fact.row["endpoint"]).partition(" ")
    url, body = str(change.fact.row["url"]), change.fact.bodies.request.body.content
    exchange = Exchange(method=method, url=url, request_body=body.encode("utf-8", "replace"))
    return not may_repeat(identify(method, url), exchange)


def _seen(change: Change) -> Seen:
    row, before = change.fact.row, change.before
    took = row["elapsed_us"]
    nothing = row["sent"] == Sent.NOTHING
    return Seen(
        id=change.fact.id,
        origin=_origin(change),
        key=str(row["key_last4"]),
        operation=row["operation"],  # type: ignore[arg-type]  # columns of these types, here and below
        attempt=row["attempt"],  # type: ignore[arg-type]
        started_at=change.fact.started_at,
        elapsed=took * _MICROSECOND if isinstance(took, int) else None,
        outcome=str(row["outcome"]),
        sent=str(row["sent"]),
        marked=bool(row["possible_duplicate"]),
        undone=nothing and before is not None and before.sent != Sent.NOTHING,
    )


def _origin(change: Change) -> str:
    return str(change.fact.row["origin"])


_COLUMNS = (
    "workspace_id", "request_digest", "id", "origin", "key_last4", "operation", "attempt", "started_at", "elapsed_us",
    "outcome", "sent", "possible_duplicate",
)  # fmt: skip


def _stored(asked: Sequence[Change], seen: dict[Equal, list[Seen]], window: timedelta) -> Iterator[tuple[Equal, Seen]]:
    """Equal calls that may matter: those just before and all that something was doubtful of; and where the batch has
    a doubtful one itself, also those after it.
    """
    fresh = [one for calls in seen.values() for one in calls]
    earliest = min(one.started_at for one in fresh)
    latest = max(one.ended_at for one in fresh)
    near = Q(started_at__gte=earliest - RETRIED_WITHIN - SLACK)
    doubtful = Q(outcome__in=(*INVITING, Outcome.PENDING)) | Q(elapsed_us__gte=SLOW // _MICROSECOND)
    followed = {digest for (_, digest), calls in seen.items() if any(map(_may_be_followed, calls))}
    wanted = near | doubtful | Q(possible_duplicate=True) | Q(request_digest__in=followed)
    digests = {change.fact.digest for change in asked}
    rows = ApiCall.objects.filter(wanted, request_digest__in=digests)
    rows = rows.filter(started_at__gte=earliest - window - LONGEST, started_at__lte=latest + window)
    own = {one.id for one in fresh}
    for workspace, digest, *values in rows.values_list(*_COLUMNS)[:MOST]:
        if values[0] not in own and (workspace, digest) in seen:
            yield (workspace, digest), _seen_stored(values)


def _may_be_followed(one: Seen) -> bool:
    return one.doubtful or one.undone or one.outcome in INVITING


def _seen_stored(values: Iterable[Any]) -> Seen:
    key, origin, last4, operation, attempt, at, took, outcome, sent, marked = values
    return Seen(
        id=key,
        origin=origin,
        key=last4,
        operation=operation,
        attempt=attempt,
        started_at=at,
        elapsed=None if took is None else took * _MICROSECOND,
        outcome=outcome,
        sent=sent,
        marked=marked,
    )
