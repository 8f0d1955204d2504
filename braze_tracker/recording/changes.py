"""A fact on its way into the ledger: with its workspace, and with what is stored of the call so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from braze_tracker.braze.captured import KeyPrint
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.journal import Ending, Intent
from braze_tracker.recording.bodies import Bodies
from braze_tracker.recording.facts import UNANSWERED, Fact, fact_of
from braze_tracker.recording.models import ApiCall, CallBody, Workspace
from braze_tracker.recording.stored_bodies import remembered_bodies


@dataclass(frozen=True, slots=True)
class Change:
    fact: Fact
    workspace: Workspace
    before: ApiCall | None = None


def known_calls(ids: Iterable[UUID]) -> dict[UUID, ApiCall]:
    """Those of the calls that are stored, locked in the order of their ids."""
    if not (written := ",".join(f"'{one.hex}'" for one in ids)):
        return {}
    rows = ApiCall.objects.select_for_update(of=("self",)).select_related("workspace")
    # written out: as parameters, Django would take longer over two thousand ids than the database
    among = RawSQL(f"recording_apicall.id IN ({written})", (), BooleanField())  # noqa: S611 - hexadecimal digits
    return {call.id: call for call in rows.filter(among).order_by("pk")}


def awaits_ending(call: ApiCall) -> bool:
    """Pending, or given up without an answer: a late reply still tells what happened."""
    return call.outcome == Outcome.PENDING or (call.outcome == Outcome.UNKNOWN and call.failure in UNANSWERED)


def completed(before: ApiCall, intent: Intent, ending: Ending, *, now: datetime) -> Change:
    """The stored call with its ending. What the intent said of it stays as it was stored."""
    fact = fact_of(intent, ending, now=now)
    kept = ("url", "endpoint", "origin", "possible_duplicate")
    row = {**fact.row, **{column: getattr(before, column) for column in kept}}
    return Change(replace(fact, row=row), before.workspace, before)


def remembered(calls: Iterable[ApiCall]) -> dict[UUID, Intent]:
    """The intents of stored calls, read back from their rows and bodies."""
    calls = list(calls)
    stored = CallBody.objects.filter(pk__in=[call.id for call in calls])
    bodies = {body.call_id: remembered_bodies(body) for body in stored}
    return {call.id: _intent(call, bodies.get(call.id, Bodies())) for call in calls}


def _intent(call: ApiCall, bodies: Bodies) -> Intent:
    return Intent(
        call=call.id,
        at=call.started_at,
        origin=call.origin,
        operation=call.operation,
        attempt=call.attempt,
        method=call.endpoint.partition(" ")[0],
        url=f"https://{call.workspace.host}{call.url}",
        headers=bodies.request.headers,
        body=bodies.request.body,
        key=KeyPrint("", call.key_last4),
        digest=call.request_digest,
    )
