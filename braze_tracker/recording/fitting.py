"""Makes foreign values fit their columns, so that a real call is never refused for its form. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "�")
_UNSTORABLE = str.maketrans({"\0": "�", **{chr(code): mark for code, mark in _SURROGATES.items()}})

SMALL = 32_767
WHOLE = 2_147_483_647
LARGE = 9_223_372_036_854_775_807


def fits(text: str | None, length: int) -> str:
    """At most ``length`` characters that every database takes: NULs and lone surrogates become U+FFFD."""
    if not text:
        return ""
    text = text[:length]
    return text if text.isascii() and "\0" not in text else text.translate(_UNSTORABLE)


def within(number: int | None, top: int) -> int | None:
    """The number, or None where its column (0 … ``top``) cannot hold it."""
    return number if number is not None and 0 <= number <= top else None


def hour(at: datetime) -> datetime:
    """The UTC hour that ``at`` (aware) falls in."""
    return _utc(at).replace(minute=0, second=0, microsecond=0)


def minute(at: datetime) -> datetime:
    """The UTC minute that ``at`` (aware) falls in."""
    return _utc(at).replace(second=0, microsecond=0)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is UTC else at.astimezone(UTC)
