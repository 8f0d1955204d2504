"""The part of a body that judging and the ledger need, when the body itself is not kept. Bounded in every way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from string import ascii_letters, digits
from typing import Any, TypeVar

T = TypeVar("T")

MOST_ITEMS = 100
LONGEST_TEXT = 1000
LONGEST = 32_000
"""Characters of all that stands in lists and objects: lists in lists of texts would be a thousand times longer."""
LONGEST_NAME = 64
_DEEPEST = 4
_WORD = ascii_letters + digits + "-_@.+%"
_ATOMS = frozenset({bool, int, float, type(None)})
_MOST_INNER = 10
_ATOM = 4
"""Characters of a number or a flag, or of what stands around a text; about."""

_REQUEST = frozenset(
    (
        "campaign_id",
        "canvas_id",
        "send_id",
        "external_send_id",
        "schedule_id",
        "segment_id",
        "broadcast",
        "schedule",
    )
)
_REPLY = frozenset(
    (
        "message",
        "error",
        "error_code",
        "detail",
        "errors",
        "rename_errors",
        "removal_errors",
        "invalid_user_ids",
        "notice",
        "send_id",
        "dispatch_id",
        "schedule_id",
        "campaign_id",
        "canvas_id",
        "status",
        "metadata",
        "deleted",
    )
)
_RULED = frozenset({"invalid_user_ids", "metadata"})
"""Names among these that `personal` has a rule for, beside ``messages``."""


def request_essence(document: Any) -> dict[str, Any]:
    """Ids, schedule and the names of the channels."""
    kept = _chosen(document, _REQUEST, _Copy())
    if isinstance(document, dict) and "messages" in document:
        # not among the chosen: the texts of messages are not even copied
        kept["messages"] = _channels(document["messages"])
    return kept


def reply_essence(document: Any) -> dict[str, Any]:
    """Message, errors, ids and counts."""
    copy = _Copy()
    kept = _chosen(document, _REPLY, copy)
    if isinstance(document, dict):
        counts = (name for name in document if name.endswith("_processed"))
        for name in islice(counts, MOST_ITEMS):
            kept[name[:LONGEST_NAME]] = copy.of(document[name], 0)
    return kept


def is_its_own_essence(names: Iterable[str], text: str) -> bool:
    """Whether of a flat reply with these names and this text everything is kept."""
    return len(text) <= LONGEST_TEXT and _REPLY.issuperset(names)


def holds_plain_values(essence: dict[str, Any]) -> bool:
    """Whether no name in an essence asks for masking: it holds ids, flags and texts, and of channels their names."""
    for name, value in essence.items():
        if name == "messages":
            if value.__class__ is not dict:
                return False
        elif value.__class__ is dict or value.__class__ is list or name in _RULED:
            return False
    return True


def _chosen(document: Any, names: frozenset[str], copy: _Copy) -> dict[str, Any]:
    """Plain values always: the ids by which a call is found are among them."""
    kept = {}
    if isinstance(document, dict):
        for name, value in document.items():
            if name in names:
                if value.__class__ in _ATOMS or (value.__class__ is str and len(value) <= LONGEST_TEXT):
                    kept[name] = value
                else:
                    kept[name] = _cut(value) or copy.of(value, _DEEPEST)
    return kept


def _channels(messages: Any) -> Any:
    if not isinstance(messages, dict):
        return _Copy().of(messages, _DEEPEST)
    kept = {}
    for name, message in islice(messages.items(), MOST_ITEMS):
        known = message.get("message_variation_id") if message.__class__ is dict else None
        kept[name[:LONGEST_NAME]] = {"message_variation_id": known[:LONGEST_NAME]} if known.__class__ is str else {}
    return kept


def _cut(value: Any) -> str:
    return _begun(value, LONGEST_TEXT) if value.__class__ is str else ""


def _begun(text: str, most: int) -> str:
    """Its beginning, without the word that the cut goes through: half a key or half an address would be found by nobody
    who hides whole ones."""
    return text if len(text) <= most else text[:most].rstrip(_WORD)


class _Copy:
    """Copies values that hold others until `LONGEST` characters of them are copied; what follows is left out."""

    _left = LONGEST

    def of(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            return self._taken(value, LONGEST_TEXT)
        self._left -= _ATOM
        if isinstance(value, dict):
            fields = islice(value.items(), _room(depth))
            return {self._taken(name, LONGEST_NAME): self.of(inner, depth - 1) for name, inner in self._some(fields)}
        if isinstance(value, list):
            return [self.of(inner, depth - 1) for inner in self._some(islice(value, _room(depth)))]
        if value.__class__ is int:
            self._left -= value.bit_length() // 3
        return value

    def _some(self, items: Iterable[T]) -> Iterator[T]:
        for item in items:
            if self._left <= 0:
                return
            yield item

    def _taken(self, text: str, most: int) -> str:
        kept = _begun(text, max(0, min(most, self._left)))
        self._left -= len(kept) + _ATOM
        return kept


def _room(depth: int) -> int:
    if depth == _DEEPEST:
        return MOST_ITEMS
    return _MOST_INNER if depth > 0 else 0
