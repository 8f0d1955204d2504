"""What an exchange says, before anybody judges it; and which entry of the catalogue each error is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from braze_tracker.braze import ErrorItem, Exchange, Severity
from braze_tracker.braze.cases import Case, case_of, fatal_errors, minor_errors, wire_error

BROKE_OFF = "The call broke off for a reason this tracker does not know. It may have been sent."


def case(body: object = None, status: Any = 200, url: str = "/messages/send", **more: Any) -> Case:
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return case_of(Exchange(method="POST", url=url, status=status, response_body=content, **more))


@pytest.mark.parametrize(
    ("fields", "status", "said", "top"),
    [
        ({"message": "success"}, 201, "success", None),
        ({"message": " Queued! "}, 202, "queued", None),
        ({"message": "success", "error": "but"}, 201, "success", "but"),
        ({"message": "no"}, 201, "", "no"),
        ({"error": "no"}, 201, "", "no"),
        ({"detail": "a part of a success"}, 201, "", None),
        ({"detail": "User not found"}, 404, "", "User not found"),
        ({}, 400, "", None),
    ],
)
def test_what_a_reply_says_is_heard(fields: object, status: int, said: str, top: str | None) -> None:
    heard = case(fields, status)
    assert (heard.said, heard.top and heard.top.message) == (said, top)


@pytest.mark.parametrize(
    ("body", "failure", "cut"),
    [
        (b'{"message":"success"}', "connection_cut", False),
        (b'{"message":"succ', "connection_cut", True),
        (b"", "connection_cut", True),
        (b'{"message":"succ', None, False),
    ],
)
def test_a_reply_is_cut_only_where_the_wire_failed(body: bytes, failure: str | None, cut: bool) -> None:
    assert case(body, failure=failure).cut is cut


@pytest.mark.parametrize("status", [None, True, 7, 1000, "200", 2.5])
def test_a_status_that_is_none_counts_as_nothing(status: object) -> None:
    assert case(status=status).status == 0


def test_without_any_words_the_status_is_the_error() -> None:
    assert fatal_errors(case(b"<html>", 503)) == (
        ErrorItem("503 Service Unavailable", Severity.FATAL, "service_unavailable"),
    )


def test_a_short_plain_text_is_the_error() -> None:
    assert [error.message for error in fatal_errors(case(b"error code: 521", 521))] == ["error code: 521"]


def test_a_bare_headline_takes_the_code_of_the_reason_it_lists() -> None:
    body = {"message": "Invalid Request", "errors": [{"id": "new-thing"}, {"id": "ids-not-unique", "message": "Twice"}]}
    errors = fatal_errors(case(body, 400, "/catalogs/shops/items"))
    assert [(error.code, error.severity) for error in errors] == [
        ("ids_not_unique", Severity.FATAL),
        ("", Severity.NON_FATAL),
        ("ids_not_unique", Severity.NON_FATAL),
    ]


def test_an_unknown_refusal_has_no_code() -> None:
    assert [error.code for error in fatal_errors(case({"message": "The moon is full"}, 400))] == [""]


def test_minor_errors_begin_with_what_stands_beside_the_success() -> None:
    errors = minor_errors(case({"message": "success", "error": "first", "errors": ["second"], "notice": "third"}))
    assert [error.message for error in errors] == ["first", "second", "third"]
    assert {error.severity for error in errors} == {Severity.NON_FATAL}


@pytest.mark.parametrize(
    ("failure", "status", "message", "code"),
    [
        ("dns", None, "The name of Braze's server could not be resolved. Nothing was sent.", "wire_dns"),
        ("gremlins", None, f"{BROKE_OFF} (gremlins)",
         "wire_failure"),
        ("", None, f"{BROKE_OFF} (no reason given)",
         "wire_failure"),
        ("connection_cut", 201,
         "Braze answered 201 Created, and the rest of the reply was lost. It may have been sent.",
         "wire_connection_cut"),
    ],
)  # fmt: skip
def test_a_failure_of_the_wire_is_told_in_a_sentence(failure: str, status: int | None, message: str, code: str) -> None:
    assert wire_error(case(status=status, failure=failure)) == ErrorItem(message, Severity.FATAL, code)


@pytest.mark.parametrize(
    ("failure", "status", "message", "code"),
    [
        ("read_timeout", None, "No answer came. Reading changes nothing; ask again.", "wire_reading"),
        ("writer_died", None, "No answer came. Reading changes nothing; ask again.", "wire_reading"),
        ("gremlins", None, "No answer came. Reading changes nothing; ask again. (gremlins)", "wire_reading"),
        ("dns", None, "The name of Braze's server could not be resolved. Nothing was sent.", "wire_dns"),
        ("connection_cut", 200,
         "Braze answered 200 OK, and the rest of the reply was lost. Reading changes nothing; ask again.",
         "wire_reading"),
    ],
)  # fmt: skip
def test_a_read_without_an_answer_is_never_said_to_have_sent_something(
    failure: str, status: int | None, message: str, code: str
) -> None:
    exchange = Exchange(method="GET", url="https://rest.iad-01.braze.com/x", status=status, failure=failure)
    assert wire_error(case_of(exchange)) == ErrorItem(message, Severity.FATAL, code)
