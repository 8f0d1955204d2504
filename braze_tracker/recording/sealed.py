"""Secrets at rest: text that only the holder of the encryption keys can read. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


def seal(secret: str, keys: Sequence[str]) -> str:
    """Encrypted with the first key."""
    return _box(keys).encrypt(secret.encode()).decode()


def open_sealed(text: str, keys: Sequence[str]) -> str | None:
    """What was sealed with any of the keys; None for nothing, or for what none of them opens."""
    if not text:
        return None
    try:
        return _box(keys).decrypt(text).decode()
    except InvalidToken:
        return None


def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
