"""Secrets at rest: text and bytes that only the holder of the encryption keys can read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


def seal(secret: str, keys: Sequence[str]) -> str:
    """Encrypted with the first key."""
    return seal_bytes(secret.encode(), keys).decode()


def open_sealed(text: str, keys: Sequence[str]) -> str | None:
    """What was sealed with any of the keys; None for nothing, or for what none of them opens."""
    content = open_bytes(text.encode("ascii", "replace"), keys)
    return None if content is None else content.decode()


def seal_bytes(content: bytes, keys: Sequence[str]) -> bytes:
    return _box(tuple(keys)).encrypt(content)


def open_bytes(sealed: bytes, keys: Sequence[str]) -> bytes | None:
    if not sealed:
        return None
    try:
        return _box(tuple(keys)).decrypt(sealed)
    except InvalidToken:
        return None


def resealed(sealed: bytes, keys: Sequence[str]) -> bytes | None:
    """Sealed with the first key; as it is where that is so already, and None where no key opens it."""
    if open_bytes(sealed, keys[:1]) is not None:
        return sealed
    content = open_bytes(sealed, keys)
    return None if content is None else seal_bytes(content, keys)


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    """Made once for the same keys: a drain seals many bodies."""
    return MultiFernet([Fernet(key) for key in keys])
