"""Requests that aiohttp's fast parser refuses and Braze may answer: unheard-of methods, methods in small letters, bare
letters beyond ASCII in a path, headers that stand there twice. aiohttp's other parser reads them, as strictly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiohttp.http import RawRequestMessage
from aiohttp.http_parser import HeadersParser, HttpRequestParserPy

_METHOD = re.compile(rb"[!#$%&'*+.^_`|~\w-]+ ", re.ASCII)
_USUAL = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT) ")
_ONCE = (b"content-type", b"user-agent", b"etag", b"server", b"content-location", b"content-range", b"max-forwards")
"""Headers that the parser wants once and that have no part in where a message ends."""
_SEEN = tuple(b"\n" + name + b":" for name in _ONCE)


def is_odd(data: bytes) -> bool:
    """Whether the other parser is needed for the head with which this data begins. What is no request at all is not."""
    if not _METHOD.match(data):
        return False
    head = data[: data.find(b"\r\n\r\n")].lower()
    if not _USUAL.match(data) or not head[: head.find(b"\r\n")].isascii():
        return True
    return any(head.count(name) > 1 for name in _SEEN)


class OddRequestParser(HttpRequestParserPy):
    """Reads a head without its repeated headers, and puts them back where they stood."""

    def parse_message(self, lines: list[bytes]) -> RawRequestMessage:
        first, *headers = lines
        message = super().parse_message([first, *_without_repeated(headers)])
        each = HeadersParser(self.max_line_size, self.max_headers, self.max_field_size)
        raw = tuple(pair for line in headers if line for pair in each.parse_headers([line, b""])[1])
        return message._replace(method=first.partition(b" ")[0].decode(), raw_headers=raw)


def _without_repeated(lines: list[bytes]) -> Iterator[bytes]:
    seen = set()
    for line in lines:
        name = line.partition(b":")[0].lower()
        if name not in seen:
            yield line
        if name in _ONCE:
            seen.add(name)
