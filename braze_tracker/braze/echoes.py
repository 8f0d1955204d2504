"""Keeps API keys out of error texts: Braze repeats the key it was sent in a 401. https://www.braze.com/docs/api/errors"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

from braze_tracker.braze.exchange import Exchange
from braze_tracker.braze.outcomes import ErrorItem

HIDDEN = "•••"
_SHORTEST_KEY = 6
_ECHO = re.compile(r"(?i)((?:api[ _]key|api identifier)\s*:\s*)\S.*", re.DOTALL)
_UUID = re.compile(r"(?i)\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b")
_IN_BODY = re.compile(rb'"api_key"\s*:\s*"([^"]{6,200})"')


def hide_keys(errors: tuple[ErrorItem, ...], exchange: Exchange) -> tuple[ErrorItem, ...]:
    """The same errors without the request's key, and in a 401 without anything that may be one."""
    keys = tuple(_keys(exchange))
    return tuple(_hidden(error, keys, exchange.status == 401) for error in errors)


def _hidden(error: ErrorItem, keys: tuple[str, ...], unauthorized: bool) -> ErrorItem:
    text = error.message
    for key in keys:
        text = text.replace(key, HIDDEN)
    text = _ECHO.sub(rf"\g<1>{HIDDEN}", text)
    if unauthorized:
        text = _UUID.sub(HIDDEN, text)
    return error if text == error.message else replace(error, message=text)


def _keys(exchange: Exchange) -> Iterator[str]:
    for name, value in exchange.request_headers.items():
        if name.lower() in ("authorization", "api_key", "api-key", "x-api-key"):
            yield from _long_enough(str(value).rpartition(" ")[2])
    if "api_key" in exchange.url:
        yield from (key for name, key in parse_qsl(exchange.url.partition("?")[2]) if name == "api_key" and key)
    for found in _IN_BODY.findall(exchange.request_body):
        yield from _long_enough(found.decode("utf-8", "replace"))


def _long_enough(key: str) -> Iterator[str]:
    """Shorter ones would blank out parts of ordinary words."""
    for candidate in (key, key.strip("'\"")):
        if len(candidate) >= _SHORTEST_KEY:
            yield candidate
