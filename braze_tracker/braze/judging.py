"""What an exchange comes to: `judge` walks one table, top down, and the first row that fits gives the verdict.

Judged by status and by the presence of errors, never by wording or content type; whatever came, judging does not raise.
https://www.braze.com/docs/api/errors
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from braze_tracker.braze.asked import may_repeat
from braze_tracker.braze.cases import Case, case_of, fatal_errors, minor_errors, wire_error
from braze_tracker.braze.catalogue import explain
from braze_tracker.braze.catalogue_wire import status_text
from braze_tracker.braze.echoes import hide_keys
from braze_tracker.braze.exchange import NEVER_LEFT, Exchange
from braze_tracker.braze.items import clean
from braze_tracker.braze.outcomes import ErrorItem, Outcome, Retry, Sent, Severity, Verdict
from braze_tracker.braze.receipts import receipt_of


def judge(exchange: Exchange) -> Verdict:
    """Outcome, errors, receipt and what may be done next. Never raises; `Verdict` says what each means."""
    return verdict_of(case_of(exchange))


def verdict_of(case: Case) -> Verdict:
    """The same, for an exchange that has been read."""
    for fits, verdict in _TABLE:
        if fits(case):
            return verdict(case)
    raise AssertionError("The table's last row fits every case.")


def _pending(case: Case) -> Verdict:
    return _verdict(case, Outcome.PENDING, sent=Sent.MAYBE, retry=Retry.CHECK_FIRST)


def _unknown(case: Case) -> Verdict:
    errors = (wire_error(case),)
    if case.failure in NEVER_LEFT and not case.status:
        return _verdict(case, Outcome.UNKNOWN, errors, sent=Sent.NOTHING, retry=Retry.BACK_OFF)
    return _unproven(case, Outcome.UNKNOWN, errors)


def _strange(case: Case) -> Verdict:
    status = clean(str(case.exchange.status))[:20]
    text = f"The reply had the status {status}, which HTTP does not know. {case.left_behind}"
    return _unproven(case, Outcome.UNKNOWN, (ErrorItem(text, Severity.FATAL),), readable=False)


def _queued(case: Case) -> Verdict:
    return _verdict(case, Outcome.QUEUED, minor_errors(case))


def _refused_politely(case: Case) -> Verdict:
    """A 2xx that tells of an error instead of a success."""
    errors = fatal_errors(case)
    entry = explain(errors[0].code)
    sent, retry = (entry.sent, entry.retry) if entry else (Sent.MAYBE, Retry.CHECK_FIRST)
    return _verdict(case, Outcome.FATAL_CLIENT, errors, sent=sent, retry=retry)


def _with_errors(case: Case) -> Verdict:
    errors = minor_errors(case)
    entries = [entry for error in errors if (entry := explain(error.code))]
    nothing = any(entry.sent is Sent.NOTHING for entry in entries if entry.severity is Severity.NON_FATAL)
    sent = Sent.NOTHING if nothing else Sent.IN_PART
    return _verdict(case, Outcome.NON_FATAL, errors, sent=sent, retry=Retry.FIX_AND_RESEND)


def _success(case: Case) -> Verdict:
    return _verdict(case, Outcome.SUCCESS)


def _redirected(case: Case) -> Verdict:
    text = f"{status_text(case.status)}: an unexpected redirect. Nothing was done."
    errors = (ErrorItem(text, Severity.FATAL, "unexpected_redirect"),)
    return _verdict(case, Outcome.FATAL_CLIENT, errors, sent=Sent.NOTHING, retry=Retry.FIX_AND_RESEND)


def _rate_limited(case: Case) -> Verdict:
    errors = fatal_errors(case)
    entry = explain(errors[0].code)
    retry = entry.retry if entry else Retry.WAIT_UNTIL_RESET
    return _verdict(case, Outcome.RATE_LIMITED, errors, sent=Sent.NOTHING, retry=retry)


def _refused(case: Case) -> Verdict:
    errors = fatal_errors(case)
    entry = next((entry for error in errors if (entry := explain(error.code))), None)
    sent = Sent.IN_PART if _partly_done(case.body.fields) else Sent.NOTHING
    retry = entry.retry if entry else Retry.FIX_AND_RESEND
    return _verdict(case, Outcome.FATAL_CLIENT, errors, sent=sent, retry=retry)


def _failed(case: Case) -> Verdict:
    return _unproven(case, Outcome.FATAL_SERVER, fatal_errors(case))


_TABLE: tuple[tuple[Callable[[Case], bool], Callable[[Case], Verdict]], ...] = (
    (lambda case: case.exchange.status is None and case.exchange.failure is None, _pending),
    (lambda case: case.exchange.status is None, _unknown),
    (lambda case: not 200 <= case.status < 600, _strange),
    (lambda case: case.accepted and case.cut, _unknown),
    (lambda case: case.accepted and case.said == "queued", _queued),
    (lambda case: case.accepted and not case.said and case.top is not None, _refused_politely),
    (lambda case: case.accepted and bool(case.items or case.top), _with_errors),
    (lambda case: case.accepted, _success),
    (lambda case: case.status < 400, _redirected),
    (lambda case: case.status == 429, _rate_limited),
    (lambda case: case.status < 500, _refused),
    (lambda case: True, _failed),
)


def _unproven(case: Case, outcome: Outcome, errors: tuple[ErrorItem, ...], readable: bool = True) -> Verdict:
    """Nothing proves what became of it. A reading sends nothing all the same; some calls may be made twice."""
    sent = Sent.NOTHING if case.reads else Sent.MAYBE
    retry = Retry.BACK_OFF if may_repeat(case.endpoint, case.exchange) else Retry.CHECK_FIRST
    return _verdict(case, outcome, errors, sent=sent, retry=retry, readable=readable)


def _verdict(
    case: Case,
    outcome: Outcome,
    errors: tuple[ErrorItem, ...] = (),
    *,
    sent: Sent = Sent.ACCEPTED,
    retry: Retry = Retry.NOT_NEEDED,
    readable: bool = True,
) -> Verdict:
    receipt = receipt_of(case.exchange, case.endpoint, case.body.fields)
    shown = hide_keys(errors, case.exchange) if errors else ()
    return Verdict(outcome, shown, receipt, retry, sent, readable and case.body.readable)


def _partly_done(fields: Mapping[str, Any]) -> bool:
    """A refused users/track may have processed the objects before the one it refused."""
    return any(name.endswith("_processed") and isinstance(count, int) and count > 0 for name, count in fields.items())
