"""The part of a body that judging and the ledger need, when the body itself is not kept. Bounded in every way."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

MOST_ITEMS = 100
LONGEST_TEXT = 1000
_DEEPEST = 4
_ATOMS = frozenset({bool, int, float, type(None)})
_MOST_INNER = 10

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
    kept = _chosen(document, _REQUEST)
    if isinstance(document, dict) and "messages" in document:
        # not among the chosen: the texts of messages are not even copied
        kept["messages"] = _channels(document["messages"])
    return kept


def reply_essence(document: Any) -> dict[str, Any]:
    """Message, errors, ids and counts."""
    kept = _chosen(document, _REPLY)
    if isinstance(document, dict):
        for name, value in document.items():
            if name.endswith("_processed"):
                kept[name] = _bounded(value, 0)
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


def _chosen(document: Any, names: frozenset[str]) -> dict[str, Any]:
    kept = {}
    if isinstance(document, dict):
        for name, value in document.items():
            if name in names:
                kept[name] = value if value.__class__ in _ATOMS else _bounded(value, _DEEPEST)
    return kept


def _channels(messages: Any) -> Any:
    if not isinstance(messages, dict):
        return _bounded(messages, _DEEPEST)
    return {name[:LONGEST_TEXT]: _variation(message) for name, message in islice(messages.items(), MOST_ITEMS)}


def _variation(message: Any) -> dict[str, Any]:
    known = message.get("message_variation_id") if isinstance(message, dict) else None
    return {"message_variation_id": known[:LONGEST_TEXT]} if isinstance(known, str) else {}


def _bounded(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT]
    if isinstance(value, dict):
        kept = list(value.items())[: _room(depth)]
        return {name[:LONGEST_TEXT]: _bounded(inner, depth - 1) for name, inner in kept}
    if isinstance(value, list):
        return [_bounded(inner, depth - 1) for inner in value[: _room(depth)]]
    return value


def _room(depth: int) -> int:
    if depth == _DEEPEST:
        return MOST_ITEMS
    return _MOST_INNER if depth else 0
