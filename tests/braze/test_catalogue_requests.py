"""The other rows of the fatal table: syntax, size, keys, addresses, limits. Three errors share "400 Bad Request"."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from braze_tracker.braze import Exchange, Retry, Sent, explain, judge
from braze_tracker.braze.catalogue_requests import REQUESTS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BAD = {"message": "Bad Request"}
LATE = {"schedule": {"time": "2026-02-01T09:00:00", "in_local_time": True}}

ROWS = [
    (400, BAD, {"messages": {}}, "bad_request"),
    (400, {}, {"messages": {}}, "bad_request"),
    (400, BAD, {"send_at": "soon"}, "bad_send_at"),
    (400, BAD, {"schedule": {"time": "31/12/2026"}}, "bad_send_at"),
    (400, {"message": "Cannot parse send_at timestamp"}, {}, "bad_send_at"),
    (400, BAD, LATE, "local_time_past"),
    (400, {"message": "in_local_time is true but time has passed in your company's time zone"}, {}, "local_time_past"),
    (400, BAD, '{"messages": ', "invalid_json"),
    (400, {"error": "Invalid JSON"}, {}, "invalid_json"),
    (401, {"message": "Unauthorized"}, {}, "unauthorized"),
    (401, {"message": "Error authenticating credentials"}, {}, "unauthorized"),
    (403, {"message": "Forbidden"}, {}, "forbidden"),
    (403, {"message": "Access Denied"}, {}, "access_denied"),
    (403, {"message": "You do not have permission to access this resource"}, {}, "access_denied"),
    (404, {"message": "Not Found"}, {}, "not_found"),
    (413, {"message": "Payload Too Large"}, {}, "payload_too_large"),
    (400, {"message": "Payload too large"}, {}, "payload_too_large"),
    (415, {"message": "Unsupported Media Type"}, {}, "unsupported_media_type"),
    (429, {"message": "Rate Limited"}, {}, "rate_limited"),
    (500, {"message": "Internal Server Error"}, {}, "internal_server_error"),
]


@pytest.mark.parametrize(("status", "reply", "request_body", "code"), ROWS)
def test_a_refused_request_gets_its_own_code(status: int, reply: object, request_body: object, code: str) -> None:
    asked = request_body if isinstance(request_body, str) else json.dumps(request_body)
    verdict = judge(
        Exchange(
            method="POST",
            url="/messages/schedule/create",
            status=status,
            request_body=asked.encode(),
            response_body=json.dumps(reply).encode(),
            started_at=NOW,
        )
    )
    assert [error.code for error in verdict.errors] == [code]


def test_the_list_of_rows_is_whole() -> None:
    assert {row[3] for row in ROWS} == {entry.code for entry in REQUESTS}


def test_only_a_failure_of_the_server_may_have_sent_something() -> None:
    assert [entry.code for entry in REQUESTS if entry.sent is not Sent.NOTHING] == ["internal_server_error"]


@pytest.mark.parametrize(
    ("code", "retry"),
    [
        ("rate_limited", Retry.WAIT_UNTIL_RESET),
        ("forbidden", Retry.NEVER),
        ("internal_server_error", Retry.CHECK_FIRST),
        ("unauthorized", Retry.FIX_AND_RESEND),
    ],
)
def test_the_advice_fits_the_error(code: str, retry: Retry) -> None:
    entry = explain(code)
    assert entry is not None
    assert entry.retry is retry
