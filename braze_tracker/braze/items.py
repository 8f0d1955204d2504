"""Errors as Braze lists them, in every shape it uses, made into one. Knows nothing of statuses or of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

MOST_ITEMS = 100
LONGEST = 1000
_DEEPEST = 5
_LATEST_INDEX = 2**31 - 1
_MESSAGE_KEYS = (
    "message",
    "error",
    "type",
    "detail",
    "error_description",
    "description",
    "title",
    "reason",
    "code",
    "id",
)
_IDENT_KEYS = ("error_code", "code", "id", "type")
_PARTS = ("errors", "rename_errors", "removal_errors")
_LISTING = frozenset({*_PARTS, "invalid_user_ids", "notice"})


@dataclass(frozen=True, slots=True)
class Named:
    """One error that a reply names, in Braze's words."""

    message: str
    ident: str = ""
    """The id, type or code that Braze gave it."""
    input_array: str = ""
    index: int | None = None
    source: str = ""
    """The reply's key it stood under, where that says what it is about: ``rename_errors``, ``notice`` …"""


def clean(value: object) -> str:
    """Text as a page can show it and a database can keep it: at most 1,000 characters; "" for what says nothing."""
    if not value or value is True:
        return ""
    text = value if isinstance(value, str) else _compact(value)
    text = text[: LONGEST * 4].strip().replace("\x00", "")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def headline(fields: Mapping[str, Any], keys: tuple[str, ...]) -> Named | None:
    """The error a whole reply is about, under the first of these keys that says anything."""
    for key in keys:
        value = fields.get(key)
        if isinstance(value, dict) and (inner := _of_object(value)):
            return inner
        if text := clean(value):
            return Named(text, _ident(fields))
    return None


def listed(fields: Mapping[str, Any]) -> list[Named]:
    """The errors a reply lists beside its message, at most 100 of them. A number is a counter, not a list."""
    if _LISTING.isdisjoint(fields):
        return []
    return list(islice(_listed(fields), MOST_ITEMS))


def _listed(fields: Mapping[str, Any]) -> Iterator[Named]:
    for key in _PARTS:
        value = fields.get(key)
        if value and not isinstance(value, int | float):
            found = _flat(value, 0)
            yield from found if key == "errors" else (replace(one, source=key) for one in found)
    yield from _unknown_people(fields.get("invalid_user_ids"))
    if notice := clean(fields.get("notice")):
        yield Named(notice, source="notice")


def _flat(value: object, depth: int) -> Iterator[Named]:
    if isinstance(value, dict):
        one = _of_object(value)
        if one:
            yield one
        elif depth < _DEEPEST:
            yield from _by_field(value, depth)
    elif isinstance(value, list) and depth < _DEEPEST:
        yield from _of_list(value, depth)
    elif text := clean(value):
        yield Named(text)


def _of_list(values: list[Any], depth: int) -> Iterator[Named]:
    """A list inside the list, of plain values only, is one error told in pieces: an id and what is wrong with it."""
    if depth and len(values) > 1 and not any(isinstance(value, list | dict) for value in values[:MOST_ITEMS]):
        if text := clean(": ".join(filter(None, map(clean, values[:MOST_ITEMS])))):
            yield Named(text)
        return
    for value in values:
        yield from _flat(value, depth + 1)


def _by_field(value: dict[str, Any], depth: int) -> Iterator[Named]:
    """``{"name": ["is taken"]}``: errors by the field they concern."""
    for field, inner in value.items():
        told = inner if isinstance(inner, list) else [inner]
        for one in (found for value in told for found in _flat(value, depth + 1)):
            yield Named(clean(f"{field}: {one.message}"), one.ident, one.input_array, one.index)


def _of_object(value: Mapping[str, Any]) -> Named | None:
    message = next((text for key in _MESSAGE_KEYS if (text := clean(value.get(key)))), "")
    if not message:
        return None
    array, index = value.get("input_array"), value.get("index")
    whole = isinstance(index, int) and not isinstance(index, bool) and 0 <= index <= _LATEST_INDEX
    return Named(message, _ident(value), array[:40] if isinstance(array, str) else "", index if whole else None)


def _ident(value: Mapping[str, Any]) -> str:
    return next((found for key in _IDENT_KEYS if isinstance(found := value.get(key), str) and found), "")


def _unknown_people(value: object) -> Iterator[Named]:
    """``invalid_user_ids``: the ids themselves, or their count where the ids were not kept."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        yield Named(f"{value} invalid user IDs", source="invalid_user_ids")
    for index, person in enumerate(value[:MOST_ITEMS] if isinstance(value, list) else ()):
        if text := clean(person):
            yield Named(clean(f'Invalid user ID: "{text}"'), "", "invalid_user_ids", index, "invalid_user_ids")


def _compact(value: object) -> str:
    if isinstance(value, list | dict) and not value:
        return ""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError, TypeError):
        return ""
