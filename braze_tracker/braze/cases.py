"""An exchange with all that judging asks of it, read once; and its errors, each with the catalogue's code.

Knows what was said, not what it comes to: outcomes are judging's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from braze_tracker.braze.asked import bad_request
from braze_tracker.braze.catalogue import by_status, explain, recognise
from braze_tracker.braze.catalogue_wire import MAYBE_SENT, READ_AGAIN, failure_in, status_text, wire_entry
from braze_tracker.braze.endpoint import Endpoint, Repeat
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.exchange import Exchange, Failure
from braze_tracker.braze.items import Named, clean, headline, listed
from braze_tracker.braze.limits import read_remaining
from braze_tracker.braze.outcomes import ErrorItem, Severity
from braze_tracker.braze.replies import Body, read_body

_FINE = frozenset({"success", "queued"})
_BARE = frozenset({"bad request", "400 bad request", "invalid request"})
# A `detail` is an error in a refusal (SCIM); beside a success it may be anything.
_HEADLINES = {True: ("message", "error"), False: ("message", "error", "detail")}


# A value, not frozen because freezing makes building it thrice as slow; judging runs by the thousand.
@dataclass(slots=True)
class Case:
    """One exchange, read."""

    exchange: Exchange
    endpoint: Endpoint
    status: int
    """0 where no status came, or none that HTTP knows."""
    body: Body
    said: str
    """``success`` or ``queued`` where the reply's message is that, else ""."""
    top: Named | None
    """The error the whole reply is about."""
    items: list[Named]
    """The errors it lists beside that."""

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def cut(self) -> bool:
        """The wire failed before the reply was whole."""
        return self.exchange.failure is not None and (self.body.empty or not self.body.readable)

    @property
    def failure(self) -> Failure | None:
        return failure_in(self.exchange.failure or "")

    @property
    def left_behind(self) -> str:
        """What a call without a usable reply may have done, in a sentence."""
        return READ_AGAIN if self.reads else MAYBE_SENT

    @property
    def reads(self) -> bool:
        return self.endpoint.repeat is Repeat.SAFE


def case_of(exchange: Exchange) -> Case:
    status = exchange.status
    known = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 999
    number = status if known and status is not None else 0
    body = read_body(exchange.response_body)
    said, top = _heard(body.fields, 200 <= number < 300)
    return Case(
        exchange=exchange,
        endpoint=identify(exchange.method, exchange.url),
        status=number,
        body=body,
        said=said,
        top=top,
        items=listed(body.fields) if body.fields else [],
    )


def _heard(fields: Mapping[str, Any], accepted: bool) -> tuple[str, Named | None]:
    message = fields.get("message")
    if isinstance(message, str) and (word := message.strip().rstrip(".!").lower()) in _FINE:
        error = clean(fields.get("error"))
        return word, Named(error) if error else None
    return "", headline(fields, _HEADLINES[accepted])


def fatal_errors(case: Case) -> tuple[ErrorItem, ...]:
    """The headline is fatal and the rest minor; without a headline the listed errors are what was fatal."""
    if case.top is None and case.items:
        return tuple(_item(case, named, Severity.FATAL) for named in case.items)
    top = case.top or Named(clean(case.body.plain) or status_text(case.status))
    head, minor = _item(case, top, Severity.FATAL), _listed(case)
    if minor and _is_bare(top.message):
        # "Invalid Request", say catalogs, and name the reason in the list.
        head = replace(head, code=next((item.code for item in minor if item.code), head.code))
    return (head, *minor)


def minor_errors(case: Case) -> tuple[ErrorItem, ...]:
    """What an accepted call could not do in full."""
    top = (_item(case, case.top, Severity.NON_FATAL),) if case.top else ()
    return (*top, *_listed(case))


def wire_error(case: Case) -> ErrorItem:
    """What the wire did, in a sentence; the words of the library that told it stand behind, in brackets."""
    entry, told = wire_entry(case.failure, reads=case.reads), clean(case.exchange.failure)[:300]
    sentence = entry.explanation
    if case.status:
        lost = f"Braze answered {status_text(case.status)}, and the rest of the reply was lost."
        sentence = f"{lost} {case.left_behind}"
    text = sentence if told == case.failure else f"{sentence} ({told or 'no reason given'})"
    return ErrorItem(text, Severity.FATAL, entry.code)


def _listed(case: Case) -> tuple[ErrorItem, ...]:
    return tuple(_item(case, named, Severity.NON_FATAL) for named in case.items)


def _item(case: Case, named: Named, severity: Severity) -> ErrorItem:
    return ErrorItem(named.message, severity, _code(case, named, severity), named.input_array, named.index)


def _code(case: Case, named: Named, severity: Severity) -> str:
    if code := recognise(named.message, named.ident, severity, case.endpoint.family):
        return code
    if severity is Severity.NON_FATAL or case.accepted:
        return named.source if explain(named.source) else ""
    if case.status == 400:
        return bad_request(case.exchange) if _is_bare(named.message) else ""
    if case.status == 429 and case.endpoint.family == "cdi" and read_remaining(case.exchange.response_headers):
        return "job_in_progress"
    return by_status(case.status)


def _is_bare(message: str) -> bool:
    return message.strip(" .").lower() in _BARE
