"""Whom a call was for: the hashes that stand in its masked request where Braze takes a person's name or address.

It knows no person and needs no key: what was masked before it was stored is taken as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.scrubbing import HIDDEN
from braze_tracker.recording.changes import Change
from braze_tracker.recording.models import CallRecipient
from braze_tracker.recording.upsert import insert

MOST = 100
"""People a call is found by, the first ones in it: of a larger call the others are not found."""

NAMES = [
    "external_user_id",
    "external_user_ids",
    "external_id",
    "external_ids",
    "current_external_id",
    "new_external_id",
    "deprecated_external_id",
    "alias_name",
    "old_alias_name",
    "new_alias_name",
    "braze_id",
    "braze_ids",
    "appboy_id",
    "user_id",
    "user_ids",
    "email",
    "emails",
    "email_address",
    "email_addresses",
    "phone",
    "phones",
    "phone_number",
    "phone_numbers",
]
"""Fields of requests that name a person: https://www.braze.com/docs/api/objects_filters/user_attributes_object."""

_MASK = rf"{HIDDEN}[0-9a-f]{{8}}"
# each branch begins with what no other part may hold, so that no character is looked at twice
_FIELD = re.compile(rf'"(?:{"|".join(NAMES)})":\[?((?:(?:"{_MASK}"|""|null),?)+)')
_PAIR = re.compile(rf"(?<![^?&])(?:{'|'.join(NAMES)})(?:(?:\[|%5B)\d{{0,9}}(?:]|%5D))?=({_MASK})")
_DIGITS = re.compile(rf"{HIDDEN}([0-9a-f]{{8}})")


def record_recipients(changes: Iterable[Change]) -> None:
    """Write down whom calls were for that were not stored before; a call's request never changes afterwards."""
    fresh = (change for change in changes if not change.before and change.workspace.capture != CaptureLevel.METADATA)
    insert(CallRecipient, [row for change in fresh for row in _rows(change)])


def recipients_of(url: str, body: str) -> list[int]:
    """The digests of those whom a masked request names, each once, in their order; `MOST` of them."""
    found = chain(_PAIR.findall(url) if HIDDEN in url else (), _named(body) if HIDDEN in body else ())
    return list(islice(dict.fromkeys(digest for masks in found for digest in digests(masks)), MOST))


def _named(body: str) -> Iterable[str]:
    return (_FIELD if body[:1] in "{[" else _PAIR).findall(body)


def digests(text: str) -> Iterator[int]:
    """What `CallRecipient` keeps of each masked value in the text: its eight hex digits as a signed number."""
    return (int.from_bytes(bytes.fromhex(digits), signed=True) for digits in _DIGITS.findall(text))


def _rows(change: Change) -> list[dict[str, object]]:
    fact = change.fact
    found = recipients_of(str(fact.row["url"]), fact.bodies.request.body.content)
    return [{"call_id": fact.id, "digest": digest} for digest in found]
