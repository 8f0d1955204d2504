"""One call with all that is known of it: bodies, errors, attempts, and the send it made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from braze_tracker.analytics.models import Campaign, SyncPlan
from braze_tracker.dashboard.outcomes import Pill, pill
from braze_tracker.dashboard.queries_repeats import Twin, twins
from braze_tracker.delivery.models import Replay
from braze_tracker.recording.bodies import Bodies
from braze_tracker.recording.models import ApiCall, ErrorOccurrence, Send
from braze_tracker.recording.stored_bodies import readable

_MOST_ATTEMPTS = 50
_MOST_ERRORS = 100


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


def call_detail(key: UUID, with_bodies: bool) -> CallDetail | None:
    replayed = Exists(Replay.objects.filter(original=OuterRef("pk")))
    named = Campaign.objects.filter(campaign_id=OuterRef("campaign_id")).order_by("pk").values("name")[:1]
    calls = ApiCall.objects.select_related("workspace", "open_intent").annotate(
        replayed=replayed, campaign_name=Subquery(named)
    )
    call = (calls.select_related("stored_body") if with_bodies else calls).filter(pk=key).first()
    if call is None:
        return None
    return CallDetail(
        call=call,
        pill=pill(call.outcome, call.status),
        campaign=call.campaign_name or call.campaign_id,
        bodies=readable(getattr(call, "stored_body", None)) if with_bodies else None,
        errors=_errors(key),
        attempts=_attempts(call),
        send=_send(call),
        twins=twins(call),
        deadline=call.open_intent.deadline if hasattr(call, "open_intent") else None,
        replayed=call.replayed,
    )


def _errors(key: UUID) -> tuple[CallError, ...]:
    rows = ErrorOccurrence.objects.filter(call=key).select_related("group").order_by("group__severity", "pk")
    return tuple(
        CallError(
            group=row.group_id,
            severity=row.group.severity,
            code=row.group.code,
            title=row.group.title,
            message=row.message,
            items=row.items,
            place=f"{row.input_array}[{row.index}]" if row.input_array and row.index is not None else row.input_array,
            calls=row.group.calls,
        )
        for row in rows[:_MOST_ERRORS]
    )


def _attempts(call: ApiCall) -> tuple[Attempt, ...]:
    rows = ApiCall.objects.filter(operation=call.operation).order_by("attempt", "started_at", "id")
    fields = ("id", "attempt", "started_at", "outcome", "status", "elapsed_us", "message")
    return tuple(
        Attempt(key, number, at, pill(outcome, status), took, message, outcome in ("success", "queued", "non_fatal"))
        for key, number, at, outcome, status, took, message in rows.values_list(*fields)[:_MOST_ATTEMPTS]
    )


def _send(call: ApiCall) -> SendOfCall | None:
    if not call.send_id:
        return None
    found = Send.objects.filter(workspace=call.workspace_id, send_id=call.send_id).select_related("plan")
    send = found.order_by("-sent_at").first()
    if send is None:
        return None
    plan: SyncPlan | None = getattr(send, "plan", None)
    return SendOfCall(send.pk, send.send_id, plan.totals if plan else {})
