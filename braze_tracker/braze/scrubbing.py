"""Hides values inside running text: keys, e-mail addresses, telephone numbers, and whatever was masked in the request.

It knows text only, neither JSON nor HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b, sha256

from braze_tracker.braze.personal import SCHEMA_WORDS

HIDDEN = "•••"

_EMAIL = re.compile(r"\w[\w.+'!#$*^~-]*(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])(?:\+\d[\d ().-]{5,}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)")
_ECHOED_KEY = re.compile(r"((?:API key|API Identifier)\b[^:]{0,20}:\s*)[^\s\"<]+", re.IGNORECASE)
_SIGNED = re.compile(r"(https?://[^\s\"'<>?]+)\?[^\s\"'<>]*(?:signature|token=|sig=|x-amz-)[^\s\"'<>]*", re.IGNORECASE)

_ADDRESS_AS_NAME = re.compile(r'(?:@|%40)[^"]*"\s*:')

_SHORTEST = 3
_PLAIN = SCHEMA_WORDS | {
    "success",
    "queued",
    "sent",
    "error",
    "errors",
    "invalid",
    "valid",
    "true",
    "false",
    "null",
    "none",
}


def masked_value(hash_key: bytes, value: str) -> str:
    """``•••`` and eight hex digits: the same for the same value under one key, e-mail addresses in lower case; nothing
    for nothing.

    By it a person's calls can be searched for without the value being kept.
    """
    return _masked(_keyed(hash_key), value)


def _masked(keyed: blake2b, value: str) -> str:
    known = value.strip().lower() if "@" in value else value.strip()
    if not known:
        return ""
    digest = keyed.copy()
    digest.update(known.encode("utf-8", "surrogatepass"))
    return HIDDEN + digest.hexdigest()


@lru_cache(maxsize=8)
def _keyed(hash_key: bytes) -> blake2b:
    """BLAKE2's own keyed mode: as sound as HMAC-SHA256 and four times as fast, with dozens of values in a call."""
    return blake2b(key=sha256(hash_key).digest(), digest_size=4)


def worth_hiding(value: str) -> bool:
    """Whether finding the value in a text says anything: not ``1``, not ``email``, not ``success``."""
    bare = value.strip()
    if len(bare) < _SHORTEST or bare.lower() in _PLAIN:
        return False
    return not bare.isdigit() or len(bare) > 4


def suspicious(text: str) -> bool:
    """Whether the text may hold an e-mail address, a signed link or an echoed key. A quick look before a long one."""
    return "@" in text or "%40" in text or "API" in text or ("http" in text and "?" in text)


class Scrubber:
    """Hides the given secrets and personal values, and whatever looks like an e-mail address."""

    def __init__(self, hash_key: bytes, secrets: Iterable[str] = (), values: Iterable[str] = ()) -> None:
        self._keyed = _keyed(hash_key)
        self.secrets = tuple(secret for secret in secrets if secret)
        self.values = tuple(values)
        self._known = self.secrets + self.values

    def finds_in(self, text: str) -> bool:
        """Whether `scrub` might change something in this text or in a part of it."""
        # a list, because a generator costs more than the few look-ups it may spare, for each field of a document
        return suspicious(text) or bool([known for known in self._known if known in text])

    def finds_name_in(self, text: str) -> bool:
        """The same for the names of fields in a JSON text."""
        if ("@" in text or "%40" in text) and _ADDRESS_AS_NAME.search(text):
            return True
        return bool([known for known in self._known if known in text])

    def secretless(self, text: str) -> str:
        """The text without secrets; personal data stays."""
        for secret in self.secrets:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        if "?" in text:
            text = _SIGNED.sub(rf"\1?{HIDDEN}", text)
        return _ECHOED_KEY.sub(rf"\1{HIDDEN}", text) if "API" in text or "api" in text else text

    def scrub(self, text: str) -> str:
        """The text without secrets, e-mail addresses and known personal values."""
        text = self.secretless(text)
        if "@" in text or "%40" in text:
            text = _EMAIL.sub(self._mask_match, text)
        for value in self.values:
            if value in text and worth_hiding(value):
                text = self._without(text, value)
        return text

    def scrub_error(self, text: str) -> str:
        """As `scrub`, and whatever looks like a telephone number."""
        return _PHONE.sub(self._mask_match, self.scrub(text))

    def _without(self, text: str, value: str) -> str:
        if text == value:
            return self.mask(value)
        return re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", self.mask(value), text)

    def mask(self, value: str) -> str:
        return _masked(self._keyed, value)

    def _mask_match(self, match: re.Match[str]) -> str:
        return self.mask(match[0].replace("%40", "@"))
