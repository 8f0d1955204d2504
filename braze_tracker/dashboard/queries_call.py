"""One call with all that is known of it: bodies, errors, attempts, and the send it made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL

from braze_tracker.analytics.models import Campaign
from braze_tracker.dashboard.outcomes import Pill, pill
from braze_tracker.dashboard.queries_counts import answer, as_rows, listed
from braze_tracker.dashboard.queries_repeats import Twin, equals, twins
from braze_tracker.delivery.models import Replay
from braze_tracker.recording.bodies import Bodies
from braze_tracker.recording.models import ApiCall, AuditEntry, ErrorOccurrence, Send
from braze_tracker.recording.stored_bodies import readable

_MOST_ATTEMPTS = 50
_MOST_ERRORS = 100
_ATTEMPT, _EQUAL = 0, 1
_ERROR = ("group_id", "severity", "code", "title", "message", "items", "input_array", "index", "calls")


@dataclass(frozen=True, slots=True)
class Attempt:
    id: UUID
    number: int
    at: datetime
    pill: Pill
    elapsed_us: int | None
    message: str
    fine: bool


@dataclass(frozen=True, slots=True)
class CallError:
    group: int
    severity: str
    code: str
    title: str
    message: str
    items: int
    place: str
    calls: int


@dataclass(frozen=True, slots=True)
class SendOfCall:
    id: int
    send_id: str
    totals: dict[str, object]


@dataclass(frozen=True, slots=True)
class CallDetail:
    """``bodies`` is None where they were not asked for or never kept."""

    call: ApiCall
    pill: Pill
    campaign: str
    bodies: Bodies | None
    errors: tuple[CallError, ...]
    attempts: tuple[Attempt, ...]
    send: SendOfCall | None
    twins: tuple[Twin, ...] = ()
    deadline: datetime | None = None
    """Of a pending call: when it is given up."""
    replayed: bool = False
    """Whether somebody asked for it to be sent again."""
    viewed: bool = False
    """Whether it stands in the audit log already that its bodies are viewed now."""


def call_detail(key: UUID, with_bodies: bool, viewings: QuerySet[AuditEntry] | None = None) -> CallDetail | None:
    """``viewings``: the lines of the audit log that say that its bodies are viewed now."""
    lines = AuditEntry.objects.none() if viewings is None else viewings
    calls = _with_all_that_is_one().annotate(viewed=Exists(lines), told=_errors_of(key))
    call = (calls.select_related("stored_body") if with_bodies else calls).filter(pk=key).first()
    if call is None:
        return None
    kin = _kin(call)
    return CallDetail(
        call=call,
        pill=pill(call.outcome, call.status),
        campaign=call.campaign_name or call.campaign_id,
        bodies=readable(getattr(call, "stored_body", None)) if with_bodies else None,
        errors=tuple(_error(row) for row in as_rows(call.told)),
        attempts=_attempts(row for kind, *row in kin if kind == _ATTEMPT),
        send=SendOfCall(call.send_pk, call.send_id, call.send_totals or {}) if call.send_pk else None,
        twins=twins(call, ((row[1], *row[3:6]) for row in kin if row[0] == _EQUAL)),
        deadline=call.open_intent.deadline if hasattr(call, "open_intent") else None,
        replayed=call.replayed,
        viewed=call.viewed,
    )


def _with_all_that_is_one() -> QuerySet[Any]:
    """Beside a call stands all that there is one of, so that it comes in the same statement."""
    campaign = Campaign.objects.filter(campaign_id=OuterRef("campaign_id")).order_by("pk")
    sends = Send.objects.filter(workspace=OuterRef("workspace"), send_id=OuterRef("send_id")).exclude(send_id="")
    send = sends.order_by("-sent_at")
    return ApiCall.objects.select_related("workspace", "open_intent").annotate(
        replayed=Exists(Replay.objects.filter(original=OuterRef("pk"))),
        retried=Exists(ApiCall.objects.filter(operation=OuterRef("operation")).exclude(pk=OuterRef("pk"))),
        campaign_name=Subquery(campaign.values("name")[:1]),
        send_pk=Subquery(send.values("pk")[:1]),
        send_totals=Subquery(send.values("plan__totals")[:1]),
    )


def _errors_of(key: UUID) -> RawSQL:
    of_group = {name: F(f"group__{name}") for name in ("severity", "code", "title", "calls")}
    rows = ErrorOccurrence.objects.filter(call=key).annotate(**of_group).order_by("group__severity", "pk")
    return RawSQL(*answer(listed(rows[:_MOST_ERRORS], *_ERROR)))  # noqa: S611  # compiled by the ORM, values bound


def _error(row: list[Any]) -> CallError:
    group, severity, code, title, message, items, array, index, calls = row
    place = f"{array}[{index}]" if array and index is not None else array
    return CallError(group, severity, code, title, message, items, place, calls)


def _kin(call: Any) -> list[tuple[Any, ...]]:
    """The attempts of its operation, where there are several, and the calls that made the same request."""
    attempts = ApiCall.objects.filter(operation=call.operation).order_by("attempt", "started_at", "id")
    parts = [(_ATTEMPT, attempts[:_MOST_ATTEMPTS])] if call.retried else []
    parts += [(_EQUAL, calls) for calls in equals(call)]
    rows = [_part(kind, calls) for kind, calls in parts]
    return list(rows[0].union(*rows[1:], all=True)) if rows else []


def _part(kind: int, calls: QuerySet[ApiCall]) -> QuerySet[ApiCall, tuple[Any, ...]]:
    """SQLite takes no slice as a part of a union."""
    kept = ApiCall.objects.filter(pk__in=calls.values("pk")).order_by().annotate(kind=Value(kind, IntegerField()))
    return kept.values_list("kind", "id", "attempt", "started_at", "outcome", "status", "elapsed_us", "message")


def _attempts(rows: Iterable[Sequence[Any]]) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(key, number, at, pill(outcome, status), took, message, outcome in ("success", "queued", "non_fatal"))
        for key, number, at, outcome, status, took, message in sorted(rows, key=lambda row: (row[1], row[2], row[0]))
    )
