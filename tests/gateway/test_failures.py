"""What the wire did, and what a client is told of it."""

from __future__ import annotations

import ssl

import pytest
from aiohttp import ClientConnectorDNSError, ClientPayloadError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.http import HttpProcessingError

from braze_tracker.braze.exchange import NEVER_LEFT, Failure
from braze_tracker.gateway.failures import broken, never_left, status_for, told

KEY = ConnectionKey("braze", 443, True, True, None, None, None, None)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ClientConnectorDNSError(KEY, OSError("no such name")), Failure.DNS),
        (UnicodeError("label too long"), Failure.DNS),
        (ssl.SSLCertVerificationError("self-signed"), Failure.TLS),
        (TimeoutError(), Failure.CONNECT_TIMEOUT),
        (ConnectionRefusedError("refused"), Failure.REFUSED),
        (OSError("something new"), Failure.REFUSED),
    ],
)
def test_before_a_connection_stands_nothing_left(error: Exception, failure: Failure) -> None:
    assert never_left(error).failure is failure
    assert failure in NEVER_LEFT


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (TimeoutError(), Failure.READ_TIMEOUT),
        (ServerDisconnectedError(), Failure.CUT),
        (ConnectionResetError(104, "reset"), Failure.CUT),
        (ClientPayloadError("not completed"), Failure.CUT),
        (ssl.SSLError("bad record"), Failure.CUT),
        (HttpProcessingError(message="garbage"), Failure.UNREADABLE),
    ],
)
def test_after_that_anything_may_have_left(error: Exception, failure: Failure) -> None:
    assert broken(error).failure is failure
    assert failure not in NEVER_LEFT


def test_the_detail_is_the_operating_systems_own_sentence() -> None:
    assert never_left(ClientConnectorDNSError(KEY, OSError("no such name"))).detail == "OSError: no such name"
    assert broken(TimeoutError()).detail == "TimeoutError"


@pytest.mark.parametrize(
    "error", [HttpProcessingError(message="b'SSH secret'"), ServerDisconnectedError("<RawResponseMessage secret>")]
)
def test_the_detail_repeats_nothing_of_what_came(error: Exception) -> None:
    assert "secret" not in broken(error).detail


@pytest.mark.parametrize("failure", Failure)
def test_a_client_is_told_whether_it_may_send_again(failure: Failure) -> None:
    assert ("may be sent again" in told(failure)) is (failure in NEVER_LEFT)
    assert status_for(failure) == (504 if "timeout" in failure else 502)
