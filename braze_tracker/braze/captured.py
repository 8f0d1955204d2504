"""What may be kept of an exchange: the shapes that redaction makes and the notebook writes. Values only."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum


class CaptureLevel(StrEnum):
    """How much of a body is kept. Secrets are removed at every level."""

    METADATA = "metadata"
    """Ids, error texts and counts only: no body."""
    MASKED = "masked"
    """Bodies with personal data masked (the default)."""
    FULL = "full"
    """Bodies as they were, secrets removed; encrypted wherever they are written."""


class BodyState(StrEnum):
    EMPTY = "empty"
    WHOLE = "whole"
    """Byte for byte as on the wire (decompressed); nothing in it had to be hidden."""
    MASKED = "masked"
    ESSENCE = "essence"
    """Reduced to what judging needs: ids, messages, errors."""
    OMITTED = "omitted"
    LOCKED = "locked"
    """Kept whole, and encrypted with a key that is gone. Only shown, never written."""


# These are values too. They are not frozen because freezing makes building them thrice as slow, and several are
# built in the path of every call.
@dataclass(slots=True, unsafe_hash=True)
class CapturedBody:
    content: str = ""
    """JSON text on one line where the body was JSON, other text as it was; never a secret."""
    state: BodyState = BodyState.EMPTY
    size: int = 0
    """Bytes on the wire before anything was hidden or cut."""
    sealed: str = ""
    """At level FULL: what stands in ``content`` only in its essence, encrypted; see `journal.whole`."""


@dataclass(frozen=True, slots=True)
class KeyPrint:
    """An API key that can be told from others and not be used: keyed hash and last four characters."""

    fingerprint: str = ""
    last4: str = ""


@dataclass(slots=True)
class CapturedRequest:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: CapturedBody = CapturedBody()
    key: KeyPrint = KeyPrint()
    hidden: Set[str] = frozenset()
    """Values masked in the request, to be hidden where the reply repeats them. Held in memory, never written."""
    secrets: tuple[str, ...] = ()
    """The same for credentials, in every spelling a reply may use; hidden without a hash."""
    unseen: bytes | None = None
    """The body whose values have not been looked for, because only its essence was kept. Never written either."""


@dataclass(slots=True)
class CapturedReply:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: CapturedBody = CapturedBody()
