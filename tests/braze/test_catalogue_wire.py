"""Failures of the wire and of the machines in front of Braze."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze import NEVER_LEFT, Failure, Retry, Sent, explain
from braze_tracker.braze.catalogue_wire import failure_in, status_text, wire_entry

URLLIB3 = "HTTPSConnectionPool(host='rest.iad-01.braze.com', port=443): "


@pytest.mark.parametrize("failure", Failure)
def test_each_failure_names_itself_and_is_explained(failure: Failure) -> None:
    entry = explain(f"wire_{failure.value}")
    assert failure_in(failure.value) is failure
    assert entry is not None
    assert entry.sent is (Sent.NOTHING if failure in NEVER_LEFT else Sent.MAYBE)
    assert entry.retry is (Retry.BACK_OFF if failure in NEVER_LEFT else Retry.CHECK_FIRST)


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        (URLLIB3 + "Read timed out. (read timeout=2)", Failure.READ_TIMEOUT),
        ("ReadTimeout: took too long", Failure.READ_TIMEOUT),
        ("timeout", Failure.READ_TIMEOUT),
        ("The operation timed out", Failure.READ_TIMEOUT),
        (URLLIB3 + "Max retries exceeded (Caused by ConnectTimeoutError(connect timeout=3))", Failure.CONNECT_TIMEOUT),
        (URLLIB3 + "(Caused by NewConnectionError('[Errno 111] Connection refused'))", Failure.REFUSED),
        ("Connection refused", Failure.REFUSED),
        ("[Errno -2] Name or service not known", Failure.DNS),
        ("NameResolutionError(\"Failed to resolve 'rest.example'\")", Failure.DNS),
        ("socket.gaierror: [Errno 8] nodename nor servname provided, or not known", Failure.DNS),
        ("SSLCertVerificationError: certificate verify failed", Failure.TLS),
        ("('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", Failure.CUT),
        ("('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))", Failure.CUT),
        ("IncompleteRead(12 bytes read, 88 more expected)", Failure.CUT),
        ("[Errno 32] Broken pipe", Failure.CUT),
        ("Read timed out after a first try got Connection refused", Failure.READ_TIMEOUT),
        ("", None),
        ("gremlins", None),
    ],
)
def test_what_libraries_write_is_understood(text: str, failure: Failure | None) -> None:
    assert failure_in(text) is failure


@given(st.text())
def test_no_text_of_a_failure_raises(text: str) -> None:
    assert failure_in(text) in (None, *Failure)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, "400 Bad Request"),
        (502, "502 Bad Gateway"),
        (522, "522 Connection Timed Out"),
        (530, "530 Origin DNS Error"),
        (599, "599"),
    ],
)
def test_a_status_has_a_name(status: int, text: str) -> None:
    assert status_text(status) == text


@pytest.mark.parametrize("code", ["bad_gateway", "service_unavailable", "gateway_timeout", "cloudflare_error"])
def test_no_gateway_proves_that_nothing_was_sent(code: str) -> None:
    entry = explain(code)
    assert entry is not None
    assert (entry.sent, entry.retry) == (Sent.MAYBE, Retry.CHECK_FIRST)


@pytest.mark.parametrize("failure", [*Failure, None])
def test_a_failed_read_sent_nothing_and_may_be_repeated(failure: Failure | None) -> None:
    entry = wire_entry(failure, reads=True)
    assert (entry.sent, entry.retry) == (Sent.NOTHING, Retry.BACK_OFF)
    assert "may have been sent" not in entry.explanation
