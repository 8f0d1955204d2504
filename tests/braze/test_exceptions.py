"""What the client raises says what happened, to what, whether anything was done, and what to do next."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from braze_tracker.braze.calls import BrazeReply, BrazeRequest
from braze_tracker.braze.exceptions import (
    BrazeError,
    CallFailed,
    InvalidArgument,
    NeverSent,
    OutcomeUnknown,
    RateLimited,
    Refused,
    ServerFailed,
    breakdown,
    refusal,
)
from braze_tracker.braze.exchange import Failure
from braze_tracker.braze.outcomes import ErrorItem, Outcome, Retry, Sent, Severity, Verdict

RESET = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
REQUEST = BrazeRequest("POST", "/messages/send", json={"recipients": [{"external_user_id": "zoe"}]})


def _verdict(outcome: Outcome, sent: Sent, retry: Retry, message: str = "") -> Verdict:
    errors = (ErrorItem(message, Severity.FATAL),) if message else ()
    return Verdict(outcome, errors, sent=sent, retry=retry)


NO_RECIPIENTS = _verdict(Outcome.FATAL_CLIENT, Sent.NOTHING, Retry.FIX_AND_RESEND, "No Recipients")
LIMITED = _verdict(Outcome.RATE_LIMITED, Sent.NOTHING, Retry.WAIT_UNTIL_RESET)
BROKEN = _verdict(Outcome.FATAL_SERVER, Sent.MAYBE, Retry.CHECK_FIRST, "502 Bad Gateway")
SILENT = _verdict(Outcome.UNKNOWN, Sent.MAYBE, Retry.CHECK_FIRST, "No answer came in time. It may have been sent.")
UNREACHED = _verdict(
    Outcome.UNKNOWN, Sent.NOTHING, Retry.BACK_OFF, "The server refused the connection. Nothing was sent."
)


def _refusal(status: int, verdict: Verdict) -> CallFailed:
    error = refusal(REQUEST, BrazeReply(status, None, verdict), RESET)
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (
            _refusal(400, NO_RECIPIENTS),
            Refused,
            "POST /messages/send was refused by Braze (400): No Recipients. Nothing was done."
            " Correct it before sending it again.",
        ),
        (
            _refusal(429, LIMITED),
            RateLimited,
            "POST /messages/send is over Braze's rate limit (429). Nothing was done."
            " Wait until the limit resets, then repeat it. The limit resets at 2026-03-01 10:00:00 UTC.",
        ),
        (
            _refusal(502, BROKEN),
            ServerFailed,
            "POST /messages/send failed on Braze's side (502): 502 Bad Gateway. It may have been done."
            " Check in Braze before repeating it: a repeat may send twice.",
        ),
        (
            breakdown(REQUEST, SILENT, Failure.READ_TIMEOUT),
            OutcomeUnknown,
            "POST /messages/send got no whole reply: No answer came in time. It may have been sent."
            " Check in Braze before repeating it: a repeat may send twice.",
        ),
        (
            breakdown(REQUEST, UNREACHED, Failure.REFUSED),
            NeverSent,
            "POST /messages/send never left: The server refused the connection. Nothing was sent."
            " It may be repeated, later and ever more slowly.",
        ),
    ],
)
def test_every_failure_is_its_own_type_and_one_plain_sentence_after_another(
    error: CallFailed, kind: type[CallFailed], sentence: str
) -> None:
    assert type(error) is kind
    assert str(error) == sentence


@pytest.mark.parametrize("outcome", [Outcome.SUCCESS, Outcome.QUEUED, Outcome.NON_FATAL])
def test_a_call_that_braze_took_raises_nothing(outcome: Outcome) -> None:
    assert refusal(REQUEST, BrazeReply(201, {}, Verdict(outcome)), None) is None


def test_a_failure_carries_request_verdict_and_reply() -> None:
    error = _refusal(400, NO_RECIPIENTS)
    assert (error.request, error.verdict) == (REQUEST, NO_RECIPIENTS)
    assert error.reply == BrazeReply(400, None, NO_RECIPIENTS)


def test_the_moment_of_the_reset_is_carried() -> None:
    error = _refusal(429, LIMITED)
    assert isinstance(error, RateLimited)
    assert error.reset_at == RESET


@pytest.mark.parametrize(
    "error", [_refusal(429, LIMITED), breakdown(REQUEST, SILENT, Failure.READ_TIMEOUT), InvalidArgument("a b")]
)
def test_a_failure_crosses_a_process_border_whole(error: BrazeError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


def test_all_failures_are_braze_errors_and_a_bad_argument_is_a_value_error_too() -> None:
    assert issubclass(CallFailed, BrazeError)
    assert issubclass(InvalidArgument, BrazeError)
    assert issubclass(InvalidArgument, ValueError)
