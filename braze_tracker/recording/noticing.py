"""Notices repeats as calls are stored: one look for equal requests a batch, inside the caller's transaction.

The calls of the batch get their marks and operations before they are written, stored ones are changed. Two drains that
store equal requests at one moment do not see each other's; whichever call has its ending stored later sees both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

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
"""Stored calls looked at for one batch, the newest, or twice as many as it holds: more repeats than that are not told
apart any more."""
LONGEST = timedelta(hours=1)
"""A stored call that took longer is not found as the first of a repeat."""

Equal = tuple[int, int]
"""A workspace's primary key and a request's digest."""
Columns = dict[str, Any]
_MICROSECOND, _NOTHING, _DAY = timedelta(microseconds=1), timedelta(0), timedelta(days=1)


def notice_repeats(changes: Sequence[Change], window: timedelta) -> list[Change]:
    """The changes as they are to be written. Rows stored before that join or are marked now are updated."""
    asked = _asked(changes)
    found: dict[UUID, Columns] = {}
    for equal, calls in _repeated(asked, window).items():
        found |= _found(calls, window, harms=_harms(asked[equal][-1]))
    if not found:
        return list(changes)
    own = {change.fact.id for change in changes}
    update(ApiCall, [{"id": pk, **columns} for pk, columns in found.items() if pk not in own])
    return [_told(change, found.get(change.fact.id)) for change in changes]


def _asked(changes: Iterable[Change]) -> dict[Equal, list[Change]]:
    asked: dict[Equal, list[Change]] = defaultdict(list)
    for change in changes:
        digest = change.fact.digest
        if digest is not None and change.fact.row["origin"] != Origin.SYNC:
            asked[change.workspace.pk, digest].append(change)
    return asked


def _repeated(asked: dict[Equal, list[Change]], window: timedelta) -> dict[Equal, list[Seen]]:
    """Calls that have an equal one, in the batch or among those stored."""
    stored: dict[Equal, list[Seen]] = defaultdict(list)
    if asked:
        own = {change.fact.id for changes in asked.values() for change in changes}
        for workspace, digest, *values in _stored(asked, window):
            if values[0] not in own and (workspace, digest) in asked:
                stored[workspace, digest].append(_seen_stored(values))
    repeated = {equal for equal, changes in asked.items() if len(changes) > 1} | stored.keys()
    return {equal: [*map(_seen, asked[equal]), *stored[equal]] for equal in repeated}


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
    nothing = row["sent"] == Sent.NOTHING
    return Seen(
        id=change.fact.id,
        origin=str(row["origin"]),
        key=str(row["key_last4"]),
        operation=row["operation"],  # type: ignore[arg-type]  # columns of these types, here and below
        attempt=row["attempt"],  # type: ignore[arg-type]
        started_at=change.fact.started_at,
        elapsed=_length(row["elapsed_us"]),
        outcome=str(row["outcome"]),
        sent=str(row["sent"]),
        marked=bool(row["possible_duplicate"]),
        undone=nothing and before is not None and before.sent != Sent.NOTHING,
    )


_COLUMNS = (
    "workspace_id", "request_digest", "id", "origin", "key_last4", "operation", "attempt", "started_at", "elapsed_us",
    "outcome", "sent", "possible_duplicate",
)  # fmt: skip


def _stored(asked: dict[Equal, list[Change]], window: timedelta) -> Iterable[tuple[Any, ...]]:
    """Equal calls that may matter: those just before and all that something was doubtful of; and where the batch has
    a doubtful one itself, also those after it. Values of `_COLUMNS`.
    """
    fresh = [change for changes in asked.values() for change in changes]
    earliest = min(change.fact.started_at for change in fresh)
    latest = max(change.fact.started_at + _took(change) for change in fresh)
    near = Q(started_at__gte=earliest - RETRIED_WITHIN - SLACK)
    doubtful = Q(outcome__in=(*INVITING, Outcome.PENDING)) | Q(elapsed_us__gte=SLOW // _MICROSECOND)
    wanted = near | doubtful | Q(possible_duplicate=True)
    if followed := {change.fact.digest for change in fresh if _may_be_followed(change)}:
        wanted |= Q(_one_of(followed))
    rows = ApiCall.objects.filter(wanted, _one_of({digest for _, digest in asked}))
    rows = rows.filter(started_at__gte=earliest - window - LONGEST, started_at__lte=latest + window)
    return rows.values_list(*_COLUMNS)[: max(MOST, 2 * len(fresh))]


def _one_of(digests: Iterable[int | None]) -> RawSQL:
    """Written out: as parameters, Django would take longer over five hundred numbers than the database."""
    numbers = ",".join(str(int(digest)) for digest in digests if digest is not None)
    return RawSQL(f"recording_apicall.request_digest IN ({numbers})", (), BooleanField())  # noqa: S611 - whole numbers


def _may_be_followed(change: Change) -> bool:
    row = change.fact.row
    ended = change.before is not None or row["outcome"] in INVITING or row["sent"] == Sent.MAYBE
    return ended or _took(change) >= SLOW


def _took(change: Change) -> timedelta:
    return _length(change.fact.row["elapsed_us"]) or _NOTHING


def _length(elapsed_us: object) -> timedelta | None:
    """A call that claims to have lasted for years must not break the calendar."""
    return min(elapsed_us * _MICROSECOND, _DAY) if isinstance(elapsed_us, int) else None


def _seen_stored(values: Iterable[Any]) -> Seen:
    key, origin, last4, operation, attempt, at, took, outcome, sent, marked = values
    return Seen(
        id=key,
        origin=origin,
        key=last4,
        operation=operation,
        attempt=attempt,
        started_at=at,
        elapsed=_length(took),
        outcome=outcome,
        sent=sent,
        marked=marked,
    )
