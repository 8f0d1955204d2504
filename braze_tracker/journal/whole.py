"""Level FULL: a line carries the essence of a body in the open and, sealed beside it, the body masked and whole.

So that a reader without the key can still judge the call, and one that may keep less than the whole need not mask. What
a line tells besides bodies (URL, headers, error texts) is masked as at the default level. How sealing is done, and with
which keys, is the caller's: this file knows no cryptography.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from braze_tracker.braze.captured import BodyState, CapturedBody, CapturedReply, CapturedRequest, CaptureLevel
from braze_tracker.braze.json_text import dumper
from braze_tracker.braze.redaction import Redactor

log = logging.getLogger("braze_tracker.recording")

WITHOUT_SEAL = (
    "Calls at level FULL are kept at level MASKED: this journal has nothing to encrypt whole bodies with. "
    "Give it one: Journal(folder, seal=...)."
)

Seal = Callable[[str], str]
"""Text in, text out that only the holder of the key can read."""
Unseal = Callable[[str], str | None]
"""The other way round; None for what the keys at hand do not open."""

_dump = dumper(ascii_only=True)


@dataclass(slots=True)
class SealedRequest(CapturedRequest):
    """The request as captured at the default level; ``whole`` as at level FULL, in memory only."""

    whole: CapturedRequest = field(default_factory=lambda: CapturedRequest("", ""))


class SealingRedactor:
    """A `Redactor` for level FULL. It costs three redactions and the sealing."""

    level = CaptureLevel.FULL

    def __init__(self, hash_key: bytes, body_limit: int, seal: Seal) -> None:
        self._masked = Redactor(hash_key, CaptureLevel.MASKED, body_limit)
        self._whole = Redactor(hash_key, CaptureLevel.FULL, body_limit)
        self._essence = Redactor(hash_key, CaptureLevel.METADATA, body_limit)
        self._seal = seal

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, size: int | None = None
    ) -> SealedRequest:
        masked = self._masked.request(method, url, headers, body, size)
        whole = self._whole.request(method, url, headers, body, size)
        essence = self._essence.request(method, url, headers, body, size)
        kept = self._sealed(essence.body, masked.body, whole.body)
        return SealedRequest(
            masked.method, masked.url, masked.headers, kept, masked.key, masked.hidden, masked.secrets, masked.unseen,
            whole,
        )  # fmt: skip

    def reply(
        self, status: int, headers: Mapping[str, str], body: bytes, size: int | None, request: CapturedRequest
    ) -> CapturedReply:
        masked = self._masked.reply(status, headers, body, size, request)
        asked = request.whole if isinstance(request, SealedRequest) else request
        whole = self._whole.reply(status, headers, body, size, asked)
        essence = self._essence.reply(status, headers, body, size, request)
        return CapturedReply(status, masked.headers, self._sealed(essence.body, masked.body, whole.body))

    def text(self, text: str, request: CapturedRequest) -> str:
        return self._masked.text(text, request)

    def _sealed(self, essence: CapturedBody, masked: CapturedBody, whole: CapturedBody) -> CapturedBody:
        if not whole.content:
            return masked
        # where masking changed nothing it is not said twice
        both = [masked.state, None if masked.content == whole.content else masked.content, whole.state, whole.content]
        return CapturedBody(essence.content, essence.state, whole.size, self._seal(_dump(both)))


AnyRedactor = Redactor | SealingRedactor


class Redactors(dict[CaptureLevel, AnyRedactor]):
    """One for each level that is met. Without ``seal`` nothing is kept whole: FULL is MASKED then, and says so once."""

    def __init__(self, hash_key: bytes, body_limit: int, seal: Seal | None) -> None:
        super().__init__()
        self._made_with = hash_key, body_limit, seal

    def __missing__(self, level: CaptureLevel) -> AnyRedactor:
        hash_key, body_limit, seal = self._made_with
        level = CaptureLevel(level)  # a column's plain word asks for the same
        if level is not CaptureLevel.FULL:
            made: AnyRedactor = Redactor(hash_key, level, body_limit)
        elif seal is not None:
            made = SealingRedactor(hash_key, body_limit, seal)
        else:
            log.warning(WITHOUT_SEAL)
            made = self[CaptureLevel.MASKED]
        self[level] = made
        return made


def open_body(body: CapturedBody, unseal: Unseal) -> tuple[CapturedBody, CapturedBody | None]:
    """The body masked, and whole. Where the keys do not open it: its essence, and None."""
    text = unseal(body.sealed) if body.sealed else None
    if text is None:
        return CapturedBody(body.content, body.state, body.size), None
    state, content, whole_state, whole = json.loads(text)
    masked = CapturedBody(whole if content is None else content, BodyState(state), body.size)
    return masked, CapturedBody(whole, BodyState(whole_state), body.size)
