"""What may be kept of an exchange: secrets out at every level, personal data masked at the default one."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from braze_tracker.braze.captured import (
    BodyState,
    CapturedBody,
    CapturedReply,
    CapturedRequest,
    CaptureLevel,
    KeyPrint,
)

_HEADERS = frozenset({"content-type", "content-length", "date", "server", "retry-after", "x-request-id", "user-agent"})
_KEPT = ("message", "send_id", "dispatch_id", "schedule_id", "campaign_id", "canvas_id", "broadcast", "error")


class Redactor:
    def __init__(self, hash_key: bytes, level: CaptureLevel, body_limit: int) -> None:
        self.level = level
        self._hash_key = hash_key

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, size: int | None = None
    ) -> CapturedRequest:
        key = next((v.partition(" ")[2] for k, v in headers.items() if k.lower() == "authorization"), "")
        hidden = frozenset({key} - {""})
        print_ = KeyPrint(hmac.new(self._hash_key, key.encode(), sha256).hexdigest(), key[-4:]) if key else KeyPrint()
        parts = urlsplit(url)
        address = parts._replace(query="").geturl()
        return CapturedRequest(method, address, _kept(headers), _essence(body, size, hidden), print_, hidden)

    def reply(
        self, status: int, headers: Mapping[str, str], body: bytes, size: int | None, request: CapturedRequest
    ) -> CapturedReply:
        return CapturedReply(status, _kept(headers), _essence(body, size, request.hidden))

    def text(self, text: str, request: CapturedRequest) -> str:
        return _hide(text, request.hidden)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {n: v for n, v in headers.items() if n.lower() in _HEADERS or n.lower().startswith("x-ratelimit-")}


def _hide(text: str, hidden: frozenset[str]) -> str:
    for value in hidden:
        text = text.replace(value, "•••")
    return text


def _essence(body: bytes, size: int | None, hidden: frozenset[str]) -> CapturedBody:
    total = len(body) if size is None else size
    if not body:
        return CapturedBody("", BodyState.OMITTED if total else BodyState.EMPTY, total)
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        return CapturedBody("", BodyState.OMITTED, total)
    if not isinstance(document, dict):
        return CapturedBody("", BodyState.OMITTED, total)
    kept = {
        k: _hide(document[k], hidden) if isinstance(document[k], str) else document[k] for k in _KEPT if k in document
    }
    if isinstance(errors := document.get("errors"), list):
        kept["errors"] = [_hide(json.dumps(e), hidden) for e in errors[:100]]
    return CapturedBody(json.dumps(kept), BodyState.ESSENCE, total)
