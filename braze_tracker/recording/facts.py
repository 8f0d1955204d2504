"""From the two lines of a call to everything that is written of it. Pure: lines in, values out, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from braze_tracker.braze.captured import CapturedBody, KeyPrint
from braze_tracker.braze.cases import case_of
from braze_tracker.braze.endpoints import Endpoint, Repeat
from braze_tracker.braze.exchange import Exchange, Failure
from braze_tracker.braze.judging import verdict_of
from braze_tracker.braze.limits import read_limits
from braze_tracker.braze.outcomes import ErrorItem, Outcome, Receipt, Sent, Verdict
from braze_tracker.braze.receipts import external_send_id
from braze_tracker.braze.recorder import Origin
from braze_tracker.journal.lines import Ending, Intent
from braze_tracker.recording.bodies import Bodies, Side
from braze_tracker.recording.choices import SendSource
from braze_tracker.recording.fingerprint import Fingerprint, Trait, fingerprint
from braze_tracker.recording.fitting import LARGE, SMALL, WHOLE, fits, within
from braze_tracker.recording.repeats import INVITING
from braze_tracker.recording.schedules import Schedule, schedule_of

PATIENCE = timedelta(seconds=60)
LONGEST_PATIENCE = timedelta(days=1)
GRACE = timedelta(minutes=10)
CREATE_SEND_ID = "/sends/id/create"
RESCHEDULE = "/schedule/update"
UNSCHEDULE = "/schedule/delete"
UNANSWERED = frozenset({Failure.WRITER_DIED, Failure.NO_ANSWER})
"""Failures that the drain concludes: there is no reply and nothing was measured."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a call went and with which key: what a workspace is found by."""

    scheme: str
    host: str
    key: KeyPrint


@dataclass(frozen=True, slots=True)
class Occurrence:
    """All errors of one call that share a fingerprint."""

    fingerprint: Fingerprint
    family: str
    status: int | None
    first: ErrorItem
    items: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A call that names a send_id. ``uses`` is 0 where the id was only created."""

    campaign_id: str
    send_id: str
    source: SendSource
    at: datetime
    schedule: Schedule | None = None
    uses: int = 1
    schedule_id: str = ""


@dataclass(frozen=True, slots=True)
class Rescheduling:
    """A call that gives what was scheduled before another time, or deletes it (``schedule`` is None)."""

    schedule_id: str
    schedule: Schedule | None
    at: datetime


# A value too, not frozen because freezing makes building it thrice as slow.
@dataclass(slots=True, kw_only=True)
class Fact:
    """One call as it will be stored. ``row`` holds `ApiCall`'s columns but for the workspace."""

    id: UUID
    door: Door
    started_at: datetime
    row: Mapping[str, object]
    occurrences: tuple[Occurrence, ...]
    mention: Mention | None
    rescheduling: Rescheduling | None
    bodies: Bodies
    deadline: datetime | None
    """Until when an ending is waited for; None where there is one."""
    digest: int | None
    """The same for the same request. Its column is filled only where a repeat would matter."""


def exchange_of(intent: Intent, ending: Ending | None) -> Exchange:
    """The exchange as far as the journal kept it."""
    return Exchange(
        method=intent.method,
        url=intent.url,
        request_headers=intent.headers,
        request_body=_bytes(intent.body),
        status=ending.status if ending else None,
        response_headers=ending.headers if ending else {},
        response_body=_bytes(ending.body) if ending else b"",
        failure=ending.failure if ending else None,
        started_at=_aware(intent.at),
        elapsed=answer.elapsed if (answer := _answer(ending)) else None,
    )


def fact_of(intent: Intent, ending: Ending | None, *, now: datetime) -> Fact:
    """Everything that is stored of a call. ``now`` only sets how long an ending is waited for."""
    case = case_of(exchange_of(intent, ending))
    verdict, endpoint, url = verdict_of(case), case.endpoint, _split(intent.url)
    row = _told(intent, endpoint, url.path_and_query)
    row |= _judged(verdict)
    row |= _ids(verdict.receipt, case.exchange)
    row |= _ended(ending, endpoint)
    row["request_digest"] = intent.digest if _repeat_matters(intent, verdict, endpoint) else None
    return Fact(
        id=intent.call,
        door=Door(url.scheme, url.host, intent.key),
        started_at=_aware(intent.at),
        row=row,
        occurrences=_occurrences(verdict.errors, endpoint, ending),
        mention=_mention(intent, ending, verdict, endpoint),
        rescheduling=_rescheduling(intent, verdict, endpoint),
        bodies=_bodies(intent, ending),
        deadline=None if ending else _deadline(intent, now),
        digest=intent.digest,
    )


class _Url(NamedTuple):
    scheme: str
    host: str
    path_and_query: str


@lru_cache(maxsize=256)
def _split(url: str) -> _Url:
    try:
        parts = urlsplit(url)
    except ValueError:
        return _Url("https", "", url)
    host = parts.netloc.rpartition("@")[2].lower()
    scheme = parts.scheme.lower() or "https"
    host = host.removesuffix({"https": ":443", "http": ":80"}.get(scheme, ":"))
    query = f"?{parts.query}" if parts.query else ""
    return _Url(fits(scheme, 8), fits(host, 255), parts.path + query)


_ORIGINS = {origin.value: origin for origin in Origin}


def _told(intent: Intent, endpoint: Endpoint, path: str) -> dict[str, object]:
    return {
        "id": intent.call,
        "key_last4": fits(intent.key.last4, 4),
        "origin": _ORIGINS.get(intent.origin, Origin.CLIENT).value,
        "operation": intent.operation,
        "attempt": within(intent.attempt, SMALL) or 1,
        "endpoint": fits(endpoint.name, 120),
        "url": fits(path, 8000),
        "started_at": _aware(intent.at),
        "possible_duplicate": False,
    }


def _repeat_matters(intent: Intent, verdict: Verdict, endpoint: Endpoint) -> bool:
    """It may do something twice, or be the next attempt of an operation. Our own looks are neither."""
    if intent.origin == Origin.SYNC:
        return False
    return endpoint.repeat is Repeat.UNSAFE or verdict.outcome in _TRIED_AGAIN or intent.attempt > 1


def _judged(verdict: Verdict) -> dict[str, object]:
    return {
        "outcome": verdict.outcome.value,
        "sent": verdict.sent.value,
        "retry": verdict.retry.value,
        "readable": verdict.readable,
        "message": fits(verdict.errors[0].message, 300) if verdict.errors else "",
        "error_count": len(verdict.errors),
    }


def _ids(receipt: Receipt, exchange: Exchange) -> dict[str, object]:
    return {
        "campaign_id": fits(receipt.campaign_id, 64),
        "canvas_id": fits(receipt.canvas_id, 64),
        "send_id": fits(receipt.send_id, 64),
        "dispatch_id": fits(receipt.dispatch_id, 64),
        "schedule_id": fits(receipt.schedule_id, 64),
        "external_send_id": fits(external_send_id(exchange), 255),
    }


def _ended(ending: Ending | None, endpoint: Endpoint) -> dict[str, object]:
    headers = {name.lower(): value for name, value in ending.headers.items()} if ending else {}
    limits = read_limits(headers, ending.status, _aware(ending.at), endpoint) if ending else None
    elapsed = answer.elapsed // timedelta(microseconds=1) if (answer := _answer(ending)) else None
    return {
        "status": within(ending.status, SMALL) if ending else None,
        "failure": fits(ending.failure, 24) if ending else "",
        "elapsed_us": within(elapsed, LARGE),
        "request_id": fits(headers.get("x-request-id"), 64),
        "limit_total": within(limits.total, LARGE) if limits else None,
        "limit_remaining": within(limits.remaining, LARGE) if limits else None,
        "limit_reset_at": limits.reset_at if limits else None,
    }


def _occurrences(errors: Sequence[ErrorItem], endpoint: Endpoint, ending: Ending | None) -> tuple[Occurrence, ...]:
    if not errors:
        return ()
    status = within(ending.status, SMALL) if ending else None
    found: dict[str, Occurrence] = {}
    for item in errors:
        trait = Trait(item.severity.value, status, endpoint.family, item.code, item.message)
        group = fingerprint(trait)
        seen = found.get(group.digest)
        first, items = (seen.first, seen.items + 1) if seen else (item, 1)
        found[group.digest] = Occurrence(group, endpoint.family, status, first, min(items, WHOLE))
    return tuple(found.values())


_TRIED_AGAIN = INVITING | {Outcome.PENDING}
TAKEN = frozenset({Outcome.SUCCESS, Outcome.QUEUED, Outcome.NON_FATAL})


def _mention(intent: Intent, ending: Ending | None, verdict: Verdict, endpoint: Endpoint) -> Mention | None:
    """The send this call tells of. Our own polls name sends too, but never are one."""
    send_id = fits(verdict.receipt.send_id, 64)
    if not send_id or ending is None or intent.origin == Origin.SYNC:
        return None
    campaign_id, at = fits(verdict.receipt.campaign_id, 64), _aware(intent.at)
    if endpoint.template == CREATE_SEND_ID:
        created = Mention(campaign_id, send_id, SendSource.CREATED, at, uses=0)
        return created if verdict.outcome in TAKEN else None
    if not endpoint.sends or verdict.sent is Sent.NOTHING:
        return None
    source = SendSource.REPLY if send_id in ending.body.content else SendSource.REQUEST
    schedule_id = fits(verdict.receipt.schedule_id, 64)
    return Mention(campaign_id, send_id, source, at, schedule_of(intent.body.content), schedule_id=schedule_id)


def _rescheduling(intent: Intent, verdict: Verdict, endpoint: Endpoint) -> Rescheduling | None:
    deletes = endpoint.template.endswith(UNSCHEDULE)
    schedule_id = fits(verdict.receipt.schedule_id, 64)
    if verdict.outcome not in TAKEN or not schedule_id or not (deletes or endpoint.template.endswith(RESCHEDULE)):
        return None
    schedule = None if deletes else schedule_of(intent.body.content)
    return Rescheduling(schedule_id, schedule, _aware(intent.at)) if deletes or schedule else None


def _bodies(intent: Intent, ending: Ending | None) -> Bodies:
    answer = _answer(ending)
    return Bodies(Side(intent.headers, intent.body), Side(answer.headers, answer.body) if answer else None)


def _answer(ending: Ending | None) -> Ending | None:
    """The ending if somebody saw it, and not if the drain concluded it."""
    return None if ending is None or ending.failure in UNANSWERED else ending


def _deadline(intent: Intent, now: datetime) -> datetime:
    patience = min(max(intent.patience or PATIENCE, PATIENCE), LONGEST_PATIENCE)
    return max(_aware(intent.at), now) + patience + GRACE


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _bytes(body: CapturedBody) -> bytes:
    return body.content.encode("utf-8", "replace")
