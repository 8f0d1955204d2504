"""What the wire did, read from an exception of requests or urllib3. It says "never left" only where that is proved.

https://www.braze.com/docs/api/errors: a request that may have arrived must not be repeated blindly.
"""

from __future__ import annotations

import ssl
from types import TracebackType

import requests.exceptions as of_requests
import urllib3.exceptions as of_urllib3

from braze_tracker.braze.exchange import Failure

_TLS = (of_requests.SSLError, of_urllib3.SSLError, ssl.SSLError)

_WORDS: tuple[tuple[type[BaseException], Failure], ...] = (
    (of_urllib3.NameResolutionError, Failure.DNS),
    (of_urllib3.NewConnectionError, Failure.REFUSED),
    (of_urllib3.ConnectTimeoutError, Failure.CONNECT_TIMEOUT),
    (of_urllib3.ReadTimeoutError, Failure.READ_TIMEOUT),
    (of_urllib3.DecodeError, Failure.UNREADABLE),
    (of_requests.ContentDecodingError, Failure.UNREADABLE),
    (of_urllib3.ProtocolError, Failure.CUT),
    (of_requests.ChunkedEncodingError, Failure.CUT),
    (ConnectionError, Failure.CUT),
)
"""Looked up from the outermost exception inwards; in this order for each, because the first is a kind of the second."""

_HANDSHAKE = frozenset({"do_handshake", "_validate_conn", "cert_verify"})
"""Functions of ssl, urllib3 and requests that run before the request's first byte is written. Should a release rename
them, a TLS failure would count as cut: too careful, never wrong."""

_DEEPEST = 10


def failure_of(error: BaseException) -> Failure:
    """The word for a call that ended so. Whatever is not understood may have been sent."""
    cause: BaseException | None = error
    for _ in range(_DEEPEST):
        if cause is None:
            break
        if isinstance(cause, _TLS):
            return Failure.TLS if _before_first_byte(error) else Failure.CUT
        if word := _word(cause):
            # urllib3 calls a handshake that takes too long a read time-out
            hung = word is Failure.READ_TIMEOUT and _before_first_byte(error)
            return Failure.CONNECT_TIMEOUT if hung else word
        cause = _inner(cause)
    if _is_proxy(error):
        # urllib3 says so only while no connection through the proxy stands
        return Failure.REFUSED
    return Failure.TLS if _before_first_byte(error) else Failure.NO_ANSWER


def detail_of(error: BaseException) -> str:
    """One sentence for people. It comes from the innermost cause, for the outer ones quote the whole URL."""
    cause = error
    for _ in range(_DEEPEST):
        inner = _inner(cause)
        if inner is None:
            break
        cause = inner
    return f"{type(cause).__name__}: {cause}"[:500]


def _word(error: BaseException) -> Failure | None:
    return next((word for kind, word in _WORDS if isinstance(error, kind)), None)


def _inner(error: BaseException) -> BaseException | None:
    """What this exception carries. Not ``__context__``: that may be another call's failure, being handled."""
    carried = (getattr(error, "reason", None), getattr(error, "original_error", None), *error.args)
    return next((inner for inner in carried if isinstance(inner, BaseException)), None)


def _is_proxy(error: BaseException) -> bool:
    carried = error.args[0] if error.args else None
    reason = getattr(carried, "reason", carried)
    return isinstance(error, of_requests.ProxyError) or isinstance(reason, of_urllib3.ProxyError)


def _before_first_byte(error: BaseException) -> bool:
    cause: BaseException | None = error
    for _ in range(_DEEPEST):
        if cause is None:
            return False
        if _passes_handshake(cause.__traceback__):
            return True
        cause = _inner(cause) or cause.__cause__
    return False


def _passes_handshake(trace: TracebackType | None) -> bool:
    while trace is not None:
        if trace.tb_frame.f_code.co_name in _HANDSHAKE:
            return True
        trace = trace.tb_next
    return False
