"""What an exchange comes to: `judge` walks one table, top down, and the first row that fits gives the verdict.

Judged by status and by the presence of errors, never by wording or content type; whatever came, judging does not raise.
https://www.braze.com/docs/api/errors
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from braze_tracker.braze.asked import bad_request, may_repeat
from braze_tracker.braze.catalogue import by_status, explain, recognise
from braze_tracker.braze.catalogue_wire import failure_in, status_text
from braze_tracker.braze.echoes import hide_keys
from braze_tracker.braze.endpoint import Endpoint
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.exchange import NEVER_LEFT, Exchange
from braze_tracker.braze.items import Named, clean, headline, listed
from braze_tracker.braze.limits import read_remaining
from braze_tracker.braze.outcomes import ErrorItem, Outcome, Receipt, Retry, Sent, Severity, Verdict
from braze_tracker.braze.receipts import receipt_of
from braze_tracker.braze.replies import Body, read_body

_FATAL, _NON_FATAL = Severity.FATAL, Severity.NON_FATAL
_FINE = frozenset({"success", "queued"})
# A `detail` is an error in a refusal (SCIM); beside a success it may be anything.
_HEADLINES = {True: ("message", "error"), False: ("message", "error", "detail")}


@dataclass(frozen=True, slots=True)
class _Case:
    """An exchange with everything about it that the table asks for, read once."""

    exchange: Exchange
    endpoint: Endpoint
    status: int
    """0 where no status came."""
    body: Body
    said: str
    """The reply's message where it is an answer of its own kind: ``success``, ``queued``, or "" for any other."""
    top: Named | None
    """The error the whole reply is about."""
    items: list[Named]

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def cut(self) -> bool:
        """The wire failed before the reply was whole."""
        return self.exchange.failure is not None and (self.body.empty or not self.body.readable)


def judge(exchange: Exchange) -> Verdict:
    """Outcome, errors, receipt and what may be done next. Never raises; see `Verdict` for what each means."""
    case = _case(exchange)
    return next(verdict(case) for fits, verdict in _TABLE if fits(case))


def _case(exchange: Exchange) -> _Case:
    body = read_body(exchange.response_body)
    status = exchange.status
    known = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 999
    accepted = known and status is not None and 200 <= status < 300
    said, top = _heard(body.fields, _HEADLINES[accepted]) if body.fields else ("", None)
    return _Case(
        exchange=exchange,
        endpoint=identify(exchange.method, exchange.url),
        status=status if known and status is not None else 0,
        body=body,
        said=said,
        top=top,
        items=listed(body.fields) if body.fields else [],
    )


def _heard(fields: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[str, Named | None]:
    message = fields.get("message")
    if isinstance(message, str) and (word := message.strip().rstrip(".!").lower()) in _FINE:
        error = clean(fields.get("error"))
        return word, Named(error) if error else None
    return "", headline(fields, keys)


# Verdicts ----------------------------------------------------------------------------------------------------------
def _pending(case: _Case) -> Verdict:
    return _verdict(case, Outcome.PENDING, (), sent=Sent.MAYBE, retry=Retry.CHECK_FIRST)


def _unknown(case: _Case) -> Verdict:
    failure = failure_in(case.exchange.failure or "")
    code = f"wire_{failure.value}" if failure else "wire_failure"
    never_left = failure in NEVER_LEFT and not case.status
    item = ErrorItem(_wire_sentence(case, code), _FATAL, code)
    if never_left:
        return _verdict(case, Outcome.UNKNOWN, (item,), sent=Sent.NOTHING, retry=Retry.BACK_OFF)
    return _verdict(case, Outcome.UNKNOWN, (item,), **_unproven(case))


def _strange(case: _Case) -> Verdict:
    text = f"The reply had the status {clean(case.exchange.status)}, which says nothing: it may have been sent."
    item = ErrorItem(text, _FATAL)
    return _verdict(case, Outcome.UNKNOWN, (item,), readable=False, **_unproven(case))


def _refused_politely(case: _Case) -> Verdict:
    """A 2xx that tells of an error instead of a success."""
    top = case.top or Named("")
    errors = (_item(case, top, _FATAL), *_items(case, _NON_FATAL))
    entry = explain(errors[0].code)
    if entry is None:
        return _verdict(case, Outcome.FATAL_CLIENT, errors, sent=Sent.MAYBE, retry=Retry.CHECK_FIRST)
    return _verdict(case, Outcome.FATAL_CLIENT, errors, sent=entry.sent, retry=entry.retry)


def _queued(case: _Case) -> Verdict:
    return _verdict(case, Outcome.QUEUED, _items(case, _NON_FATAL))


def _with_errors(case: _Case) -> Verdict:
    errors = _items(case, _NON_FATAL)
    if case.top:
        errors = (_item(case, case.top, _NON_FATAL), *errors)
    entries = [entry for error in errors if (entry := explain(error.code))]
    nothing = any(entry.sent is Sent.NOTHING for entry in entries if entry.severity is _NON_FATAL)
    sent = Sent.NOTHING if nothing else Sent.IN_PART
    return _verdict(case, Outcome.NON_FATAL, errors, sent=sent, retry=Retry.FIX_AND_RESEND)


def _success(case: _Case) -> Verdict:
    return _verdict(case, Outcome.SUCCESS, ())


def _redirected(case: _Case) -> Verdict:
    item = ErrorItem(
        f"{status_text(case.status)}: unexpected redirect, nothing was done", _FATAL, "unexpected_redirect"
    )
    return _verdict(case, Outcome.FATAL_CLIENT, (item,), sent=Sent.NOTHING, retry=Retry.FIX_AND_RESEND)


def _rate_limited(case: _Case) -> Verdict:
    errors = _fatal(case)
    entry = explain(errors[0].code)
    retry = entry.retry if entry else Retry.WAIT_UNTIL_RESET
    return _verdict(case, Outcome.RATE_LIMITED, errors, sent=Sent.NOTHING, retry=retry)


def _refused(case: _Case) -> Verdict:
    errors = _fatal(case)
    entry = next((entry for error in errors if (entry := explain(error.code))), None)
    sent = Sent.IN_PART if _partly_done(case.body.fields) else Sent.NOTHING
    retry = entry.retry if entry else Retry.FIX_AND_RESEND
    return _verdict(case, Outcome.FATAL_CLIENT, errors, sent=sent, retry=retry)


def _failed(case: _Case) -> Verdict:
    return _verdict(case, Outcome.FATAL_SERVER, _fatal(case), **_unproven(case))


_TABLE: tuple[tuple[Callable[[_Case], bool], Callable[[_Case], Verdict]], ...] = (
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


# What the rows share -----------------------------------------------------------------------------------------------
def _verdict(
    case: _Case,
    outcome: Outcome,
    errors: tuple[ErrorItem, ...],
    *,
    sent: Sent = Sent.ACCEPTED,
    retry: Retry = Retry.NOT_NEEDED,
    readable: bool = True,
) -> Verdict:
    receipt: Receipt = receipt_of(case.exchange, case.endpoint, case.body.fields)
    if errors:
        errors = hide_keys(errors, case.exchange)
    return Verdict(outcome, errors, receipt, retry, sent, readable and case.body.readable)


def _unproven(case: _Case) -> dict[str, Any]:
    """A reading sends nothing, whatever became of it; what may be written twice may be tried again."""
    reads = case.endpoint.repeat.value == "safe"
    again = reads or may_repeat(case.endpoint, case.exchange)
    return {
        "sent": Sent.NOTHING if reads else Sent.MAYBE,
        "retry": Retry.BACK_OFF if again else Retry.CHECK_FIRST,
    }


def _fatal(case: _Case) -> tuple[ErrorItem, ...]:
    """The headline is fatal and the rest minor; without a headline the listed errors are what was fatal."""
    if case.top is None and case.items:
        return _items(case, _FATAL)
    top = case.top or Named(clean(case.body.plain) or status_text(case.status))
    minor = _items(case, _NON_FATAL)
    head = _item(case, top, _FATAL)
    if minor and _says_nothing(top.message):
        # "Invalid Request", say catalogs, and name the reason in the list.
        head = replace(head, code=next((item.code for item in minor if item.code), head.code))
    return (head, *minor)


def _items(case: _Case, severity: Severity) -> tuple[ErrorItem, ...]:
    return tuple(_item(case, named, severity) for named in case.items)


def _item(case: _Case, named: Named, severity: Severity) -> ErrorItem:
    code = _code(case, named, severity)
    return ErrorItem(named.message, severity, code, named.input_array, named.index)


def _code(case: _Case, named: Named, severity: Severity) -> str:
    if code := recognise(named.message, named.ident, severity, case.endpoint.family):
        return code
    if severity is not _FATAL or case.accepted:
        return named.source if explain(named.source) else ""
    if case.status == 400:
        return bad_request(case.exchange) if _says_nothing(named.message) else ""
    if case.status == 429 and case.endpoint.family == "cdi" and read_remaining(case.exchange.response_headers):
        return "job_in_progress"
    return by_status(case.status)


def _says_nothing(message: str) -> bool:
    return message.strip(" .").lower() in ("bad request", "400 bad request", "invalid request")


def _partly_done(fields: Mapping[str, Any]) -> bool:
    return any(name.endswith("_processed") and isinstance(count, int) and count > 0 for name, count in fields.items())


def _wire_sentence(case: _Case, code: str) -> str:
    entry = explain(code)
    told = entry.explanation if entry else ""
    failure = clean(case.exchange.failure)[:300]
    if case.status:
        told = f"Braze answered {status_text(case.status)}, and the rest of the reply was lost. It may have been sent."
    return told if f"wire_{failure}" == code else f"{told} ({failure or 'no reason given'})"
