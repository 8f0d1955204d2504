"""What may be kept of an exchange: secrets out at every level, personal data masked at the default one.

It decides level and size; what is hidden and how stands in `personal`, `masking`, `scrubbing` and `addresses`.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from braze_tracker.braze.addresses import AddressMasker, api_key_in
from braze_tracker.braze.bodies import LARGEST_REQUEST, holds_fields, is_plain, names_fields, read_body
from braze_tracker.braze.captured import (
    BodyState,
    CapturedBody,
    CapturedReply,
    CapturedRequest,
    CaptureLevel,
    KeyPrint,
)
from braze_tracker.braze.essence import holds_plain_values, is_its_own_essence, reply_essence, request_essence
from braze_tracker.braze.json_text import dump, has_doubled_names
from braze_tracker.braze.kept_headers import kept_headers
from braze_tracker.braze.keys import bearer, key_print, spellings
from braze_tracker.braze.masking import Masker
from braze_tracker.braze.personal import API_KEY_NAMES
from braze_tracker.braze.repeated import repeated
from braze_tracker.braze.scrubbing import Scrubber, worth_hiding

LARGEST_BODY = 65536
"""Characters of the longest body that is kept; of a longer one its essence is."""

_FORM = "application/x-www-form-urlencoded"
_QUIET = frozenset(
    {
        "message",
        "send_id",
        "dispatch_id",
        "schedule_id",
        "attributes_processed",
        "events_processed",
        "purchases_processed",
    }
)
_MOST_KNOWN = 256
_LONGEST_URL = 8000
_ESSENCE = (BodyState.OMITTED, BodyState.ESSENCE)
_NOTHING: Set[str] = frozenset()


@dataclass(slots=True)
class _Known:
    """A credential that has been seen, and the addresses called with it in which there is nothing to hide."""

    print: KeyPrint
    scrubber: Scrubber
    urls: dict[str, str] = field(default_factory=dict)


class Redactor:
    """Turns what was on the wire into what may be kept. It does not raise for anything a wire can carry."""

    def __init__(self, hash_key: bytes, level: CaptureLevel, body_limit: int) -> None:
        self.level = level
        self._hash_key = hash_key
        self._limit = 0 if level is CaptureLevel.METADATA else body_limit
        self._personal = level is not CaptureLevel.FULL
        self._known: dict[str, _Known] = {}
        self._scrubbers: dict[tuple[str, ...], Scrubber] = {}

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, size: int | None = None
    ) -> CapturedRequest:
        """``size``: bytes on the wire, when ``body`` could not be read."""
        kept, authorization = kept_headers(headers)
        text, document, exact = read_body(body, LARGEST_REQUEST)
        form = _FORM in kept.get("content-type", "")
        known = self._known.get(authorization) if authorization else None
        if known is None:
            inside = api_key_in(url.partition("?")[2]) or _key_in_body(document, body, form)
            known = self._credentials(authorization, bearer(authorization) or inside)
        scrubber = known.scrubber
        safe_url, hidden = known.urls.get(url), _NOTHING
        if safe_url is None:
            safe_url, hidden = self._url(url, known)
        total = len(body) if size is None else size
        more = _NOTHING
        if size is not None and not body:
            captured = CapturedBody("", BodyState.OMITTED, total)
        elif document is not None and text:
            captured, more = self._json(text, document, exact, total, scrubber, request=True)
        elif form and text:
            captured, more = self._form(text, scrubber, total)
        else:
            captured = self._plain_text(text, exact, total, scrubber, request=True)
        if scrubber.finds_in("\n".join(kept.values())):
            kept = {name: scrubber.scrub(value) for name, value in kept.items()}
        hidden = more | hidden if hidden else more
        unseen = body if self._personal and captured.state is BodyState.ESSENCE else None
        return CapturedRequest(method, safe_url, kept, captured, known.print, hidden, scrubber.secrets, unseen)

    def reply(
        self, status: int, headers: Mapping[str, str], body: bytes, size: int | None, request: CapturedRequest
    ) -> CapturedReply:
        """``request`` tells which values to hide where the reply repeats them."""
        kept, _ = kept_headers(headers)
        text, document, exact = read_body(body)
        if request.unseen is not None and not _says_only_success(document):
            self._see(request)
        everything = "\n".join((text or "", *kept.values()))
        scrubber = self._repeating(request, everything, document)
        clean = not scrubber.finds_in(everything)
        total = len(body) if size is None else size
        if document is None or not text:
            captured = self._plain_text(text, exact, total, scrubber, request=False)
        elif clean and exact and is_plain(document, text) and (state := self._state_as_it_is(document, text)):
            # most replies: nothing in them could be hidden, so that the walk through them is spared
            captured = CapturedBody(text, state, total)
        else:
            captured, _ = self._json(text, document, exact, total, scrubber, request=False)
        if not clean:
            kept = {name: scrubber.scrub(value) for name, value in kept.items()}
        return CapturedReply(status, kept, captured)

    def text(self, text: str, request: CapturedRequest) -> str:
        """A sentence about the call, such as an exception's, with nothing in it that was hidden in the request."""
        return self._repeating(request, text).scrub_error(text) if text else ""

    def _see(self, request: CapturedRequest) -> None:
        """Find the values of a request of which only the essence was kept. Late, because few replies repeat any."""
        scrubber = Scrubber(self._hash_key, request.secrets)
        text, document, _ = read_body(request.unseen or b"", LARGEST_REQUEST)
        request.unseen, look = None, text is not None and '\\"' in text
        masker = Masker(scrubber, personal=True, request=True, look=look, look_at_names=False)
        with suppress(RecursionError):
            masker.walk(document)
        request.hidden = request.hidden | masker.hidden

    def _repeating(self, request: CapturedRequest, text: str, document: Any = None) -> Scrubber:
        """Knows, of the values hidden in the request, those that this text may repeat, longest first."""
        found = repeated(request.hidden, text, document)
        if not found and (usual := self._scrubbers.get(request.secrets)):
            return usual
        if not self._personal:
            # at level FULL nothing but secrets was hidden in the request
            secret = (value for value in found if worth_hiding(value))
            return Scrubber(self._hash_key, (*secret, *request.secrets))
        return Scrubber(self._hash_key, request.secrets, found)

    def _credentials(self, authorization: str, credential: str) -> _Known:
        """Reckoned once for each header, or for each key that came otherwise: a process knows a handful."""
        # no header holds a line end, so that a key is never taken for one
        given = authorization if bearer(authorization) else f"\n{credential}"
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
            self._scrubbers.clear()
        known = self._known.get(given)
        if known is None:
            scrubber = Scrubber(self._hash_key, spellings(credential) if credential else ())
            known = self._known[given] = _Known(key_print(self._hash_key, credential), scrubber)
            self._scrubbers[scrubber.secrets] = scrubber
        return known

    def _url(self, url: str, known: _Known) -> tuple[str, Set[str]]:
        """Looked through once an address: the same few are called again and again. One with a value to hide, or with a
        query that may have one, is not remembered."""
        address = AddressMasker(known.scrubber, personal=self._personal)
        safe = address.url(url)[:_LONGEST_URL]
        if safe == url and "?" not in url:
            if len(known.urls) >= _MOST_KNOWN:
                known.urls.clear()
            known.urls[url] = safe
        return safe, address.hidden

    def _form(self, text: str, scrubber: Scrubber, total: int) -> tuple[CapturedBody, set[str]]:
        form = AddressMasker(scrubber, personal=self._personal)
        kept = form.pairs(text)
        if max(len(text), len(kept)) > self._limit:
            return CapturedBody("", BodyState.OMITTED, total), form.hidden
        return CapturedBody(kept, _state(kept == text), total), form.hidden

    def _json(
        self, text: str, document: Any, exact: bool, total: int, scrubber: Scrubber, *, request: bool
    ) -> tuple[CapturedBody, Set[str]]:
        if len(text) > self._limit:
            content, hidden = self._essence(document, scrubber, request)
            return CapturedBody(content, _ESSENCE[bool(content)], total), hidden
        masker = self._masker(text, scrubber, request)
        try:
            document = masker.walk(document)
            if exact and not masker.changed and not has_doubled_names(text, document):
                return CapturedBody(text, BodyState.WHOLE, total), _NOTHING
            content = dump(document)
            if len(content) > self._limit:
                # masks are longer than what they stand for
                content, _ = self._essence(document, scrubber, request)
                return CapturedBody(content, _ESSENCE[bool(content)], total), masker.hidden
            return CapturedBody(content, BodyState.MASKED, total), masker.hidden
        except RecursionError:
            return CapturedBody("", BodyState.OMITTED, total), masker.hidden

    def _essence(self, document: Any, scrubber: Scrubber, request: bool) -> tuple[str, Set[str]]:
        """Its text; none where it is too deep, or too long in its spelling."""
        essence = request_essence(document) if request else reply_essence(document)
        try:
            content = dump(essence)
            if holds_plain_values(essence) and not scrubber.looks_into(content)[0]:
                return content if len(content) <= LARGEST_BODY else "", _NOTHING
            masker = self._masker(content, scrubber, request)
            content = dump(masker.walk(essence))
            return content if len(content) <= LARGEST_BODY else "", masker.hidden
        except RecursionError:
            return "", _NOTHING

    def _state_as_it_is(self, document: dict[str, Any], text: str) -> BodyState | None:
        """Under which name a plain reply may be kept as it is; None when some of it must go."""
        if len(text) <= self._limit:
            return BodyState.WHOLE
        return BodyState.ESSENCE if is_its_own_essence(document, text) else None

    def _masker(self, text: str, scrubber: Scrubber, request: bool) -> Masker:
        """For the document with this text: what the whole text cannot hold is not looked for in its parts."""
        look, names = scrubber.looks_into(text)
        return Masker(scrubber, personal=self._personal, request=request, look=look, look_at_names=names)

    def _plain_text(
        self, text: str | None, exact: bool, total: int, scrubber: Scrubber, *, request: bool
    ) -> CapturedBody:
        if not text:
            return CapturedBody("", BodyState.OMITTED if total else BodyState.EMPTY, total)
        names_persons = holds_fields if request else names_fields
        if len(text) > self._limit or (self._personal and names_persons(text)):
            return CapturedBody("", BodyState.OMITTED, total)
        kept = scrubber.scrub_error(text) if self._personal else scrubber.secretless(text)
        if len(kept) > self._limit:
            return CapturedBody("", BodyState.OMITTED, total)
        return CapturedBody(kept, _state(exact and kept == text), total)


def _says_only_success(document: Any) -> bool:
    """A reply of which every other word is an id or a count has no reason to repeat what it was asked."""
    return isinstance(document, dict) and document.get("message") == "success" and _QUIET.issuperset(document)


def _state(untouched: bool) -> BodyState:
    return BodyState.WHOLE if untouched else BodyState.MASKED


def _key_in_body(document: Any, body: bytes, form: bool) -> str:
    if form:
        return api_key_in(body.decode("utf-8", "replace"))
    found = [document[name] for name in API_KEY_NAMES if name in document] if isinstance(document, dict) else []
    return found[0] if found and isinstance(found[0], str) else ""
