"""Who is asking, and where the request may go. Pure: a table of ways to name a workspace, and what is refused.

It decides by the head of a request alone and contacts nobody.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from braze_tracker.braze.addresses import api_key_in
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.endpoints import ENDPOINTS
from braze_tracker.braze.keys import bearer
from braze_tracker.gateway.heads import Header
from braze_tracker.gateway.places import Place, Snapshot
from braze_tracker.gateway.refusals import Refused, UnknownToken
from braze_tracker.recording.tokens import PREFIX, token_digest

BRAZE_SEGMENTS = frozenset(row.template.split("/")[1] for row in ENDPOINTS)
"""First segments of Braze's own paths; they win over the names of workspaces."""

_TOKEN = re.compile(PREFIX.encode() + rb"[\w-]{16,}")
_SHOWN = re.compile(rb"bearer +(%b[\w-]+)" % PREFIX.encode(), re.IGNORECASE)
_TARGET = re.compile(rb"(?:/|\*$)[!-~\x80-\xff]*")
_STRICTER = (CaptureLevel.METADATA, CaptureLevel.MASKED, CaptureLevel.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a request goes, and as whom."""

    base: str
    target: bytes
    authorization: bytes | None = field(default=None, repr=False)
    """Takes the place of the client's; None: what the client sent goes on."""
    level: CaptureLevel | None = None
    token: str = ""
    """The digest of the token that was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator has set. ``fallback``: where unknown keys go; ``listed``: all REST endpoints that were named;
    ``print_of``: the keyed hash of a Braze key."""

    print_of: Callable[[str], str]
    fallback: str = ""
    listed: tuple[str, ...] = ()


def find_way(method: str, target: bytes, headers: Iterable[Header], rules: Rules, snapshot: Snapshot | None) -> Way:
    """Raises `Refused` with what to do instead."""
    headers = list(headers)
    if method.upper() == "CONNECT" or not _TARGET.fullmatch(target):
        raise Refused(400, "This is no proxy: use its address as base URL, and write only the path after it.")
    shown = _token_shown(target, headers)
    place, target = _by_path(target, snapshot)
    if shown:
        return _with_token(shown, place, target, snapshot)
    if place is not None:
        known = _by_key(target, headers, rules, snapshot)
        return Way(base=_base_of(place), target=target, level=_level(place, known))
    return _with_own_key(target, headers, rules, snapshot)


def holds_token(text: bytes) -> bool:
    """Whether anything in it looks like one of the tracker's tokens."""
    return _TOKEN.search(text) is not None


def _token_shown(target: bytes, headers: list[Header]) -> str:
    """The token in its right place, or nothing. One anywhere else is refused: it would be passed on or written down."""
    values = [value for name, value in headers if name.lower() == b"authorization"]
    shown = [match[1] for match in map(_SHOWN.fullmatch, values) if match]
    others = [value for value in values if not _SHOWN.fullmatch(value)]
    if any(holds_token(value) or holds_token(_basic(value)) for value in others) or (shown and len(values) > 1):
        raise Refused(401, f"Send the token once, as Authorization: Bearer {PREFIX}… without quotes.")
    elsewhere = [target, *(b"%b: %b" % header for header in headers if header[0].lower() != b"authorization")]
    if any(holds_token(unquote_to_bytes(text)) for text in elsewhere):
        raise Refused(400, f"A token stands where it would be passed on: send it as Authorization: Bearer {PREFIX}…")
    return shown[0].decode() if shown else ""


def _basic(authorization: bytes) -> bytes:
    scheme, _, credential = authorization.partition(b" ")
    try:
        return base64.b64decode(credential.strip()) if scheme.lower() == b"basic" else b""
    except binascii.Error:
        return b""


def _by_path(target: bytes, snapshot: Snapshot | None) -> tuple[Place | None, bytes]:
    """The workspace that the first segment names, and the target without it."""
    path, mark, query = target.partition(b"?")
    first, _, rest = path[1:].partition(b"/")
    segment = first.decode("latin-1")
    if not segment or segment in BRAZE_SEGMENTS:
        return None, target
    if snapshot is None:
        raise not_read_yet()
    place = snapshot.by_slug.get(segment)
    return place, target if place is None else b"/" + rest + mark + query


def _with_token(text: str, place: Place | None, target: bytes, snapshot: Snapshot | None) -> Way:
    if snapshot is None:
        raise not_read_yet()
    digest = token_digest(text)
    owner = snapshot.by_token.get(digest)
    if owner is None:
        raise UnknownToken
    if place is not None and place is not owner:
        raise Refused(403, f"This token is not for the workspace {place.slug}. Issue one there, or leave its name out.")
    if not owner.key:
        raise Refused(403, f"The workspace {owner.slug} has no Braze key. Give it one in the tracker.")
    return Way(
        base=_base_of(owner),
        target=target,
        authorization=b"Bearer " + owner.key.encode(),
        level=owner.level,
        token=digest,
    )


def _key_in(target: bytes, headers: list[Header]) -> str:
    sent = next((value for name, value in headers if name.lower() == b"authorization"), b"").decode("latin-1")
    return bearer(sent) or api_key_in(target.partition(b"?")[2].decode("latin-1"))


def _by_key(target: bytes, headers: list[Header], rules: Rules, snapshot: Snapshot | None) -> Place | None:
    key = _key_in(target, headers)
    return snapshot.by_key.get(rules.print_of(key)) if key and snapshot is not None else None


def _with_own_key(target: bytes, headers: list[Header], rules: Rules, snapshot: Snapshot | None) -> Way:
    known = _by_key(target, headers, rules, snapshot)
    if known is not None:
        return Way(base=_base_of(known), target=target, level=known.level)
    base = rules.fallback or (snapshot.only_base() if snapshot else "")
    if not base and len(rules.listed) == 1 and not (snapshot and snapshot.by_slug):
        base = rules.listed[0]
    if base:
        return Way(base=base, target=target, level=None if _key_in(target, headers) else _strictest(base, snapshot))
    if snapshot is None:
        raise not_read_yet()
    raise Refused(
        421,
        "No workspace is known by this key. Declare it in the tracker, write /<workspace>/ before the path, "
        "or name the instance for unknown keys in BRAZE_TRACKER_GATEWAY_UPSTREAM.",
    )


def _base_of(place: Place) -> str:
    if not place.base:
        raise Refused(
            403,
            f"The gateway may not call {place.host}, the host of the workspace {place.slug}. "
            "If it is right, list it in BRAZE_TRACKER_BRAZE_HOSTS.",
        )
    return place.base


def _level(place: Place, known: Place | None) -> CaptureLevel:
    """Of a request that its path led to ``place``: never more than the key's own workspace allows."""
    other = CaptureLevel.MASKED if known is None else known.level
    return min(place.level, other, key=_STRICTER.index)


def _strictest(base: str, snapshot: Snapshot | None) -> CaptureLevel:
    """Of a request without a key in its head: one in its body may be of any workspace there."""
    places = snapshot.by_slug.values() if snapshot else ()
    levels = [CaptureLevel.MASKED, *(place.level for place in places if place.base == base)]
    return min(levels, key=_STRICTER.index)


def not_read_yet() -> Refused:
    return Refused(503, "The gateway has not yet read its workspaces and tokens. Try again in a moment.", wait=2)
