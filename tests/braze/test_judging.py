"""Every shape in which Braze answers, or does not, gets the verdict its documentation asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze import Exchange, Outcome, Retry, Sent, Severity, Verdict, judge

BODIES = Path(__file__).parent / "bodies"
HOST = "https://rest.iad-01.braze.com"


def judged(body: object = b"", status: int | None = 200, call: str = "POST /messages/send", **more: Any) -> Verdict:
    method, path = call.split(" ")
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return judge(Exchange(method=method, url=HOST + path, status=status, response_body=content, **more))


def documented(name: str, status: int, call: str) -> Verdict:
    return judged((BODIES / name).read_bytes(), status, call)


TRACK, SEND, TRIGGER = "POST /users/track", "POST /messages/send", "POST /campaigns/trigger/send"
DOCUMENTED = [
    ("success.json", 201, SEND, Outcome.SUCCESS, []),
    ("send_tracked.json", 201, TRIGGER, Outcome.SUCCESS, []),
    ("send_named_recipients.json", 201, TRIGGER, Outcome.SUCCESS, []),
    ("schedule_created.json", 201, "POST /messages/schedule/create", Outcome.SUCCESS, []),
    ("transactional_sent.json", 201, "POST /transactional/v1/campaigns/abc/send", Outcome.SUCCESS, []),
    ("success.json", 202, "POST /users/merge", Outcome.SUCCESS, []),
    ("queued.json", 202, SEND, Outcome.QUEUED, []),
    ("track_processed.json", 201, TRACK, Outcome.SUCCESS, []),
    ("track_minor_errors.json", 201, TRACK, Outcome.NON_FATAL, ["identifier_required", "bad_push_token_value"]),
    ("send_minor_errors.json", 201, SEND, Outcome.NON_FATAL, [""]),
    ("rename_errors.json", 201, "POST /users/external_ids/rename", Outcome.NON_FATAL, ["rename_errors"]),
    ("removal_errors.json", 201, "POST /users/external_ids/remove", Outcome.NON_FATAL, ["removal_errors"] * 2),
    ("removal_errors_none.json", 201, "POST /users/external_ids/remove", Outcome.SUCCESS, []),
    ("export_unknown_users.json", 201, "POST /users/export/ids", Outcome.NON_FATAL, ["invalid_user_ids"] * 2),
    ("canvas_notice.json", 201, "POST /canvas/trigger/send", Outcome.NON_FATAL, ["canvas_not_running"]),
    ("media_partly.json", 200, "POST /media_library/create", Outcome.NON_FATAL, ["media_unsupported_file_type"]),
    ("series_webhook.json", 200, "GET /campaigns/data_series", Outcome.SUCCESS, []),
    ("scheduled_broadcasts.json", 200, "GET /messages/scheduled_broadcasts", Outcome.SUCCESS, []),
    ("preference_center_url.json", 200, "GET /preference_center/v1/1/url/2", Outcome.SUCCESS, []),
    ("scim_user.json", 201, "POST /scim/v2/Users", Outcome.SUCCESS, []),
    ("refused_on_200.json", 200, TRIGGER, Outcome.FATAL_CLIENT, ["campaign_does_not_exist"]),
    ("error_on_200.json", 200, TRIGGER, Outcome.FATAL_CLIENT, [""]),
    ("no_recipients.json", 400, SEND, Outcome.FATAL_CLIENT, ["no_recipients", ""]),
    ("invalid_json.json", 400, "POST /messages/live_activity/update", Outcome.FATAL_CLIENT, ["invalid_json"]),
    ("invalid_request.json", 400, "POST /catalogs", Outcome.FATAL_CLIENT, ["catalog_name_already_exists"] * 2),
    ("translations_refused.json", 400, "PUT /campaigns/translations", Outcome.FATAL_CLIENT, ["unknown_locale"]),
    (
        "data_object_refused.json",
        409,
        "POST /data_objects/objects/pet",
        Outcome.FATAL_CLIENT,
        ["duplicate_data_object"],
    ),
    ("data_object_unauthorized.json", 401, "GET /data_objects/types", Outcome.FATAL_CLIENT, ["unauthorized"]),
    ("media_refused.json", 400, "POST /media_library/create", Outcome.FATAL_CLIENT, ["media_asset_size_exceeds_limit"]),
    ("track_refused_in_part.json", 400, TRACK, Outcome.FATAL_CLIENT, ["", "email_bad_format"]),
    ("invalid_api_key.json", 401, SEND, Outcome.FATAL_CLIENT, ["unauthorized"]),
    ("invalid_app_group.json", 401, SEND, Outcome.FATAL_CLIENT, ["unauthorized"]),
    ("scim_not_found.json", 404, "GET /scim/v2/Users/1", Outcome.FATAL_CLIENT, ["scim_user_not_found"]),
    ("scim_conflict.json", 409, "POST /scim/v2/Users", Outcome.FATAL_CLIENT, ["scim_user_exists"]),
    ("rate_limited.json", 429, SEND, Outcome.RATE_LIMITED, ["rate_limited"]),
    ("cdi_conflict.json", 429, "POST /cdi/integrations/1/sync", Outcome.RATE_LIMITED, ["job_in_progress"]),
    (
        "translations_rate_limited.json",
        429,
        "PUT /canvas/translations",
        Outcome.RATE_LIMITED,
        ["translations_rate_limited"],
    ),
    ("server_error.json", 500, SEND, Outcome.FATAL_SERVER, ["internal_server_error"]),
    ("bad_gateway.html", 502, SEND, Outcome.FATAL_SERVER, ["bad_gateway"]),
    ("origin_unreachable.txt", 523, SEND, Outcome.FATAL_SERVER, ["cloudflare_error"]),
]


@pytest.mark.parametrize(("name", "status", "call", "outcome", "codes"), DOCUMENTED)
def test_a_documented_answer_gets_its_outcome(
    name: str, status: int, call: str, outcome: Outcome, codes: list[str]
) -> None:
    verdict = documented(name, status, call)
    assert verdict.outcome is outcome
    assert [error.code for error in verdict.errors] == codes


def test_every_documented_answer_kept_here_is_judged() -> None:
    assert {path.name for path in BODIES.iterdir()} == {row[0] for row in DOCUMENTED}


@pytest.mark.parametrize(
    ("failure", "sent", "retry"),
    [
        ("dns", Sent.NOTHING, Retry.BACK_OFF),
        ("connection_refused", Sent.NOTHING, Retry.BACK_OFF),
        ("connect_timeout", Sent.NOTHING, Retry.BACK_OFF),
        ("tls", Sent.NOTHING, Retry.BACK_OFF),
        ("[Errno -2] Name or service not known", Sent.NOTHING, Retry.BACK_OFF),
        ("ConnectTimeoutError: timed out", Sent.NOTHING, Retry.BACK_OFF),
        ("read_timeout", Sent.MAYBE, Retry.CHECK_FIRST),
        ("connection_cut", Sent.MAYBE, Retry.CHECK_FIRST),
        ("writer_died", Sent.MAYBE, Retry.CHECK_FIRST),
        ("no_answer_recorded", Sent.MAYBE, Retry.CHECK_FIRST),
        ("ReadTimeout: Read timed out.", Sent.MAYBE, Retry.CHECK_FIRST),
        ("something nobody foresaw", Sent.MAYBE, Retry.CHECK_FIRST),
        ("", Sent.MAYBE, Retry.CHECK_FIRST),
    ],
)
def test_a_send_without_reply_may_have_gone_out_unless_it_provably_never_left(
    failure: str, sent: Sent, retry: Retry
) -> None:
    verdict = judged(status=None, failure=failure)
    assert (verdict.outcome, verdict.sent, verdict.retry) == (Outcome.UNKNOWN, sent, retry)
    assert [error.severity for error in verdict.errors] == [Severity.FATAL]


def test_a_reading_without_reply_may_be_tried_again() -> None:
    verdict = judged(status=None, call="GET /sends/data_series", failure="read_timeout")
    assert (verdict.outcome, verdict.sent, verdict.retry) == (Outcome.UNKNOWN, Sent.NOTHING, Retry.BACK_OFF)


@pytest.mark.parametrize(("status", "failure"), [(None, "read_timeout"), (200, "connection_cut"), (700, None)])
def test_a_reading_is_never_said_to_have_sent_something(status: int | None, failure: str | None) -> None:
    verdict = judged(b"", status, "GET /campaigns/list", failure=failure)
    assert verdict.outcome is Outcome.UNKNOWN
    assert [error.message for error in verdict.errors if "sent" in error.message] == []


def test_a_call_without_reply_or_failure_is_pending() -> None:
    assert judged(status=None).outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (201, b'{"message":"success"}', Outcome.SUCCESS),
        (201, b'{"message":"succ', Outcome.UNKNOWN),
        (201, b"", Outcome.UNKNOWN),
        (400, b'{"message":"No Rec', Outcome.FATAL_CLIENT),
        (503, b"", Outcome.FATAL_SERVER),
    ],
)
def test_a_reply_that_was_cut_is_judged_by_what_arrived(status: int, body: bytes, outcome: Outcome) -> None:
    assert judged(body, status, failure="connection_cut").outcome is outcome


@pytest.mark.parametrize(
    ("body", "readable"),
    [
        (b"", True),
        (b" \n", True),
        (b'\xef\xbb\xbf{"message":"success"}', True),
        ('{"message":"success"}'.encode("utf-16"), True),
        (b'{"name":"\xff\xfe","message":"success"}', True),
        (b"null", False),
        (b"[]", False),
        (b"7", False),
        (b"<html>fine</html>", False),
        (b'{"message":"succ', False),
        (b"[" * 100_000, False),
    ],
)
def test_an_accepted_call_stays_accepted_whatever_its_body(body: bytes, readable: bool) -> None:
    verdict = judged(body, 201)
    assert (verdict.outcome, verdict.errors, verdict.readable) == (Outcome.SUCCESS, (), readable)


@pytest.mark.parametrize("message", ["success", "Success", " SUCCESS ", "success.", None, "", False])
def test_these_messages_are_no_error(message: object) -> None:
    assert judged({"message": message}, 201).outcome is Outcome.SUCCESS


@pytest.mark.parametrize("errors", [[], None, "", {}, 0, 3, False, True, [None], [[]], [{}], [""], {"webhook": []}])
def test_an_empty_list_or_a_counter_is_no_error(errors: object) -> None:
    assert judged({"message": "success", "errors": errors}, 201).outcome is Outcome.SUCCESS


def test_a_success_beside_an_error_key_is_accepted_with_that_error() -> None:
    verdict = judged({"message": "success", "error": "One channel was skipped"}, 201)
    assert verdict.outcome is Outcome.NON_FATAL
    assert verdict.errors[0].message == "One channel was skipped"


@pytest.mark.parametrize("status", [0, 1, 99, 100, 199, 600, 999, -5, 10**30, True, "200", 2.5])
def test_a_status_that_is_none_leaves_the_outcome_unknown(status: Any) -> None:
    verdict = judged(b'{"message":"success"}', status)
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.errors


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_reported_as_unexpected(status: int) -> None:
    verdict = judged(b"<html>moved</html>", status)
    assert (verdict.outcome, verdict.sent) == (Outcome.FATAL_CLIENT, Sent.NOTHING)
    assert verdict.errors[0].code == "unexpected_redirect"


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530, 599])
@pytest.mark.parametrize("body", [b"", b"<html><h1>sorry</h1></html>", b'{"message":"sorry"}', b"sorry", b'{"mess'])
def test_a_failure_of_the_server_never_proves_that_a_send_did_not_go_out(status: int, body: bytes) -> None:
    verdict = judged(body, status)
    assert (verdict.outcome, verdict.sent, verdict.retry) == (Outcome.FATAL_SERVER, Sent.MAYBE, Retry.CHECK_FIRST)
    assert verdict.errors[0].message
    assert "<" not in verdict.errors[0].message


def test_a_reading_may_be_repeated_after_a_failure_of_the_server() -> None:
    verdict = judged(b"", 503, "GET /campaigns/list")
    assert (verdict.sent, verdict.retry) == (Sent.NOTHING, Retry.BACK_OFF)


def test_a_refusal_says_what_happened_first_and_minor_things_after() -> None:
    verdict = documented("no_recipients.json", 400, SEND)
    assert [(error.message, error.severity) for error in verdict.errors] == [
        ("No Recipients", Severity.FATAL),
        ("A minor thing", Severity.NON_FATAL),
    ]
    assert (verdict.sent, verdict.retry) == (Sent.NOTHING, Retry.FIX_AND_RESEND)


def test_a_refusal_without_a_message_has_its_list_as_fatal() -> None:
    verdict = documented("translations_refused.json", 400, "PUT /campaigns/translations")
    assert [error.severity for error in verdict.errors] == [Severity.FATAL]


@pytest.mark.parametrize(("status", "text"), [(404, "404 Not Found"), (418, "418 I'm a Teapot"), (499, "499")])
def test_a_refusal_without_words_is_named_by_its_status(status: int, text: str) -> None:
    assert [error.message for error in judged(b"", status).errors] == [text]


def test_a_refused_track_that_processed_something_was_done_in_part() -> None:
    assert documented("track_refused_in_part.json", 400, TRACK).sent is Sent.IN_PART


def test_a_paused_canvas_was_accepted_and_sent_nothing() -> None:
    assert documented("canvas_notice.json", 201, "POST /canvas/trigger/send").sent is Sent.NOTHING


def test_minor_errors_name_the_object_they_are_about() -> None:
    second = documented("track_minor_errors.json", 201, TRACK).errors[1]
    assert (second.message, second.input_array, second.index) == ("BAD_PUSH_TOKEN_VALUE", "attributes", 4)


@pytest.mark.parametrize(
    ("name", "call", "retry"),
    [
        ("rate_limited.json", SEND, Retry.WAIT_UNTIL_RESET),
        ("translations_rate_limited.json", "PUT /canvas/translations", Retry.WAIT_UNTIL_RESET),
        ("cdi_conflict.json", "POST /cdi/integrations/1/sync", Retry.BACK_OFF),
    ],
)
def test_a_conflict_is_no_quota(name: str, call: str, retry: Retry) -> None:
    verdict = documented(name, 429, call)
    assert (verdict.retry, verdict.sent) == (retry, Sent.NOTHING)


def test_a_sync_refused_with_calls_to_spare_is_a_conflict() -> None:
    headers = {"x-ratelimit-remaining": "17"}
    verdict = judged(b"", 429, "POST /cdi/integrations/1/sync", response_headers=headers)
    assert verdict.errors[0].code == "job_in_progress"


def test_the_key_that_braze_repeats_stands_in_no_error() -> None:
    verdict = documented("invalid_api_key.json", 401, SEND)
    assert verdict.errors[0].message == "Invalid API key: •••"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["message", "errors", "error", "detail", "notice", "index", "invalid_user_ids", "send_id", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(
    body=st.binary() | _JSON.map(lambda value: json.dumps(value).encode()),
    status=st.none() | st.integers(),
    failure=st.none() | st.text(),
    url=st.text(),
    request=st.binary(),
)
def test_judging_never_raises_and_always_gives_readable_errors(
    body: bytes, status: int | None, failure: str | None, url: str, request: bytes
) -> None:
    verdict = judge(
        Exchange(method="POST", url=url, status=status, response_body=body, failure=failure, request_body=request)
    )
    assert len(verdict.errors) <= 101
    assert all(0 < len(error.message) <= 1500 for error in verdict.errors)
    assert not any("\x00" in error.message for error in verdict.errors)


def test_a_flood_of_errors_is_bounded() -> None:
    verdict = judged({"message": "success", "errors": ["x" * 5000] * 5000}, 201)
    assert len(verdict.errors) == 100
    assert max(len(error.message) for error in verdict.errors) == 1000
