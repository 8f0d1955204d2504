"""The part of a body that judging and the ledger need, when the body itself is not kept. Bounded in every way."""

from __future__ import annotations

from typing import Any

MOST_ITEMS = 100
LONGEST_TEXT = 1000
_DEEPEST = 4
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
        "messages",
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


def request_essence(document: Any) -> dict[str, Any]:
    """Ids, schedule and the names of the channels."""
    kept = _chosen(document, _REQUEST)
    messages = kept.get("messages")
    if isinstance(messages, dict):
        kept["messages"] = {channel: _variation(message) for channel, message in messages.items()}
    return kept


def reply_essence(document: Any) -> dict[str, Any]:
    """Message, errors, ids and counts."""
    kept = _chosen(document, _REPLY)
    if isinstance(document, dict):
        for name, value in document.items():
            if name.endswith("_processed"):
                kept[name] = _bounded(value, 0)
    return kept


def _chosen(document: Any, names: frozenset[str]) -> dict[str, Any]:
    if not isinstance(document, dict):
        return {}
    return {name: _bounded(document[name], _DEEPEST) for name in document if name in names}


def _variation(message: Any) -> dict[str, Any]:
    known = message.get("message_variation_id") if isinstance(message, dict) else None
    return {"message_variation_id": known} if isinstance(known, str) else {}


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
