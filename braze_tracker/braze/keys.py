"""The credentials in a request's headers, and the print by which a key is told from others without being kept.

https://www.braze.com/docs/api/basics
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from braze_tracker.braze.captured import KeyPrint

_SHORTEST = 6
"""Anything shorter is no credential, and hiding it everywhere would eat ordinary words."""


def key_print(hash_key: bytes, key: str) -> KeyPrint:
    """HMAC-SHA256 in hex, and the last four characters of a key long enough to spare them."""
    if not key:
        return KeyPrint()
    digest = hmac.digest(hash_key, key.encode("utf-8", "surrogatepass"), "sha256").hex()
    return KeyPrint(digest, key[-4:] if len(key) >= 12 else "")


def bearer(authorization: str) -> str:
    """The key in an Authorization header: what follows the scheme, without the quotes that some put around it."""
    scheme, _, credential = authorization.strip().partition(" ")
    return (credential or scheme).strip().strip("\"'")


def spellings(credential: str) -> tuple[str, ...]:
    """Every way in which a reply, a URL or an error text might repeat a credential, longest first."""
    found = {credential, *credential.split(), *_basic(credential)}
    found |= {bare.strip("\"'") for bare in found}
    found |= {quoted for plain in list(found) for quoted in (quote(plain, safe=""), quote_plus(plain))}
    return tuple(sorted((text for text in found if len(text) >= _SHORTEST), key=len, reverse=True))


def _basic(credential: str) -> Iterator[str]:
    """User and password, if this is the credential of the Basic scheme."""
    try:
        plain = base64.b64decode(credential, validate=True).decode()
    except (binascii.Error, ValueError):
        return
    if ":" in plain:
        yield plain
        yield from plain.split(":", 1)
