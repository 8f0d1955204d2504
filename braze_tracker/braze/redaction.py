"""What may be kept of an exchange: secrets out at every level, personal data masked at the default one.

It decides level and size; what is hidden and how stands in `personal`, `masking`, `scrubbing` and `addresses`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from braze_tracker.braze.addresses import AddressMasker, api_key_in
from braze_tracker.braze.bodies import names_fields, read_body
from braze_tracker.braze.captured import (
    BodyState,
    CapturedBody,
    CapturedReply,
    CapturedRequest,
    CaptureLevel,
    KeyPrint,
)
from braze_tracker.braze.essence import reply_essence, request_essence
from braze_tracker.braze.keys import bearer, key_print, spellings
from braze_tracker.braze.masking import Masker
from braze_tracker.braze.personal import API_KEY_NAMES
from braze_tracker.braze.scrubbing import Scrubber

_KEPT_HEADERS = frozenset(
    {
        "content-type",
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "accept-encoding",
        "user-agent",
        "date",
        "server",
        "via",
        "retry-after",
        "x-request-id",
        "x-runtime",
        "cf-ray",
        "cf-cache-status",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-retry-after",
    }
)
_FORM = "application/x-www-form-urlencoded"
_MOST_KNOWN = 256
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Redactor:
    """Turns what was on the wire into what may be kept. It does not raise for anything a wire can carry."""

    def __init__(self, hash_key: bytes, level: CaptureLevel, body_limit: int) -> None:
        self.level = level
        self._hash_key = hash_key
        self._limit = 0 if level is CaptureLevel.METADATA else body_limit
        self._personal = level is not CaptureLevel.FULL
        self._known: dict[str, tuple[KeyPrint, Scrubber]] = {}
        self._scrubbers: dict[tuple[str, ...], Scrubber] = {}
        self._urls: dict[tuple[str, str], str] = {}

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, size: int | None = None
    ) -> CapturedRequest:
        """``size``: bytes on the wire, when ``body`` could not be read."""
        kept, authorization, content_type = _split_headers(headers)
        text, document, exact = read_body(body)
        form = _FORM in content_type
        credential = bearer(authorization) or api_key_in(url.partition("?")[2]) or _key_in_body(document, body, form)
        prints, scrubber = self._credentials(credential)
        safe_url, hidden = self._url(url, credential, scrubber)
        total = len(body) if size is None else size
        more: set[str]
        if size is not None and not body:
            captured, more = CapturedBody("", BodyState.OMITTED, total), set()
        elif form and document is None and text:
            captured, more = self._form(text, scrubber, total)
        else:
            captured, more = self._body(text, document, exact, total, scrubber, request=True)
        more |= hidden
        return CapturedRequest(
            method, safe_url, _scrubbed_headers(kept, scrubber), captured, prints, frozenset(more), scrubber.secrets
        )

    def reply(
        self, status: int, headers: Mapping[str, str], body: bytes, size: int | None, request: CapturedRequest
    ) -> CapturedReply:
        """``request`` tells which values to hide where the reply repeats them."""
        kept, _, _ = _split_headers(headers)
        text, document, exact = read_body(body)
        scrubber = self._repeating(request, "\n".join((text or "", *kept.values())))
        total = len(body) if size is None else size
        captured, _ = self._body(text, document, exact, total, scrubber, request=False)
        return CapturedReply(status, _scrubbed_headers(kept, scrubber), captured)

    def text(self, text: str, request: CapturedRequest) -> str:
        """A sentence about the call, such as an exception's, with nothing in it that was hidden in the request."""
        return self._repeating(request, text).scrub_error(text) if text else ""

    def _repeating(self, request: CapturedRequest, text: str) -> Scrubber:
        """Knows, of the values hidden in the request, those that this text may repeat, longest first."""
        found = request.hidden if "\\" in text else [value for value in request.hidden if value in text]
        if not found and (usual := self._scrubbers.get(request.secrets)):
            return usual
        return Scrubber(self._hash_key, request.secrets, sorted(found, key=len, reverse=True))

    def _credentials(self, credential: str) -> tuple[KeyPrint, Scrubber]:
        """Reckoned once a key: a process knows a handful."""
        known = self._known.get(credential)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
                self._scrubbers.clear()
            scrubber = Scrubber(self._hash_key, spellings(credential) if credential else ())
            self._scrubbers[scrubber.secrets] = scrubber
            known = self._known[credential] = key_print(self._hash_key, credential), scrubber
        return known

    def _url(self, url: str, credential: str, scrubber: Scrubber) -> tuple[str, set[str]]:
        """Looked through once an address: the same few are called again and again. One with a value to hide, or with a
        query that may have one, is not remembered."""
        known = self._urls.get((url, credential))
        if known is not None:
            return known, set()
        address = AddressMasker(scrubber, personal=self._personal)
        safe = address.url(url)
        if safe == url and "?" not in url:
            if len(self._urls) >= _MOST_KNOWN:
                self._urls.clear()
            self._urls[url, credential] = safe
        return safe, address.hidden

    def _form(self, text: str, scrubber: Scrubber, total: int) -> tuple[CapturedBody, set[str]]:
        form = AddressMasker(scrubber, personal=self._personal)
        kept = form.pairs(text)
        if len(text) > self._limit:
            return CapturedBody("", BodyState.OMITTED, total), form.hidden
        return CapturedBody(kept, _state(True, kept == text), total), form.hidden

    def _body(
        self, text: str | None, document: Any, exact: bool, total: int, scrubber: Scrubber, *, request: bool
    ) -> tuple[CapturedBody, set[str]]:
        if not text:
            return CapturedBody("", BodyState.OMITTED if total else BodyState.EMPTY, total), set()
        if document is None:
            return self._plain_text(text, exact, total, scrubber), set()
        whole = len(text) <= self._limit
        escaped = "\\u" in text
        masker = Masker(
            scrubber,
            personal=self._personal,
            request=request,
            look=escaped or scrubber.finds_in(text),
            look_at_names=escaped or scrubber.finds_name_in(text),
        )
        try:
            if not whole:
                document = request_essence(document) if request else reply_essence(document)
            document = masker.walk(document)
            untouched = exact and not masker.changed
            content = text if whole and untouched else _dump(document)
        except RecursionError:
            return CapturedBody("", BodyState.OMITTED, total), masker.hidden
        return CapturedBody(content, _state(whole, untouched), total), masker.hidden

    def _plain_text(self, text: str, exact: bool, total: int, scrubber: Scrubber) -> CapturedBody:
        if len(text) > self._limit or (self._personal and names_fields(text)):
            return CapturedBody("", BodyState.OMITTED, total)
        kept = scrubber.scrub_error(text) if self._personal else scrubber.secretless(text)
        return CapturedBody(kept, _state(True, exact and kept == text), total)


def _state(whole: bool, untouched: bool) -> BodyState:
    if not whole:
        return BodyState.ESSENCE
    return BodyState.WHOLE if untouched else BodyState.MASKED


def _key_in_body(document: Any, body: bytes, form: bool) -> str:
    if form:
        return api_key_in(body.decode("utf-8", "replace"))
    found = [document[name] for name in API_KEY_NAMES if name in document] if isinstance(document, dict) else []
    return found[0] if found and isinstance(found[0], str) else ""


def _split_headers(headers: Mapping[str, str]) -> tuple[dict[str, str], str, str]:
    """The headers that may be kept, and the values of Authorization and Content-Type. Names in lower case."""
    lower = {name.lower(): value for name, value in headers.items()}
    kept = {name: _as_text(value) for name, value in lower.items() if name in _KEPT_HEADERS}
    return kept, _as_text(lower.get("authorization", "")), kept.get("content-type", "")


def _as_text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _scrubbed_headers(headers: dict[str, str], scrubber: Scrubber) -> dict[str, str]:
    if not scrubber.finds_in("\n".join(headers.values())):
        return headers
    return {name: scrubber.scrub(value) for name, value in headers.items()}
