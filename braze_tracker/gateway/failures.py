"""What the wire did, read from aiohttp's exceptions, and what a client is told of it.

Before a connection stands nothing has left; after that anything may have. The moment decides, not the exception.
https://www.braze.com/docs/api/errors: a request that may have arrived must not be repeated blindly.
"""

from __future__ import annotations

import ssl

from aiohttp import (
    ClientConnectorDNSError,
    ClientConnectorSSLError,
    ClientError,
    ServerDisconnectedError,
)
from aiohttp.http import HttpProcessingError

from braze_tracker.braze.exchange import NEVER_LEFT, Failure

WIRE_ERRORS = (ClientError, OSError, HttpProcessingError, UnicodeError)
"""All that a connection may raise; time-outs are kinds of OSError, a host name beyond all measure is a UnicodeError."""

_BEFORE: tuple[tuple[type[BaseException], Failure], ...] = (
    (ClientConnectorDNSError, Failure.DNS),
    (UnicodeError, Failure.DNS),
    (ClientConnectorSSLError, Failure.TLS),
    (ssl.SSLError, Failure.TLS),
    (ssl.CertificateError, Failure.TLS),
    (TimeoutError, Failure.CONNECT_TIMEOUT),
)
"""The first that fits; a certificate's error is wrapped in one that is a kind of the last but one."""

_AFTER: tuple[tuple[type[BaseException], Failure], ...] = (
    (TimeoutError, Failure.READ_TIMEOUT),
    (HttpProcessingError, Failure.UNREADABLE),
)

_TOLD = {
    Failure.DNS: "its name is not known here",
    Failure.REFUSED: "it refused the connection",
    Failure.CONNECT_TIMEOUT: "it took no connection in time",
    Failure.TLS: "no trusted TLS connection could be made",
    Failure.READ_TIMEOUT: "it did not answer in time",
    Failure.UNREADABLE: "its answer is no HTTP",
    Failure.CUT: "the connection broke before its answer",
}


class Broken(Exception):
    """There is no whole reply. ``failure`` says whether anything left, ``detail`` is for people."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure, self.detail = failure, detail


def never_left(error: BaseException) -> Broken:
    """While connecting."""
    return Broken(_word(error, _BEFORE, Failure.REFUSED), _detail(error))


def broken(error: BaseException) -> Broken:
    """Once the request has begun to leave."""
    return Broken(_word(error, _AFTER, Failure.CUT), _detail(error))


def status_for(failure: Failure) -> int:
    return 504 if failure in (Failure.CONNECT_TIMEOUT, Failure.READ_TIMEOUT) else 502


def told(failure: Failure) -> str:
    """One sentence for the client, which must know whether to send again."""
    what = _TOLD.get(failure, "it gave no answer")
    advice = (
        "nothing was sent, so it may be sent again."
        if failure in NEVER_LEFT
        else "the request may have been carried out: look before you send it again."
    )
    return f"Braze could not be asked through this gateway: {what}; {advice}"


def _word(error: BaseException, table: tuple[tuple[type[BaseException], Failure], ...], otherwise: Failure) -> Failure:
    return next((word for kind, word in table if isinstance(error, kind)), otherwise)


def _detail(error: BaseException) -> str:
    """Of the operating system's own error where there is one: aiohttp's repeat the address, or what came of a reply."""
    if isinstance(error, HttpProcessingError):
        return "The reply is not HTTP."
    if isinstance(error, ServerDisconnectedError):
        return "The connection was closed before the reply was there."
    cause = getattr(error, "os_error", None) or error
    return f"{type(cause).__name__}: {cause}"[:500].removesuffix(": ")
