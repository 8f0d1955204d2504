"""Hostile requests as bytes: ways to smuggle, to reach another host, to overfill, and to ask half.

``{auth}`` stands for a right Authorization header, ``{inside}`` for a host that nobody may reach, ``{host}`` for the
gateway's own.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: {host}\r\n{auth}\r\n\r\n"
HEAD = b"POST /users/track HTTP/1.1\r\nHost: {host}\r\n{auth}\r\n"
_CHUNK = b"2\r\n{}\r\n0\r\n\r\n"


def _post(*headers: bytes, body: bytes = b"{}") -> bytes:
    return HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def _get(target: bytes, *headers: bytes, method: bytes = b"GET", version: bytes = b"HTTP/1.1") -> bytes:
    lines = [b"%s %s %s" % (method, target, version), b"Host: {host}", b"{auth}", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


AMBIGUOUS: dict[str, bytes] = {
    "length and chunks": _post(b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SMUGGLED),
    "chunks and length": _post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n" + SMUGGLED),
    "two lengths": _post(b"Content-Length: 2", b"Content-Length: 60", body=b"{}" + SMUGGLED),
    "the same length twice": _post(b"Content-Length: 2", b"Content-Length: 2", body=b"{}" + SMUGGLED),
    "a list of lengths": _post(b"Content-Length: 2, 60", body=b"{}" + SMUGGLED),
    **{
        f"the length {value!r}": _post(b"Content-Length: " + value, body=b"{}" + SMUGGLED)
        for value in (b"+2", b"-2", b"0x2", b"2 2", b"", b"two", b"2_0", b"\xb2", b"9" * 40)
    },
    **{
        f"the coding {value!r}": _post(b"Transfer-Encoding: " + value, body=_CHUNK + SMUGGLED)
        for value in (b"identity", b"xchunked", b"chunked, identity", b"chunked, chunked", b"\x0bchunked", b"gzip", b"")
    },
    "a space before the colon": _post(b"Transfer-Encoding : chunked", b"Content-Length: 2", body=_CHUNK),
    "a folded coding": _post(b"Transfer-Encoding:\r\n chunked", b"Content-Length: 2", body=_CHUNK + SMUGGLED),
    "a chunk of a huge size": _post(b"Transfer-Encoding: chunked", body=b"F" * 17 + b"\r\n{}\r\n0\r\n\r\n"),
    "a chunk of a negative size": _post(b"Transfer-Encoding: chunked", body=b"-2\r\n{}\r\n0\r\n\r\n"),
    "a chunk that is longer than it says": _post(
        b"Transfer-Encoding: chunked", body=b"1\r\n{}\r\n0\r\n\r\n" + SMUGGLED
    ),
    "a length that GET has": _get(b"/campaigns/list", b"Content-Length: 60") + SMUGGLED,
    "lines that end in LF": _post(b"Content-Length: 2").replace(b"\r\n", b"\n") + SMUGGLED.replace(b"\r\n", b"\n"),
    "a header that ends in CR": _post(b"Content-Length: 2\rTransfer-Encoding: chunked", body=b"{}" + SMUGGLED),
}
TARGETS: dict[str, bytes] = {
    "another host's whole address": _get(b"http://{inside}/reached"),
    "another host's whole address, encrypted": _get(b"https://{inside}/reached"),
    "CONNECT": b"CONNECT {inside} HTTP/1.1\r\nHost: {inside}\r\n{auth}\r\n\r\n",
    "TRACE": _get(b"/users/track", method=b"TRACE"),
    "a method of its own": _get(b"/users/track", method=b"PROPFIND"),
    "a method with odd signs": _get(b"/users/track", method=b"GE\x00T"),
    "a path that begins like a host": _get(b"//{inside}/reached"),
    "a backslash": _get(b"/\\{inside}/reached"),
    "a user's name": _get(b"@{inside}/reached"),
    "no slash": _get(b"users/track"),
    "a query alone": _get(b"?a=b"),
    "an asterisk": _get(b"*", method=b"OPTIONS"),
    "dots": _get(b"/users/../../../etc/passwd"),
    "encoded dots": _get(b"/%2e%2e/%2e%2e%2f-/status"),
    "dots to the gateway's own addresses": _get(b"/shop/../-/status"),
    "dots to another workspace": _get(b"/shop/../other/campaigns/list"),
    "encoded dots to another workspace": _get(b"/shop/%2e%2e/other/campaigns/list"),
    "a NUL": _get(b"/users/\x00track"),
    "an encoded NUL and line end": _get(b"/users/%00%0d%0aX-Injected:%20yes"),
    "raw bytes": _get(b"/users/\xff\xfe\xe2\x82\xac"),
    "a tab": _get(b"/users/track\tHTTP/1.1"),
    "a wrong percent sign": _get(b"/users/%zz%"),
    "a fragment": _get(b"/users/track#@{inside}"),
    "a long address": _get(b"/" + b"a" * 100_000),
    "a long query": _get(b"/campaigns/list?" + b"a=1&" * 30_000),
}
HEADERS: dict[str, bytes] = {
    **{
        f"{name.decode()} of another host": _get(b"/campaigns/list", name + b": {inside}")
        for name in (b"Host", b"X-Forwarded-Host", b"X-Original-URL", b"X-Host", b"Forwarded: host")
    },
    "no host": b"GET /campaigns/list HTTP/1.1\r\n{auth}\r\n\r\n",
    "another host alone": b"GET /campaigns/list HTTP/1.1\r\nHost: {inside}\r\n{auth}\r\n\r\n",
    "an address as host": _get(b"/campaigns/list", b"Host: http://{inside}/"),
    "a folded header": _get(b"/campaigns/list", b"X-A: b\r\n c"),
    "a NUL in a value": _get(b"/campaigns/list", b"X-A: b\x00c"),
    "a line end in a value": _get(b"/campaigns/list", b"X-A: b\nX-Injected: yes"),
    "a carriage return in a value": _get(b"/campaigns/list", b"X-A: b\rX-Injected: yes"),
    "no colon": _get(b"/campaigns/list", b"nothing"),
    "no name": _get(b"/campaigns/list", b": value"),
    "a name with odd signs": _get(b"/campaigns/list", b"X A(b): c"),
    "raw bytes in a value": _get(b"/campaigns/list", b"X-A: \xff\xfe"),
    "an oversized header": _get(b"/campaigns/list", b"X-A: " + b"a" * 1_000_000),
    "many headers": _get(b"/campaigns/list", *(b"X-%d: a" % number for number in range(10_000))),
    "a key among what ends at each hop": _get(b"/campaigns/list", b"Connection: close, Authorization, Host"),
    "a change to another protocol": _get(b"/campaigns/list", b"Connection: Upgrade", b"Upgrade: websocket"),
    "an expectation": _get(b"/campaigns/list", b"Expect: the-impossible"),
    "a call's id": _get(b"/campaigns/list", b"X-Braze-Tracker-Call: 00000000-0000-0000-0000-000000000000"),
    "a name that is nearly right": _post(b"Transfer_Encoding: chunked", b"Content-Length: 2"),
    "a chunk with a long extension": _post(
        b"Transfer-Encoding: chunked", body=b"2;" + b"x" * 70_000 + b"\r\n{}\r\n0\r\n\r\n"
    ),
    "a lie about its coding": _post(b"Content-Encoding: gzip", b"Content-Length: 2"),
    "version 0.9": b"GET /campaigns/list\r\n\r\n",
    "version 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "version 3.7": _get(b"/campaigns/list", version=b"HTTP/3.7"),
    "no version": _get(b"/campaigns/list", version=b"HTTP/x"),
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "nothing but line ends": b"\r\n" * 1_000,
}
CORPUS = AMBIGUOUS | TARGETS | HEADERS
FIRST_LINE = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


def filled(request: bytes, **parts: str) -> bytes:
    for name, value in parts.items():
        request = request.replace(b"{%s}" % name.encode(), value.encode())
    return request


def said(address: tuple[str, int], request: bytes) -> bytes:
    """All that comes back until the other side closes, or falls silent. Whoever asks half gets no answer at all."""
    received = b""
    with socket.create_connection(address, timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.settimeout(3)
            while piece := connection.recv(65536):
                received += piece
                connection.settimeout(0.5)
        except (TimeoutError, ConnectionError):
            return received
    return received


def statuses(replies: bytes) -> Iterator[int]:
    """The status of every reply in what came back over one connection."""
    return (int(status) for status in FIRST_LINE.findall(replies))
